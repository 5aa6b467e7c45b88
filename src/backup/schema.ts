import pg, { type ClientBase } from 'pg';
import type { Manifest } from './manifest.ts';

type Schema = Pick<Manifest, 'migrations' | 'partitions' | 'sequences'> & {
  tables: Omit<Manifest['tables'][number], 'rows'>[];
};

/** What of a database is worth keeping: every table with the columns that are not computed, and where sequences stand. */
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

/** How many rows a table has. */
export async function countRows(client: ClientBase, table: string): Promise<number> {
  const { rows } = await client.query(`SELECT count(*)::float8 AS count FROM ${pg.escapeIdentifier(table)}`);
  return rows[0].count;
}

/** Names as they stand in a statement. */
export const quoted = (names: readonly string[]): string => names.map((name) => pg.escapeIdentifier(name)).join(', ');
