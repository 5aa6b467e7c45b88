import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { PostgresAdapter } from '@payloadcms/db-postgres';
import pg, { type DatabaseError, type PoolConfig } from 'pg';
import type { Logger } from 'pino';
import { getTracing, type Span } from '../lib/tracing.ts';

/** SQLSTATE 25P02: a statement in a transaction that has already failed. */
const IN_FAILED_TRANSACTION = '25P02';

const failures = new WeakMap<object, unknown>();

/**
 * Adds the original error as `cause` to each error of `client` that only says that the transaction has already failed. Payload's
 * bulk operations swallow the errors of single documents and then fail at the next statement.
 */
export function recordFailures(client: object): void {
  const { connection } = client as { connection: EventEmitter };
  connection.on('errorMessage', (error: DatabaseError) => {
    if (error.code === IN_FAILED_TRANSACTION) error.cause = failures.get(client);
    else failures.set(client, error);
  });
}

/** Returns the error that made the last failed transaction of `client` fail. */
export const getFailure = (client: object): unknown => failures.get(client);

/** SQLSTATE 25006: a write in a read-only session. */
const READ_ONLY = '25006';

/**
 * Closes the connections of a pool at the first write that Postgres refuses because the session is read-only: idle connections
 * at once, the connection of that write when it is released. Only new connections reach the current primary: a session stays
 * read-only after its server becomes writable, and an open connection to a demoted primary stays connected to it.
 */
export function retireReadOnlyConnections(pool: pg.Pool): void {
  const refused = new WeakSet<object>();
  pool.on('connect', (client) => {
    const { connection } = client as unknown as { connection: EventEmitter };
    connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code !== READ_ONLY) return;
      refused.add(client);
      closeIdleConnections(pool);
    });
  });
  // The pool removes a connection after `end()`, even if it is released without an error.
  pool.on('release', (error, client) => {
    if (!error && refused.has(client)) client.end();
  });
}

/** Closes the idle connections of a pool. */
export function closeIdleConnections(pool: pg.Pool): void {
  for (let idle = pool.idleCount; idle > 0; idle -= 1) {
    pool.connect().then(
      (client) => client.release(true),
      () => {},
    );
  }
}

type Query = (...args: unknown[]) => unknown;
type Callback = (error: unknown, result: unknown) => void;

/**
 * Matches statements that control a transaction. Their text is not recorded, because BEGIN contains the staff member's id
 * (executor.ts).
 */
const TRANSACTION_STATEMENT = /^\s*(?:BEGIN|COMMIT|ROLLBACK|SET|START)\b/i;

/**
 * Records every statement of a client as a span. Call this only if tracing is on. A span contains the text of the statement with
 * its placeholders, never the values.
 */
export function traceQueries(client: { query: Query }): void {
  const query = client.query.bind(client);
  client.query = (...args) => {
    const text = readStatementText(args[0]);
    const span = text === undefined ? undefined : startQuerySpan(text);
    if (!span) return query(...args);
    const last = args.at(-1);
    if (typeof last === 'function') return query(...args.slice(0, -1), endSpanInCallback(span, last as Callback));
    return endSpanAfter(span, query(...args) as Promise<unknown>);
  };
}

/** Returns the text of a statement; undefined for `Query` objects (with `submit`), which report through their own callbacks. */
function readStatementText(config: unknown): string | undefined {
  if (typeof config === 'string') return config;
  const { text, submit } = (config ?? {}) as { text?: unknown; submit?: unknown };
  return typeof text === 'string' && submit === undefined ? text : undefined;
}

function startQuerySpan(text: string): Span | undefined {
  const operation = /\w+/.exec(text)?.[0].toUpperCase() ?? 'SQL';
  const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': operation };
  const statement = TRANSACTION_STATEMENT.test(text) ? undefined : { 'db.query.text': text };
  return getTracing()?.startChild(operation, { kind: 'client', attributes: { ...attributes, ...statement } });
}

