import { sql } from '@payloadcms/db-postgres/drizzle';
import { DateTime } from 'luxon';
import type { Payload } from 'payload';
import { FUNNELS_LOCK_ID, ROLLUPS_LOCK_ID } from '../../database/locks.ts';
import { dropTrackingPartitions } from '../../database/schema/tracking-partitions.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';

/** Acquires the shared lock for adding to rollups, until the transaction ends. Meanwhile {@link lockRollups} waits. */
export async function lockRollupsShared(req: Transactional): Promise<void> {
  await (await transactionOf(req)).execute(sql`SELECT pg_advisory_xact_lock_shared(${ROLLUPS_LOCK_ID}::bigint)`);
}

/**
 * Acquires the exclusive lock for rebuilding rollups, until the transaction ends. Other transactions cannot add to rollups
 * meanwhile.
 */
export async function lockRollups(req: Transactional): Promise<void> {
  await (await transactionOf(req)).execute(sql`SELECT pg_advisory_xact_lock(${ROLLUPS_LOCK_ID}::bigint)`);
}

/** Acquires the exclusive lock for counting or changing funnels, until the transaction ends. */
export async function lockFunnels(req: Transactional): Promise<void> {
  await (await transactionOf(req)).execute(sql`SELECT pg_advisory_xact_lock(${FUNNELS_LOCK_ID}::bigint)`);
}

/** Merges `analytics_deltas` into `analytics_counts`. Readers sum both tables, so the figures do not change. */
export async function compactCounts(payload: Payload): Promise<void> {
  await withTransaction(payload, async (req) => {
    await lockRollupsShared(req);
    await (await transactionOf(req)).execute(sql`
      WITH moved AS (DELETE FROM analytics_deltas RETURNING metric, day, key, count, amount)
      INSERT INTO analytics_counts AS total (metric, day, key, count, amount)
      SELECT metric, day, key, sum(count), sum(amount) FROM moved GROUP BY metric, day, key ORDER BY metric, day, key
      ON CONFLICT (metric, day, key) DO UPDATE
        SET count = total.count + excluded.count, amount = total.amount + excluded.amount`);
  });
}

/**
 * Deletes the raw events, the refused events, and all other rows with a session or user id, if they are older than the retention
 * in `analytics-settings`. The rollups stay, because they contain no personal data.
 * @returns the number of months whose raw events were deleted
 * @throws RangeError if the retention is less than 1 month or not a whole number of months; nothing is deleted then
 */
export async function expireTracking(payload: Payload, now = new Date()): Promise<number> {
  const { retentionMonths } = await payload.findGlobal({ slug: 'analytics-settings', depth: 0 });
  assertRetention(retentionMonths);
  const month = DateTime.fromJSDate(now, { zone: 'utc' }).startOf('month').minus({ months: retentionMonths });
  return withTransaction(payload, async (req) => {
    const tx = await transactionOf(req);
    await lockRollups(req);
    await lockFunnels(req);
    const dropped = await dropTrackingPartitions(tx, month);
    // In summer the first London day of a month begins in the previous UTC month, so the raw events of that day are incomplete.
    const retainedFrom = month.plus({ days: 1 }).toISODate();
    await tx.execute(sql`
      INSERT INTO analytics_retention (retained_from) VALUES (${retainedFrom})
      ON CONFLICT (single) DO UPDATE SET retained_from = greatest(analytics_retention.retained_from, excluded.retained_from)`);
    await tx.execute(sql`DELETE FROM analytics_seen WHERE day < ${retainedFrom}`);
    await tx.execute(sql`DELETE FROM analytics_identities WHERE day < ${retainedFrom}`);
    await tx.execute(sql`DELETE FROM analytics_step_events WHERE occurred_at < ${retainedFrom}::date`);
    await tx.execute(sql`DELETE FROM analytics_funnel_progress WHERE day < ${retainedFrom}`);
    await tx.execute(sql`DELETE FROM refused_events WHERE created_at < ${month.toISO()}`);
    return dropped;
  });
}

/**
 * Throws if the retention is less than 1 month or not a whole number of months. The settings validate the value, too; this check
 * protects the data if somebody writes a wrong value directly to the database.
 */
function assertRetention(months: number): void {
  if (Number.isInteger(months) && months >= 1) return;
  throw new RangeError(
    `The retention in the analytics settings is invalid (months: ${months}), so no events were deleted. Set it to a whole number of months, at least 1.`,
  );
}
