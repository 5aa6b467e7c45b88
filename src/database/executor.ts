import type { SQL } from '@payloadcms/db-postgres/drizzle';
import { PgDialect } from '@payloadcms/db-postgres/drizzle/pg-core';
import pg, { type ClientBase, type CustomTypesConfig, type Pool, type QueryResult, type QueryResultRow } from 'pg';

/** Runs statements on one connection, or on any of a pool. */
export type Executor = {
  /** @throws the driver's error */
  execute<Row extends QueryResultRow = Record<string, unknown>>(statement: SQL): Promise<QueryResult<Row>>;
};

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
  execute: (statement) => {
    const { sql: text, params: values } = dialect.sqlToQuery(statement);
    return client.query({ text, values, types });
  },
});
