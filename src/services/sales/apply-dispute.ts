import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { emit } from '../../events/outbox.ts';
import { type DisputeStanding, disputeStanding } from './dispute-standing.ts';
import type { LockedPayment } from './lock-payment.ts';
import { settle } from './settle.ts';

/** A dispute as Stripe told of it at the moment `at`; `closing` when it told that the dispute is over. */
export type DisputeNews = { dispute: Stripe.Dispute; at: Date; closing: boolean };

type Known = { statusAt: Date; closed: boolean; holdsMoney: boolean; lost: boolean };

/**
 * Takes in what Stripe tells of a dispute and settles the payment: while the dispute holds money back the payment is DISPUTED,
 * and once lost, its amount counts as refunded. What is older than the newest news changes nothing.
 * @returns whether that was news.
 */
export async function applyDispute(req: Transactional, payment: LockedPayment, news: DisputeNews): Promise<boolean> {
  const { paymentId, orderId } = payment;
  const { id, amount, reason, status } = news.dispute;
  const standing = disputeStanding(news.dispute, news.closing);
  const known = await findDispute(req, id);
  if (known && !isNewer(known, standing, news.at)) return false;
  const { closed, holdsMoney, lost = known?.lost ?? false } = standing;
  const at = news.at.toISOString();
  const tx = await sessionOf(req);
  await tx.execute(sql`
    INSERT INTO disputes (id, payment_id, amount, reason, status, status_at, holds_money, lost, closed_at)
    VALUES (${id}, ${paymentId}, ${amount}, ${reason}, ${status}, ${at}, ${holdsMoney}, ${lost},
      CASE WHEN ${closed} THEN now() END)
    ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, reason = excluded.reason, status = excluded.status,
      status_at = excluded.status_at, holds_money = excluded.holds_money, lost = excluded.lost,
      closed_at = excluded.closed_at`);
  // Sales hear of an inquiry, and again when it has become a chargeback.
  if (!known || (holdsMoney && !known.holdsMoney && !known.closed)) {
    await emit(req, 'payment.disputed', { paymentId, orderId, disputeId: id, reason });
  }
  await settle(req, payment, {
    kind: 'dispute',
    reference: id,
    credit: `Payment disputed: ${words(reason)}`,
    debit: 'Dispute won',
  });
  return true;
}

const words = (reason: string) => reason.replaceAll('_', ' ');

/** The payment is locked, so nobody else writes its disputes meanwhile. */
async function findDispute(req: Transactional, id: string): Promise<Known | undefined> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Known & { statusAt: string }>(sql`
    SELECT status_at AS "statusAt", closed_at IS NOT NULL AS closed, holds_money AS "holdsMoney", lost
    FROM disputes WHERE id = ${id}`);
  const [row] = rows;
  return row && { ...row, statusAt: toDate(row.statusAt) };
}

/** Stripe's times are whole seconds: within one, a dispute only goes on. */
function isNewer(known: Known, standing: DisputeStanding, at: Date): boolean {
  const later = at.getTime() - known.statusAt.getTime();
  return later === 0 ? stage(standing) > stage(known) : later > 0;
}

const stage = ({ closed, holdsMoney }: { closed: boolean; holdsMoney: boolean }) => (closed ? 2 : Number(holdsMoney));