const endSpanInCallback =
  (span: Span, callback: Callback): Callback =>
  (error, result) => {
    span.end(error ?? undefined);
    callback(error, result);
  };

async function endSpanAfter(span: Span, answer: Promise<unknown>): Promise<unknown> {
  try {
    const result = await answer;
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/**
 * The minimum similarity between a misspelt word in a search and its match. At Postgres' default, `wadrobe` does not match
 * `wardrobe`.
 */
const TYPO_TOLERANCE = '-c pg_trgm.word_similarity_threshold=0.5';

/** Sets the adapter's pool before Payload creates one. */
export function installPool(adapter: PostgresAdapter, logger: Pick<Logger, 'warn'>): void {
  const pool = createPool(adapter.poolOptions as PoolConfig, logger);
  retireReadOnlyConnections(pool);
  adapter.pool = pool as unknown as PostgresAdapter['pool'];
}

/**
 * Creates a pool that survives lost and silent connections. Payload's pools keep one client checked out for ever, and a client
 * whose connection dies while checked out emits an unhandled `error`, which ends the process. The pool uses this project's own
 * `pg` package, newer than Payload's, because its clients expose the transaction status.
 */
export function createPool(options: PoolConfig, logger: Pick<Logger, 'warn'>): pg.Pool {
  const pool = new pg.Pool({ ...options, options: [options.options, TYPO_TOLERANCE].filter(Boolean).join(' ') });
  const report = (err: Error) => logger.warn({ err }, 'A Postgres connection was lost.');
  pool.on('error', report);
  pool.on('connect', (client) => {
    client.on('error', (err) => {
      report(err);
      discardClient(client, err);
    });
    recordFailures(client);
    destroyWhenSilent(client, pool.options);
    if (getTracing()) traceQueries(client as unknown as Parameters<typeof traceQueries>[0]);
  });
  return pool;
}

/**
 * Removes a client with a dead connection from the pool. drizzle never releases a client whose connection dies at BEGIN, so each
 * such client would occupy a place in the pool for ever. If drizzle does release the client later, nothing happens.
 */
function discardClient(client: { release: (err?: Error | boolean) => void }, err: Error): void {
  try {
    client.release(err);
  } catch {
    // The client was idle, and the pool has already removed it.
  }
  client.release = () => {};
}

/** Milliseconds added to the statement timeout, so that Postgres can report the timeout itself first. */
const GRACE_MS = 500;

/**
 * Destroys a connection if Postgres has not answered its statement for longer than `statement_timeout`, because Postgres hangs or
 * the network drops packets. pg's `query_timeout` would return such a connection to the pool as usable: a timed-out ROLLBACK
 * would never be sent, and the next user would continue in the old transaction.
 *
 * The grace period is a second timer, which starts when the first one fires. So if this process or the whole machine was
 * suspended, Postgres still has the grace period to answer after the process resumes. Pending data is read before the check,
 * because timers run before sockets are read when a blocked process continues.
 */
function destroyWhenSilent(client: unknown, options: PoolConfig): void {
  const timeout = Number(options.statement_timeout);
  if (!(timeout > 0)) return;
  const pgClient = client as { connection: { stream: Socket }; readyForQuery: boolean };
  const { stream } = pgClient.connection;
  const isWaiting = () => Number(options.statement_timeout) > 0 && !pgClient.readyForQuery;
  stream.setTimeout(timeout);
  stream.on('timeout', () => {
    // This timeout does not prove that Postgres hangs. The connection may be idle in the pool, or between two
    // statements of a transaction.
    if (!isWaiting()) return;
    const { bytesRead } = stream;
    const destroyIfSilent = () => {
      if (stream.bytesRead === bytesRead && isWaiting()) stream.destroy();
    };
    setTimeout(() => setImmediate(destroyIfSilent), GRACE_MS).unref();
  });
}
