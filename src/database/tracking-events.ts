import { sql } from '@payloadcms/db-postgres';
import { DateTime } from 'luxon';

type Statement = ReturnType<typeof sql>;
type Executor = { execute(statement: Statement): Promise<unknown> };
type Transactor = Executor & { transaction(body: (tx: Executor) => Promise<void>): Promise<void> };

/** The smallest UUIDv7 of an instant: its milliseconds in the first 48 bits. */
function firstIdAt(instant: DateTime): string {
  const hex = instant.toMillis().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/**
 * Makes the partitions of `months` months (UTC) beginning with the one of `from`, where they are missing. Rows that went
 * into the default partition move with it. Any number of processes may call it at once.
 * @throws the driver's error 55P03 when a table is in use for longer than two seconds, as by a backup
 */
export async function ensureTrackingPartitions(db: Transactor, months: number, from = new Date()): Promise<void> {
  const first = DateTime.fromJSDate(from, { zone: 'utc' }).startOf('month');
  for (let ahead = 0; ahead < months; ahead += 1) await ensureMonth(db, first.plus({ months: ahead }));
}

async function ensureMonth(db: Transactor, month: DateTime): Promise<void> {
  const name = `tracking_events_${month.toFormat('yyyy_MM')}`;
  if (await exists(db, name)) return;
  const [table, from, to] = [sql.raw(name), firstIdAt(month), firstIdAt(month.plus({ months: 1 }))];
  await db.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('tracking_events'))`);
    // While it waits for the table, whoever records an event waits behind it.
    await tx.execute(sql`SET LOCAL lock_timeout = '2s'`);
    if (await exists(tx, name)) return;
    // Or an event that is recorded between the move and ATTACH would be in the way of it.
    await tx.execute(sql`LOCK TABLE tracking_events_default IN SHARE ROW EXCLUSIVE MODE`);
    await tx.execute(sql`CREATE TABLE ${table} (LIKE tracking_events INCLUDING ALL)`);
    await tx.execute(sql`
      WITH early AS (DELETE FROM tracking_events_default WHERE id >= ${from} AND id < ${to} RETURNING *)
      INSERT INTO ${table} SELECT * FROM early`);
    await tx.execute(
      sql`ALTER TABLE tracking_events ATTACH PARTITION ${table} FOR VALUES FROM (${sql.raw(`'${from}'`)}) TO (${sql.raw(`'${to}'`)})`,
    );
  });
}

const MONTHS = sql`
  SELECT to_date(right(relname, 7), 'YYYY_MM') AS month, relname::text AS name FROM pg_inherits JOIN pg_class ON oid = inhrelid
  WHERE inhparent = 'tracking_events'::regclass AND relname ~ '_\\d{4}_\\d{2}$'`;

/** The first day of the oldest month that has a partition, as YYYY-MM-DD; null before there is any. */
export async function firstTrackingMonth(db: Executor): Promise<string | null> {
  const { rows } = (await db.execute(sql`SELECT min(month)::text AS first FROM (${MONTHS}) AS months`)) as {
    rows: { first: string | null }[];
  };
  return rows[0]?.first ?? null;
}

/**
 * Drops the partitions of the months (UTC) that ended before `month`, and what the default partition has of that time. It
 * gives up when it would have to wait for long, since everybody else would wait behind it.
 * @returns how many partitions went
 */
export async function dropTrackingPartitions(db: Executor, month: DateTime): Promise<number> {
  const first = month.startOf('month');
  await db.execute(sql`SET LOCAL lock_timeout = '3s'`);
  const { rows } = (await db.execute(
    sql`SELECT name FROM (${MONTHS}) AS months WHERE month < ${first.toISODate()}::date ORDER BY month`,
  )) as { rows: { name: string }[] };
  for (const { name } of rows) await db.execute(sql`DROP TABLE ${sql.identifier(name)}`);
  await db.execute(sql`DELETE FROM tracking_events_default WHERE occurred_at < ${first.toISO()}`);
  return rows.length;
}

/** Reads the catalogue itself: `to_regclass()` may answer from a cache that is older than the lock. */
async function exists(db: Executor, table: string): Promise<boolean> {
  const { rows } = (await db.execute(sql`
    SELECT 1 FROM pg_class WHERE relname = ${table} AND relnamespace = current_schema()::regnamespace`)) as {
    rows: unknown[];
  };
  return rows.length > 0;
}
