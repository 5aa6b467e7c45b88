import type { Payload } from 'payload';
import type pg from 'pg';
import { ensureTrackingPartitions } from '../../src/database/schema/tracking-partitions.ts';
import { database, withTransaction } from '../../src/database/transaction.ts';
import { countFunnels } from '../../src/services/analytics/count-funnels.ts';
import { compactCounts } from '../../src/services/analytics/expire-tracking.ts';
import { markAllDaysStale, rebuildStaleDays } from '../../src/services/analytics/roll-ups.ts';

const CHUNK = 500_000;
const YEAR = "interval '365 days'";

/** Inserts `events` raw events over the last year, five per session, and builds their rollups. */
export async function insertYear(payload: Payload, pool: pg.Pool, events: number): Promise<void> {
  const yearAgo = new Date(Date.now() - 366 * 24 * 3_600_000);
  await ensureTrackingPartitions(database(payload), 14, yearAgo);
  for (let from = 0; from < events; from += CHUNK) {
    await pool.query(
      `INSERT INTO tracking_events (id, type, category, properties, session_id, user_id, page_url, referrer, utm, ip_prefix,
         occurred_at, received_at)
       SELECT uuidv7(at - now()), type, CASE type WHEN 'conversion' THEN 'commerce' WHEN 'booking_created' THEN 'appointment' END,
         CASE type WHEN 'conversion' THEN '{"amount": 149999}'::jsonb WHEN 'booking_created' THEN '{"type": "ONLINE"}'::jsonb
           ELSE jsonb_build_object('productId', gen_random_uuid(), 'category', 'KITCHEN') END,
         CASE WHEN type NOT IN ('conversion', 'booking_created') THEN md5((n / 5)::text)::uuid::text END,
         CASE WHEN n / 5 % 10 = 0 OR type IN ('conversion', 'booking_created') THEN md5((n / 500)::text)::uuid END,
         'https://www.lomashwood.co.uk/products/kitchen-' || n * 7919 % 300,
         CASE WHEN n % 5 = 0 THEN 'https://site-' || n % 40 || '.example/' END,
         CASE WHEN n % 25 = 0 THEN jsonb_build_object('utm_source', 'source-' || n % 7, 'utm_medium', 'cpc') ELSE '{}'::jsonb END,
         '198.51.100.0/24', at, at
       FROM (
         SELECT n, now() - ${YEAR} + (${YEAR} * (n::float8 / $3)) AS at, CASE
           WHEN n % 5 < 3 THEN 'page_view' WHEN n % 5 = 3 THEN 'product_viewed'
           WHEN n % 500 = 4 THEN 'conversion' WHEN n % 250 = 9 THEN 'booking_created'
           WHEN n % 10 = 4 THEN 'add_to_basket' ELSE 'scroll' END AS type
         FROM generate_series($1::bigint, $2::bigint - 1) AS n
       ) AS event`,
      [from, Math.min(from + CHUNK, events), events],
    );
  }
  // In production, autovacuum vacuums the tables during the year. Without a vacuum, the BRIN indexes would be empty.
  await pool.query('VACUUM ANALYZE tracking_events');
  await withTransaction(payload, markAllDaysStale);
  await rebuildStaleDays(payload);
  await countFunnels(payload);
  await compactCounts(payload);
  await pool.query('VACUUM ANALYZE');
}

/**
 * Returns the size in bytes of the tables whose names match `pattern`, and the size in bytes of their indexes. The
 * pattern may match a table and its partitions.
 */
export async function measureBytes(pool: pg.Pool, pattern: string): Promise<{ table: number; indexes: number }> {
  const { rows } = await pool.query<{ table: number; indexes: number }>(
    `SELECT sum(pg_table_size(oid))::float8 AS table, sum(pg_indexes_size(oid))::float8 AS indexes
     FROM pg_class WHERE relkind = 'r' AND relname ~ $1`,
    [pattern],
  );
  return rows[0] ?? { table: 0, indexes: 0 };
}
