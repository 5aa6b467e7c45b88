import { sql } from '@payloadcms/db-postgres';
import { DateTime } from 'luxon';

type Statement = ReturnType<typeof sql>;
type StatementExecutor = { execute(statement: Statement): Promise<unknown> };
type Transactor = StatementExecutor & { transaction(body: (tx: StatementExecutor) => Promise<void>): Promise<void> };

/** Returns the smallest UUIDv7 of an instant: the first 48 bits are its milliseconds since 1970. */
function firstIdAt(instant: DateTime): string {
  const hex = instant.toMillis().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/**
 * Creates the missing monthly partitions (UTC) of `months` months, starting with the month of `from`, and moves the rows of these
 * months from the default partition into the new partitions. Processes may call it concurrently.
 * @throws the driver's error 55P03 if a table is in use for longer than two seconds, for example by a backup
 */
export async function ensureTrackingPartitions(db: Transactor, months: number, from = new Date()): Promise<void> {
  const first = DateTime.fromJSDate(from, { zone: 'utc' }).startOf('month');
  for (let ahead = 0; ahead < months; ahead += 1) await ensureMonth(db, first.plus({ months: ahead }));
}

async function ensureMonth(db: Transactor, month: DateTime): Promise<void> {
  const name = `tracking_events_${month.toFormat('yyyy_MM')}`;
  if (await tableExists(db, name)) return;
  const [table, from, to] = [sql.raw(name), firstIdAt(month), firstIdAt(month.plus({ months: 1 }))];
  await db.transaction(async (tx) => {
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('tracking_events'))`);
    // Short, because inserts of events wait behind the lock requests below.
    await tx.execute(sql`SET LOCAL lock_timeout = '2s'`);
    if (await tableExists(tx, name)) return;
    // Without this lock, an event that is inserted between the move and ATTACH would make ATTACH fail.
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

const MONTHLY_PARTITIONS = sql`
  SELECT to_date(right(relname, 7), 'YYYY_MM') AS month, relname::text AS name FROM pg_inherits JOIN pg_class ON oid = inhrelid
  WHERE inhparent = 'tracking_events'::regclass AND relname ~ '_\\d{4}_\\d{2}$'`;

/** Returns the first day of the oldest month with a partition, as YYYY-MM-DD; null if there is no partition. */
export async function firstTrackingMonth(db: StatementExecutor): Promise<string | null> {
  const { rows } = (await db.execute(sql`SELECT min(month)::text AS first FROM (${MONTHLY_PARTITIONS}) AS months`)) as {
    rows: { first: string | null }[];
  };
  return rows[0]?.first ?? null;
}

/**
 * Drops the partitions of the months (UTC) before `month`, and deletes older rows of the default partition. Fails after waiting
 * three seconds for a lock, because all later sessions wait behind the lock request.
 * @returns the number of dropped partitions
 */
export async function dropTrackingPartitions(db: StatementExecutor, month: DateTime): Promise<number> {
  const first = month.startOf('month');
  await db.execute(sql`SET LOCAL lock_timeout = '3s'`);
  const { rows } = (await db.execute(
    sql`SELECT name FROM (${MONTHLY_PARTITIONS}) AS months WHERE month < ${first.toISODate()}::date ORDER BY month`,
  )) as { rows: { name: string }[] };
  for (const { name } of rows) await db.execute(sql`DROP TABLE ${sql.identifier(name)}`);
  await db.execute(sql`DELETE FROM tracking_events_default WHERE occurred_at < ${first.toISO()}`);
  return rows.length;
}

/**
 * Whether the table exists. This function queries `pg_class`, because `to_regclass()` may use a cache from before the
 * lock was acquired.
 */
async function tableExists(db: StatementExecutor, table: string): Promise<boolean> {
  const { rows } = (await db.execute(sql`
    SELECT 1 FROM pg_class WHERE relname = ${table} AND relnamespace = current_schema()::regnamespace`)) as {
    rows: unknown[];
  };
  return rows.length > 0;
}
