import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { ilike, notIlike } from '@payloadcms/db-postgres/drizzle';
import type { Config, Payload } from 'payload';
import { installPool } from './install-pool.ts';
import { installReplicas } from './install-replicas.ts';
import { analyticsTables } from './schema/analytics.ts';
import { appointmentsIndexes } from './schema/appointments.ts';
import { brochuresIndexes } from './schema/brochures.ts';
import { catalogueTables } from './schema/catalogue.ts';
import { contentIndexes, contentTables } from './schema/content.ts';
import { identityTables } from './schema/identity.ts';
import { salesIndexes, salesTables } from './schema/sales.ts';
import { commonIndexes, commonTables } from './schema/shared.ts';
import { installTransactions } from './transaction.ts';

type DatabaseConfig = NonNullable<Config['db']>;

/**
 * Adds to the host's Postgres adapter: the domain's tables, transactions that report a failed COMMIT, a pool that
 * survives lost connections, read replicas, and searches that treat `%` and `_` literally.
 * @throws Error if the adapter is not Postgres with UUID ids
 */
export function extendDatabase(base: DatabaseConfig): DatabaseConfig {
  return {
    ...base,
    init: (args: { payload: Payload }) => {
      const adapter = base.init(args) as unknown as PostgresAdapter;
      if (adapter.name !== 'postgres' || !String(adapter.idType).startsWith('uuid')) {
        throw new Error("lomashWood() needs postgresAdapter({ idType: 'uuidv7' }).");
      }
      adapter.afterSchemaInit = [...(adapter.afterSchemaInit ?? []), extendSchema];
      installPool(adapter, args.payload.logger);
      installReplicas(adapter, args.payload.logger);
      installTransactions(adapter);
      installLiteralSearch(adapter);
      return adapter as unknown as ReturnType<DatabaseConfig['init']>;
    },
  };
}

const INDEXES = { ...commonIndexes, ...appointmentsIndexes, ...brochuresIndexes, ...contentIndexes, ...salesIndexes };

type SchemaHook = PostgresAdapter['afterSchemaInit'][number];

/** Adds the tables that are not collections, and the indexes that Payload fields cannot express. */
const extendSchema: SchemaHook = ({ schema, extendTable }) => {
  for (const [name, extraConfig] of Object.entries(INDEXES)) {
    const table = schema.tables[name];
    if (table) extendTable({ table, extraConfig });
  }
  return {
    ...schema,
    tables: {
      ...schema.tables,
      ...commonTables,
      ...identityTables,
      ...catalogueTables,
      ...contentTables,
      ...salesTables,
      ...analyticsTables,
    },
  };
};

type Operators = PostgresAdapter['operators'];
type Column = Parameters<typeof ilike>[0];

const WILDCARDS = /[\\%_]/g;

const escapePattern = (text: string): string => text.replace(WILDCARDS, '\\$&');

/** Escapes the wildcards in a search term that Payload has wrapped as `%term%`. */
const escapeSearchPattern = (pattern: unknown): unknown =>
  typeof pattern === 'string' && /^%.*%$/s.test(pattern) ? `%${escapePattern(pattern.slice(1, -1))}%` : pattern;

/**
 * Makes searches treat `%` and `_` literally. Payload 3.90.1 passes both to Postgres unescaped, so that `_` matches any
 * character.
 */
function installLiteralSearch(adapter: { operators: Operators }): void {
  const like = (column: Column, pattern: unknown) => ilike(column, escapeSearchPattern(pattern) as string);
  // Payload compares the whole text with the search term, so "is not like" would exclude only exact matches.
  const notLike = (column: Column, text: unknown) => notIlike(column, `%${escapePattern(String(text))}%`);
  adapter.operators = { ...adapter.operators, like, contains: like, not_like: notLike } as Operators;
}
