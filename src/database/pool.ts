import type { Socket } from 'node:net';
import type { PostgresAdapter } from '@payloadcms/db-postgres';
import pg, { type PoolConfig } from 'pg';
import type { Logger } from 'pino';
import { tracing } from '../tracing.ts';
import { noteFailures } from './failed-statement.ts';
import { retireReadOnly } from './retire-read-only.ts';
import { traceQueries } from './trace-queries.ts';

/** How much of a word has to be right for a search to find it; Postgres' default misses `wadrobe`. */
const TYPOS = '-c pg_trgm.word_similarity_threshold=0.5';

/**
 * Gives the adapter its pool before Payload makes one. Payload's own connects one client for ever, and a client whose
 * connection dies while it is checked out emits an `error` nobody listens to, which ends the process. The `pg` is this
 * project's own, newer than Payload's: its clients tell whether a transaction has failed.
 */
export function installPool(adapter: PostgresAdapter, logger: Pick<Logger, 'warn'>): void {
  const given = adapter.poolOptions as PoolConfig;
  const pool = new pg.Pool({ ...given, options: [given.options, TYPOS].filter(Boolean).join(' ') });
  const report = (err: Error) => logger.warn({ err }, 'A Postgres connection was lost.');
  pool.on('error', report);
  retireReadOnly(pool);
  pool.on('connect', (client) => {
    client.on('error', (err) => {
      report(err);
      letGo(client, err);
    });
    noteFailures(client);
    cutWhenSilent(client, pool.options);
    if (tracing()) traceQueries(client as unknown as Parameters<typeof traceQueries>[0]);
  });
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

/** Postgres gets to say first that a statement took too long; what is silent for longer than that is gone. */
const GRACE_MS = 500;

/**
 * Cuts a connection on which a statement has no answer for longer than `statement_timeout` allows: a Postgres that hangs, or a
 * network that swallows packets. Not pg's `query_timeout`, which gives the connection back as if it were good: a ROLLBACK
 * that timed out would never be sent, and the next user of the connection would go on in the old transaction.
 *
 * Where it was this process that stood still, as it does when much is loaded on a busy machine, timers run before what came
 * meanwhile is read. So what came is read first.
 */
function cutWhenSilent(client: unknown, options: PoolConfig): void {
  const timeout = Number(options.statement_timeout);
  if (!(timeout > 0)) return;
  const line = client as { connection: { stream: Socket }; readyForQuery: boolean };
  const { stream } = line.connection;
  stream.setTimeout(timeout + GRACE_MS);
  // Also of connections that rest in the pool, or in a transaction between two statements: those are no business of ours.
  stream.on('timeout', () => {
    const before = stream.bytesRead;
    setImmediate(() => {
      const silent = stream.bytesRead === before && !line.readyForQuery;
      if (Number(options.statement_timeout) > 0 && silent) stream.destroy();
    });
  });
}
