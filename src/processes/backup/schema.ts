import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import pg, { type ClientBase } from 'pg';
import { z } from 'zod';

/** The name of a table or column. Names become parts of file paths and statements, so only word characters are allowed. */
const name = z.string().regex(/^\w{1,63}$/);

/**
 * The bounds of a partition, which become part of a statement. A backup may be forged, so only the syntax that Postgres itself
 * writes is accepted.
 */
const bound = z.string().regex(/^(?:DEFAULT|FOR VALUES FROM \('?[\w :+-]+'?\) TO \('?[\w :+-]+'?\))$/);

const manifestSchema = z.object({
  takenAt: z.iso.datetime(),
  /** The applied migrations. The database into which a backup is restored must have the same migrations. */
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name, columns: z.array(name).min(1), rows: z.number().int().min(0) })).min(1),
  /** The partitions that the release step and the workers had created. */
  partitions: z.array(z.object({ name, parent: name, bound })),
  sequences: z.array(z.object({ name, last: z.string().regex(/^\d+$/).nullable() })),
});

/** The manifest of a backup. Its folder contains the manifest, and one file of rows per table. */
export type Manifest = z.output<typeof manifestSchema>;

export const MANIFEST_FILE = 'manifest.json';

export const toFileName = (table: string): string => `${table}.copy.gz`;

/**
 * Reads the manifest of the backup in `folder`.
 * @throws Error when it is missing or malformed
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = join(folder, MANIFEST_FILE);
  try {
    return manifestSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new Error(
      `${file} is missing or incomplete: the folder is not a backup, or the backup was interrupted. Use another backup.`,
      { cause },
    );
  }
}

type Schema = Pick<Manifest, 'migrations' | 'partitions' | 'sequences'> & {
  tables: Omit<Manifest['tables'][number], 'rows'>[];
};

/**
 * Reads the part of the schema that a backup needs: all tables with their non-generated columns, the partitions, the last values
 * of sequences, and the applied migrations.
 */
export async function readSchema(client: ClientBase): Promise<Schema> {
  const { rows: tables } = await client.query(`
    SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    GROUP BY c.relname ORDER BY c.relname`);
  const { rows: partitions } = await client.query(`
    SELECT c.relname AS name, p.relname AS parent, pg_get_expr(c.relpartbound, c.oid) AS bound
    FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relispartition ORDER BY c.relname`);
  const { rows: sequences } = await client.query(`
    SELECT sequencename AS name, last_value::text AS last FROM pg_sequences
    WHERE schemaname = current_schema() ORDER BY sequencename`);
  const { rows: migrations } = await client.query('SELECT name FROM payload_migrations WHERE batch >= 0 ORDER BY name');
  return { tables, partitions, sequences, migrations: migrations.map(({ name }) => name) };
}

export async function countRows(client: ClientBase, table: string): Promise<number> {
  const { rows } = await client.query(`SELECT count(*)::float8 AS count FROM ${pg.escapeIdentifier(table)}`);
  return rows[0].count;
}

/** Quotes identifiers and joins them with commas. */
export const quoteNames = (names: readonly string[]): string =>
  names.map((name) => pg.escapeIdentifier(name)).join(', ');

const CONNECT_MS = 10_000;

/**
 * Milliseconds without data from Postgres after which the connection counts as lost. Longer than it takes to count the
 * rows of the largest table, or to wait for a migration.
 */
const SILENCE_MS = 30 * 60_000;

/**
 * Runs `work` with a new connection to the database, and then closes the connection.
 * @throws every error of `work`, such as a lost connection; Error if Postgres does not accept the connection within ten
 * seconds, or sends no data for `silenceMs`
 */
export async function withClient<T>(
  connectionString: string,
  work: (client: pg.Client) => Promise<T>,
  silenceMs = SILENCE_MS,
): Promise<T> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_MS, keepAlive: true });
  // Ignore connection errors, because the running statement fails with the same error. Without a listener, the process
  // would end before cleanup.
  client.on('error', () => {});
  await client.connect();
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.setTimeout(silenceMs, () =>
    stream.destroy(new Error(`Postgres has not answered for ${Math.round(silenceMs / 1000)} s.`)),
  );
  try {
    // Lifts the site's time limits. The role itself has these limits if the site is behind a connection pooler
    // (docs/operations.md).
    await client.query('SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0');
    return await work(client);
  } finally {
    // Closing the connection rolls back a transaction that is not committed.
    await client.end();
  }
}
