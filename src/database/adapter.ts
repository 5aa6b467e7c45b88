import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { Config, Payload } from 'payload';
import { searchLiterally } from './literal-search.ts';
import { installPool } from './pool.ts';
import { domainSchema } from './tables.ts';
import { installTransactions } from './transaction.ts';

type DatabaseConfig = NonNullable<Config['db']>;

/**
 * The host's Postgres adapter with what the domain relies on: own tables, transactions that report a failed COMMIT, and
 * a pool that survives lost connections.
 * @throws when the adapter is not Postgres with UUID ids.
 */
export function domainDatabase(base: DatabaseConfig): DatabaseConfig {
  return {
    ...base,
    init: (args: { payload: Payload }) => {
      const adapter = base.init(args) as unknown as PostgresAdapter;
      if (adapter.name !== 'postgres' || !String(adapter.idType).startsWith('uuid')) {
        throw new Error("lomashWood() needs postgresAdapter({ idType: 'uuidv7' }).");
      }
      adapter.afterSchemaInit = [...(adapter.afterSchemaInit ?? []), domainSchema];
      installPool(adapter, args.payload.logger);
      installTransactions(adapter);
      searchLiterally(adapter);
      return adapter as unknown as ReturnType<DatabaseConfig['init']>;
    },
  };
}
