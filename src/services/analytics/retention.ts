import { sql } from '@payloadcms/db-postgres';
import { DateTime } from 'luxon';
import type { Payload } from 'payload';
import { dropTrackingPartitions } from '../../database/tracking-events.ts';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { holdFunnels, holdRollups } from './locks.ts';

/**
 * Lets go of raw events, and of everything else that carries a session or a user, of the months that have passed the
 * retention of the `analytics-settings`. What was counted stays: it names nobody.
 * @returns how many months of raw events went
 * @throws RangeError for a retention below one month: nothing is removed then
 */
export async function expireTracking(payload: Payload, now = new Date()): Promise<number> {
  const { retentionMonths } = await payload.findGlobal({ slug: 'analytics-settings', depth: 0 });
  assertRetention(retentionMonths);
  const month = DateTime.fromJSDate(now, { zone: 'utc' }).startOf('month').minus({ months: retentionMonths });
  return withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    await holdRollups(req);
    await holdFunnels(req);
    const dropped = await dropTrackingPartitions(tx, month);
    // In summer the first day of a month in London begins in the month before.
    const retainedFrom = month.plus({ days: 1 }).toISODate();
    await tx.execute(sql`
      INSERT INTO analytics_retention (retained_from) VALUES (${retainedFrom})
      ON CONFLICT (single) DO UPDATE SET retained_from = greatest(analytics_retention.retained_from, excluded.retained_from)`);
    await tx.execute(sql`DELETE FROM analytics_seen WHERE day < ${retainedFrom}`);
    await tx.execute(sql`DELETE FROM analytics_identities WHERE day < ${retainedFrom}`);
    await tx.execute(sql`DELETE FROM analytics_step_events WHERE occurred_at < ${retainedFrom}::date`);
    await tx.execute(sql`DELETE FROM analytics_funnel_progress WHERE day < ${retainedFrom}`);
    return dropped;
  });
}

/** The settings allow nothing else; a row that was written past them must not cost the analytics. */
function assertRetention(months: number): void {
  if (Number.isInteger(months) && months >= 1) return;
  throw new RangeError(
    `The analytics settings keep single events for ${months} months, which is less than one. Nothing was removed: set at least 1.`,
  );
}
