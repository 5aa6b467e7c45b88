import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { toDate } from '../../lib/dates.ts';
import { applyRefundTotals } from './apply-refund.ts';
import type { LockedPayment } from './lock-payment.ts';
import { type DisputeStanding, isKnownStatus, toDisputeStanding } from './to-dispute-standing.ts';

/** A dispute as Stripe reported it at the time `at`. `closing` is true if the report says that the dispute is over. */
export type DisputeUpdate = { dispute: Stripe.Dispute; at: Date; closing: boolean };

type StoredDispute = { status: string; statusAt: Date; closed: boolean; holdsMoney: boolean; lost: boolean };

/**
 * Stores Stripe's state of a dispute and updates the payment: while the dispute holds money back, the payment is DISPUTED; once
 * the dispute is lost, its amount counts as refunded. An update older than the stored state is ignored, unless it closes a
 * dispute whose stored status this release does not know. An unknown status does not reopen a closed dispute.
 * @returns whether the update was applied
 */
export async function applyDispute(
  req: Transactional,
  payment: LockedPayment,
  update: DisputeUpdate,
): Promise<boolean> {
  const { paymentId, orderId } = payment;
  const { id, reason, status } = update.dispute;
  const stored = await findDispute(req, id);
  const reported = toDisputeStanding(update.dispute, update.closing);
  const staysClosed = stored?.closed && !isKnownStatus(status) && !reported.closed;
  const standing = staysClosed ? { closed: true, holdsMoney: false, lost: stored.lost } : reported;
  const { holdsMoney, lost = stored?.lost ?? false } = standing;
  if (!stored || isNewer(stored, reported, update.at)) {
    await storeDispute(req, paymentId, update, { ...standing, lost });
  } else if (standing.closed && !stored.closed && !isKnownStatus(stored.status)) {
    await closeDispute(req, id, lost);
  } else {
    return false;
  }
  // Alert the sales team to an inquiry, and again when the inquiry becomes a chargeback.
  if (!stored || (holdsMoney && !stored.holdsMoney && !stored.closed)) {
    await emit(req, 'payment.disputed', { paymentId, orderId, disputeId: id, reason });
  }
  await applyRefundTotals(req, payment, {
    kind: 'dispute',
    reference: id,
    credit: `Payment disputed: ${toWords(reason)}`,
    debit: 'Dispute won',
  });
  return true;
}

async function storeDispute(
  req: Transactional,
  paymentId: string,
  { dispute, at }: DisputeUpdate,
  { closed, holdsMoney, lost }: DisputeStanding,
): Promise<void> {
  const { id, amount, reason, status } = dispute;
  const tx = await transactionOf(req);
  await tx.execute(sql`
    INSERT INTO disputes (id, payment_id, amount, reason, status, status_at, holds_money, lost, closed_at)
    VALUES (${id}, ${paymentId}, ${amount}, ${reason}, ${status}, ${at.toISOString()}, ${holdsMoney}, ${lost},
      CASE WHEN ${closed} THEN now() END)
    ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, reason = excluded.reason, status = excluded.status,
      status_at = excluded.status_at, holds_money = excluded.holds_money, lost = excluded.lost,
      closed_at = excluded.closed_at`);
}

/** Closes a dispute whose end was reported late. The stored status is newer, so it stays. */
async function closeDispute(req: Transactional, id: string, lost: boolean): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`UPDATE disputes SET holds_money = false, lost = ${lost}, closed_at = now() WHERE id = ${id}`);
}

const toWords = (reason: string) => reason.replaceAll('_', ' ');

/** Reads a stored dispute. The caller holds the lock on the payment, so no other transaction changes its disputes. */
async function findDispute(req: Transactional, id: string): Promise<StoredDispute | undefined> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<StoredDispute & { statusAt: string }>(sql`
    SELECT status, status_at AS "statusAt", closed_at IS NOT NULL AS closed, holds_money AS "holdsMoney", lost
    FROM disputes WHERE id = ${id}`);
  const [row] = rows;
  return row && { ...row, statusAt: toDate(row.statusAt) };
}

/**
 * Whether an update is newer than the stored state. Stripe's timestamps are whole seconds, so within the same second an update is
 * newer only if it has a later stage: first an open inquiry, then money held back, then closed.
 */
function isNewer(stored: StoredDispute, standing: DisputeStanding, at: Date): boolean {
  const elapsedMs = at.getTime() - stored.statusAt.getTime();
  return elapsedMs === 0 ? toStage(standing) > toStage(stored) : elapsedMs > 0;
}

const toStage = ({ closed, holdsMoney }: { closed: boolean; holdsMoney: boolean }) => (closed ? 2 : Number(holdsMoney));
