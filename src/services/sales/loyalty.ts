import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional } from '../../database/transaction.ts';
import type { Envelope } from '../../events/envelope.ts';
import { uuidv7 } from '../../ids.ts';

const REASONS = {
  'payment.succeeded': 'EARNED',
  'payment.refunded': 'CLAWED_BACK',
  'payment.refund_failed': 'RESTORED',
} as const;

/** The events that change points. */
export type LoyaltyTopic = keyof typeof REASONS;

type Reason = (typeof REASONS)[LoyaltyTopic];

/**
 * Credits the points of a payment, takes back those of what was refunded, or gives them back when the refund failed: after it the order has one portion of points for
 * each whole pound that remains paid (api.md §4), in whatever order its events come.
 */
export function applyLoyalty(
  req: Transactional,
  { id, topic, payload: { paymentId } }: Envelope<LoyaltyTopic>,
): Promise<void> {
  return adjustPoints(req, paymentId, REASONS[topic], id);
}

/** Gives points back when a lost dispute was won after all. */
export const restorePoints = (req: Transactional, paymentId: string): Promise<void> =>
  adjustPoints(req, paymentId, 'RESTORED', uuidv7());

/**
 * Writes the entry that brings the points of the payment's order to what they should be; none when they are. Points are taken
 * back only, not given, by a refund whose payment has not been credited yet: its credit will count the refund.
 */
async function adjustPoints(req: Transactional, paymentId: string, reason: Reason, eventId: string): Promise<void> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ accountId: string }>(sql`
    INSERT INTO loyalty_accounts (id, customer_id, balance)
    SELECT ${uuidv7()}, customer_id, 0 FROM payments JOIN orders ON orders.id = order_id
    WHERE payments.id = ${paymentId} AND customer_id IS NOT NULL
    ON CONFLICT (customer_id) DO UPDATE SET updated_at = now()
    RETURNING id AS "accountId"`);
  const [account] = rows;
  // The customer was erased.
  if (!account) return;
  // The account is locked now, so what this statement sees of its entries is all there is.
  await tx.execute(sql`
    INSERT INTO loyalty_entries (id, account_id, points, reason, order_id, event_id)
    SELECT ${uuidv7()}, ${account.accountId}, due.points, ${reason}, due.order_id, ${eventId}
    FROM (
      SELECT order_id, floor((amount - refunded_amount) / 100) * coalesce(points_per_pound, 0)
        - coalesce((SELECT sum(points) FROM loyalty_entries AS entry WHERE entry.order_id = payments.order_id), 0) AS points
      FROM payments WHERE id = ${paymentId} AND paid_at IS NOT NULL) AS due
    WHERE CASE WHEN ${reason} = 'CLAWED_BACK' THEN due.points < 0 ELSE due.points <> 0 END`);
}

/** The points that a customer has. */
export async function loyaltyBalance(payload: Payload, customerId: string): Promise<number> {
  const { rows } = await database(payload).execute<{ balance: number }>(
    sql`SELECT balance::float8 AS balance FROM loyalty_accounts WHERE customer_id = ${customerId}`,
  );
  return rows[0]?.balance ?? 0;
}

/** How many accounts say something else than the sum of their entries: none, or something is very wrong. */
export async function wrongBalances(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM loyalty_accounts AS account
    WHERE balance <> coalesce((SELECT sum(points) FROM loyalty_entries WHERE account_id = account.id), 0)`);
  return rows[0]?.count ?? 0;
}
