import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import type { LockedPayment } from './lock-payment.ts';
import { settle } from './settle.ts';

const CLOSED: ReadonlySet<string> = new Set(['won', 'lost', 'warning_closed']);

/**
 * Takes in a dispute as Stripe tells of it: while it is open the payment is DISPUTED; won, it is what it was; lost, all of its
 * money is gone. One that is closed stays closed, even when news of its opening comes later.
 * @returns whether that was news.
 */
export async function applyDispute(
  req: Transactional,
  payment: LockedPayment,
  { id, amount, reason, status }: Stripe.Dispute,
): Promise<boolean> {
  const { paymentId, orderId } = payment;
  const closed = CLOSED.has(status);
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ first: boolean }>(sql`
    INSERT INTO disputes AS known (id, payment_id, amount, reason, status, closed_at)
    VALUES (${id}, ${paymentId}, ${amount}, ${reason}, ${status}, CASE WHEN ${closed} THEN now() END)
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, closed_at = excluded.closed_at
      WHERE known.closed_at IS NULL AND known.status <> excluded.status
    RETURNING xmax = 0 AS first`);
  if (!rows[0]) return false;
  if (rows[0].first) await emit(req, 'payment.disputed', { paymentId, orderId, disputeId: id, reason });
  await settle(req, payment, { reference: id, title: `Dispute ${id}` });
  return true;
}
