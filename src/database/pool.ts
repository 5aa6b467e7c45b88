import type { PostgresAdapter } from '@payloadcms/db-postgres';
import pg, { type PoolConfig } from 'pg';
import type { Logger } from 'pino';

/**
 * Gives the adapter its pool before Payload makes one. Payload's own connects one client for ever, and a client whose
 * connection dies while it is checked out emits an `error` nobody listens to, which ends the process. The `pg` is this
 * project's own, newer than Payload's: its clients tell whether a transaction has failed.
 */
export function installPool(adapter: PostgresAdapter, logger: Pick<Logger, 'warn'>): void {
  const pool = new pg.Pool(adapter.poolOptions as PoolConfig);
  const report = (err: Error) => logger.warn({ err }, 'A Postgres connection was lost.');
  pool.on('error', report);
  pool.on('connect', (client) =>
    client.on('error', (err) => {
      report(err);
      letGo(client, err);
    }),
  );
  adapter.pool = pool as unknown as PostgresAdapter['pool'];
}

/**
 * Takes a client whose connection died out of the pool. drizzle never releases one that dies at BEGIN, so each would take
 * a place for ever; where it does release later, that is no second release.
 */
function letGo(client: { release: (err?: Error | boolean) => void }, err: Error): void {
  try {
    client.release(err);
  } catch {
    // It lay in the pool, which has dropped it by itself.
  }
  client.release = () => {};
}
