import { createHash } from 'node:crypto';
import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { SQL } from '@payloadcms/db-postgres/drizzle';
import { PgDialect } from '@payloadcms/db-postgres/drizzle/pg-core';
import type { Payload } from 'payload';

const dialect = new PgDialect();

/**
 * Runs a read outside of any transaction as a prepared statement, which each connection parses once. For statements of
 * few shapes: a connection keeps every one.
 */
export async function readPrepared<Row extends object>(payload: Payload, query: SQL): Promise<Row[]> {
  const { sql: text, params } = dialect.sqlToQuery(query);
  const name = createHash('sha1').update(text).digest('base64url');
  const { pool } = payload.db as unknown as PostgresAdapter;
  const { rows } = await pool.query<Row>({ name, text, values: params });
  return rows;
}
