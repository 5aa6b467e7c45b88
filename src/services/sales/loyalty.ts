import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, type Transactional, transactionOf } from '../../database/transaction.ts';
import type { Envelope } from '../../events/emit.ts';
import { uuidv7 } from '../../lib/ids.ts';

const REASONS = {
  'payment.succeeded': 'EARNED',
  'payment.refunded': 'CLAWED_BACK',
  'payment.refund_failed': 'RESTORED',
  'payment.dispute_won': 'RESTORED',
} as const;

/** The topics of the events that change points. */
export type LoyaltyTopic = keyof typeof REASONS;

type Reason = (typeof REASONS)[LoyaltyTopic];

/**
 * Credits the points of a payment, claws back the points of a refund, or restores them if the refund failed or a lost dispute was
 * won after all. Afterwards, the order has earned the points for each whole pound that remains paid
 * (docs/spec/api.md#4-orders-and-payments), regardless of the sequence of its events.
 */
export function applyLoyalty(
  req: Transactional,
  { id, topic, payload: { paymentId } }: Pick<Envelope<LoyaltyTopic>, 'id' | 'topic' | 'payload'>,
): Promise<void> {
  return adjustPoints(req, paymentId, REASONS[topic], id);
}

/**
 * Inserts the entry that corrects the points of the payment's order, unless they are already correct. A refund only ever claws
 * points back: if its payment has not been credited yet, the later credit takes the refund into account.
 */
async function adjustPoints(req: Transactional, paymentId: string, reason: Reason, eventId: string): Promise<void> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ accountId: string }>(sql`
    INSERT INTO loyalty_accounts (id, customer_id, balance)
    SELECT ${uuidv7()}, customer_id, 0 FROM payments JOIN orders ON orders.id = order_id
    WHERE payments.id = ${paymentId} AND customer_id IS NOT NULL
    ON CONFLICT (customer_id) DO UPDATE SET updated_at = now()
    RETURNING id AS "accountId"`);
  const [account] = rows;
  // There is no account if the customer was erased.
  if (!account) return;
  // The account is locked now, so this statement sees all entries of the account.
  await tx.execute(sql`
    INSERT INTO loyalty_entries (id, account_id, points, reason, order_id, event_id)
    SELECT ${uuidv7()}, ${account.accountId}, due.points, ${reason}, due.order_id, ${eventId}
    FROM (
      SELECT order_id, floor((amount - refunded_amount) / 100) * coalesce(points_per_pound, 0)
        - coalesce((SELECT sum(points) FROM loyalty_entries AS entry WHERE entry.order_id = payments.order_id), 0) AS points
      FROM payments WHERE id = ${paymentId} AND paid_at IS NOT NULL) AS due
    WHERE CASE WHEN ${reason} = 'CLAWED_BACK' THEN due.points < 0 ELSE due.points <> 0 END`);
}

/** Reads the current points of a customer. */
export async function readLoyaltyBalance(payload: Payload, customerId: string): Promise<number> {
  const { rows } = await database(payload).execute<{ balance: number }>(
    sql`SELECT balance::float8 AS balance FROM loyalty_accounts WHERE customer_id = ${customerId}`,
  );
  return rows[0]?.balance ?? 0;
}

/** Counts accounts whose balance differs from the sum of their entries. Any result above 0 is a serious error. */
export async function countWrongBalances(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM loyalty_accounts AS account
    WHERE balance <> coalesce((SELECT sum(points) FROM loyalty_entries WHERE account_id = account.id), 0)`);
  return rows[0]?.count ?? 0;
}
