import { createHash } from 'node:crypto';
import type { SQL } from '@payloadcms/db-postgres/drizzle';
import { PgDialect } from '@payloadcms/db-postgres/drizzle/pg-core';
import pg, { type ClientBase, type CustomTypesConfig, type Pool, type QueryResult, type QueryResultRow } from 'pg';

/** Runs statements on one connection, or on any of a pool. */
export type Executor = {
  /** @throws the driver's error */
  execute<Row extends QueryResultRow = Record<string, unknown>>(
    statement: SQL,
    options?: ExecuteOptions,
  ): Promise<QueryResult<Row>>;
};

type ExecuteOptions = {
  /**
   * Each connection parses and plans it once. For the statements that run all day, whose text never depends on what was asked:
   * a connection keeps every one.
   */
  prepared?: boolean;
};

const names = new Map<string, string>();

/** The name of a prepared statement; the same for the same text. */
function nameOf(text: string): string {
  const name = names.get(text) ?? createHash('sha1').update(text).digest('base64url');
  names.set(text, name);
  return name;
}

const dialect = new PgDialect();
const { TIMESTAMPTZ, TIMESTAMP, DATE, INTERVAL } = pg.types.builtins;
const TEMPORAL = new Set<number>([TIMESTAMPTZ, TIMESTAMP, DATE, INTERVAL]);
const asText = (value: string) => value;

/** Times come as Postgres writes them, as they do from drizzle. */
const types: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    TEMPORAL.has(oid) ? asText : pg.types.getTypeParser(oid, format),
};

/**
 * Runs what the `sql` template builds straight on the driver. drizzle's own `execute` does the same through twelve more promises a
 * statement, and each costs extra while an AsyncLocalStorage (src/correlation.ts) is in use.
 */
export const executorOf = (client: ClientBase | Pool): Executor => ({
  execute: (statement, { prepared = false } = {}) => {
    const { sql: text, params: values } = dialect.sqlToQuery(statement);
    return client.query({ ...(prepared && { name: nameOf(text) }), text, values, types });
  },
});
