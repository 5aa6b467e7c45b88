import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { drizzle } from '@payloadcms/db-postgres/drizzle/node-postgres';
import { withReplicas } from '@payloadcms/db-postgres/drizzle/pg-core';
import type { Payload } from 'payload';
import pg, { type PoolConfig } from 'pg';
import type { Logger } from 'pino';
import { withTimeLimit } from '../lib/concurrency.ts';
import { isConnectivityError } from './errors.ts';
import { closeIdleConnections, createPool } from './install-pool.ts';

/** The pause between two checks of a replica that is down. */
const CHECK_PAUSE_MS = 2000;
/** The time that a check may take. */
const CHECK_MS = 2000;
/** The time that a check may take while a read waits for it; shorter, because the read has already waited for a connection. */
const BUSY_CHECK_MS = 1000;
/** The time limit of a read that tries both servers. It is below the 5 s within which every request is answered. */
const READ_MS = 4700;
/** The minimum time limit of the primary, even if the replica has used up {@link READ_MS}. */
const MIN_PRIMARY_MS = 500;

/** SQLSTATE of a statement timeout: the statement is slow, and would be slow on the primary too. */
const STATEMENT_TIMEOUT = '57014';

/**
 * SQLSTATEs of failures that affect only one statement or are transient, so the replica stays in use: a conflict with
 * replicated changes, a deadlock, a lock timeout, a refused write, and exhausted resources (class 53).
 */
const PASSING = /^(?:40001|40P01|55P03|25006|53...)$/;

/** The message of pg's pool when no connection became available in time: all are busy, or the server does not answer. */
const NO_CONNECTION = /timeout exceeded when trying to connect/;

type Query = Parameters<pg.Pool['query']>;
type Reader = Pick<pg.Pool, 'query'>;

/**
 * A read replica with the primary as its substitute. While the replica is down, reads go to the primary. A read during which the
 * replica fails is repeated on the primary. A replica that is down is checked in the background until it answers, so that no
 * request waits for it.
 */
export class ReadReplica {
  /** The replica's name in health checks and logs; it must not reveal the server's address. */
  readonly name: string;
  readonly #pool: pg.Pool;
  readonly #primary: Reader;
  readonly #logger: Pick<Logger, 'error' | 'info'>;
  #failure: unknown;
  #timer: NodeJS.Timeout | undefined;
  #probing: Promise<void> | undefined;
  #closed = false;

  constructor(name: string, servers: { pool: pg.Pool; primary: Reader }, logger: Pick<Logger, 'error' | 'info'>) {
    this.name = name;
    this.#pool = servers.pool;
    this.#primary = servers.primary;
    this.#logger = logger;
  }

  /** Whether reads go to the replica. */
  get isUp(): boolean {
    return this.#failure === undefined;
  }

  /** Reads from the replica, or else from the primary. The statement may run twice, so it must not write. */
  async query(...query: Query): Promise<unknown> {
    if (!this.isUp) return this.#primary.query(...query);
    const start = performance.now();
    try {
      return await this.#pool.query(...query);
    } catch (error) {
      if (!isConnectivityError(error) || readCode(error) === STATEMENT_TIMEOUT) throw error;
      if (error instanceof Error && NO_CONNECTION.test(error.message)) {
        await this.#probe(BUSY_CHECK_MS);
        // The replica is busy. Its load must not move to the primary.
        if (this.isUp) throw error;
      } else if (!PASSING.test(readCode(error))) this.#setDown(error);
      const remainingMs = Math.max(MIN_PRIMARY_MS, READ_MS - (performance.now() - start));
      return withTimeLimit(remainingMs, this.#primary.query(...query) as unknown as Promise<unknown>, error);
    }
  }

  /** Checks that the replica answers; if it is known to be down, throws at once. @throws the reason why it is down */
  async check(): Promise<void> {
    if (!this.isUp) throw this.#failure;
    await this.#probe();
    if (!this.isUp) throw this.#failure;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#pool.end();
  }

  /** Checks whether the replica answers. Concurrent callers share one check, so a busy replica gets only one extra statement. */
  #probe(limitMs = CHECK_MS): Promise<void> {
    this.#probing ??= withTimeLimit(limitMs, this.#ping(limitMs))
      .then(
        () => this.#setUp(),
        (error: unknown) => this.#setDown(error),
      )
      .finally(() => {
        this.#probing = undefined;
      });
    return this.#probing;
  }

  /** Runs a statement, on a new connection if all connections of the pool are busy. */
  async #ping(limitMs: number): Promise<void> {
    if (this.#pool.idleCount > 0) {
      await this.#pool.query('SELECT 1');
      return;
    }
    const client = new pg.Client({ ...this.#pool.options, connectionTimeoutMillis: limitMs });
    // Without a listener, a lost connection would end the process. Errors of the statements reject the promises below.
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('SELECT 1');
    } finally {
      client.end().catch(() => {});
    }
  }

  #setUp(): void {
    if (this.isUp) return;
    this.#failure = undefined;
    this.#logger.info({ replica: this.name }, 'A read replica is available again.');
  }

  #setDown(error: unknown): void {
    if (this.#closed) return;
    if (this.isUp) {
      this.#logger.error(
        { err: error, replica: this.name },
        'A read replica is unavailable; the primary answers its reads.',
      );
      // Idle connections may be silent too, and would each delay the recovery.
      closeIdleConnections(this.#pool);
    }
    this.#failure = error;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#probe(), CHECK_PAUSE_MS).unref();
  }
}

const readCode = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const replicasByAdapter = new WeakMap<object, readonly ReadReplica[]>();

/** The read replicas of the site, in the order of `DATABASE_REPLICA_URLS`. */
export const listReplicas = ({ db }: Pick<Payload, 'db'>): readonly ReadReplica[] => replicasByAdapter.get(db) ?? [];

/**
 * Connects the adapter's read replicas, and prevents Payload from connecting them. Payload's own pools for replicas
 * have no error listener, wait for a silent server without a time limit, and keep one client checked out for ever. Call
 * this after `installPool`.
 */
export function installReplicas(adapter: PostgresAdapter, logger: Pick<Logger, 'warn' | 'error' | 'info'>): void {
  const urls = adapter.readReplicaOptions ?? [];
  if (urls.length === 0) return;
  adapter.readReplicaOptions = undefined;
  const primary = adapter.pool as unknown as pg.Pool;
  const replicas = urls.map((connectionString, index) => {
    const pool = createPool({ ...(adapter.poolOptions as PoolConfig), connectionString }, logger);
    return new ReadReplica(`postgres-replica-${index + 1}`, { pool, primary }, logger);
  });
  replicasByAdapter.set(adapter, replicas);
  const connect = adapter.connect?.bind(adapter);
  adapter.connect = async (options) => {
    await connect?.(options);
    const { drizzle: connected, schema } = adapter;
    const readers = replicas.map((client) =>
      drizzle({ client: client as never, schema, logger: adapter.logger ?? false }),
    );
    adapter.primaryDrizzle = connected;
    adapter.drizzle = withReplicas(connected as never, readers as never) as never;
  };
}
