import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { shareRollups } from './locks.ts';

/** Adds up what was counted since the last time. Readers add both, so they see the same before and after. */
export async function compactCounts(payload: Payload): Promise<void> {
  await withTransaction(payload, async (req) => {
    await shareRollups(req);
    await (await sessionOf(req)).execute(sql`
      WITH taken AS (DELETE FROM analytics_deltas RETURNING metric, day, key, count, amount)
      INSERT INTO analytics_counts AS total (metric, day, key, count, amount)
      SELECT metric, day, key, sum(count), sum(amount) FROM taken GROUP BY metric, day, key ORDER BY metric, day, key
      ON CONFLICT (metric, day, key) DO UPDATE
        SET count = total.count + excluded.count, amount = total.amount + excluded.amount`);
  });
}
