import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { isUuid, uuidv7 } from '../../ids.ts';
import type { LockedPayment } from './lock-payment.ts';
import { creditFor } from './refund-reasons.ts';
import { settle } from './settle.ts';

/** How far a refund has come; Stripe may fail one that had succeeded, never the other way round. */
const RANK: Record<string, number> = {
  requested: 0,
  requires_action: 1,
  pending: 1,
  succeeded: 2,
  failed: 3,
  canceled: 3,
};

/**
 * Takes in a refund as Stripe tells of it, whoever made it, and settles the payment.
 * @returns whether that was news.
 */
export async function applyRefund(req: Transactional, payment: LockedPayment, refund: Stripe.Refund): Promise<boolean> {
  const status = refund.status ?? 'pending';
  const known = await findRefund(req, payment, refund);
  if (known && known.stripeRefundId !== null && (RANK[known.status] ?? 0) >= (RANK[status] ?? 0)) return false;
  const tx = await sessionOf(req);
  if (known) {
    await tx.execute(sql`
      UPDATE refunds SET stripe_refund_id = ${refund.id}, status = ${status}, updated_at = now() WHERE id = ${known.id}`);
  } else {
    await tx.execute(sql`
      INSERT INTO refunds (id, payment_id, stripe_refund_id, amount, reason, status)
      VALUES (${uuidv7()}, ${payment.paymentId}, ${refund.id}, ${refund.amount}, ${refund.reason}, ${status})`);
  }
  return settle(req, payment, {
    kind: 'refund',
    reference: refund.id,
    credit: creditFor(refund.reason),
    debit: 'Refund that could not be paid out',
  });
}

type Known = { id: string; stripeRefundId: string | null; status: string };

/** By Stripe's id, or by ours in its metadata while the answer to our request is still on its way. */
async function findRefund(
  req: Transactional,
  { paymentId }: LockedPayment,
  { id, metadata }: Stripe.Refund,
): Promise<Known | undefined> {
  const own = isUuid(metadata?.refundId) ? metadata.refundId : null;
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Known>(sql`
    SELECT id, stripe_refund_id AS "stripeRefundId", status FROM refunds
    WHERE payment_id = ${paymentId} AND (stripe_refund_id = ${id} OR id = ${own})`);
  return rows[0];
}
