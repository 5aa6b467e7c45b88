import { type PostgresAdapter, sql } from '@payloadcms/db-postgres';
import {
  NodePgSession,
  type NodePgSessionOptions,
  NodePgTransaction,
} from '@payloadcms/db-postgres/drizzle/node-postgres';
import { PgDialect } from '@payloadcms/db-postgres/drizzle/pg-core';
import { createLocalReq, type Payload, type PayloadRequest } from 'payload';
import type { Pool, PoolClient } from 'pg';
import { uuidv7 } from '../lib/ids.ts';
import { buildBeginStatement, createExecutor, type Executor } from './executor.ts';
import { getFailure } from './install-pool.ts';

/** The part of a request that a function needs to join the request's transaction. */
export type Transactional = Pick<PayloadRequest, 'payload' | 'transactionID'>;

type Schema = ConstructorParameters<typeof NodePgTransaction>[2];
type Client = PoolClient & { readyForQuery: boolean };
type Work = () => void;
type OpenTransaction = PostgresAdapter['sessions'][string] & {
  client: Client;
  executor: Executor;
  afterCommit: Work[];
  afterRollback: Work[];
};

const getAdapter = (payload: Payload) => payload.db as unknown as PostgresAdapter;
const getPool = ({ pool }: PostgresAdapter) => pool as unknown as Pool;

const dialect = new PgDialect();

async function openTransaction(adapter: PostgresAdapter): Promise<OpenTransaction> {
  const client = (await getPool(adapter).connect()) as Client;
  const run = (statement: string) => discardOnError(client, client.query(statement));
  const { transactionOptions } = adapter;
  await run(buildBeginStatement());
  if (transactionOptions)
    await discardOnError(client, createDrizzle(client, adapter).setTransaction(transactionOptions));
  let db: OpenTransaction['db'] | undefined;
  return {
    // Created lazily: only Payload's own operations use drizzle, and most transactions contain no such operation.
    get db() {
      db ??= createDrizzle(client, adapter) as unknown as OpenTransaction['db'];
      return db;
    },
    client,
    executor: createExecutor(client),
    resolve: async () => {
      await run('COMMIT');
      client.release();
    },
    reject: () =>
      run('ROLLBACK').then(
        () => client.release(),
        () => {},
      ),
    afterCommit: [],
    afterRollback: [],
  };
}

/** Closes the connection if `work` fails, because the state of its transaction is then unknown. */
async function discardOnError<T>(client: Client, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Creates a drizzle instance on one connection that is already in a transaction. */
function createDrizzle(client: Client, { drizzle }: PostgresAdapter) {
  const { schema, options } = (drizzle as unknown as { session: { schema: Schema; options: NodePgSessionOptions } })
    .session;
  return new NodePgTransaction(dialect, new NodePgSession(client, dialect, schema, options), schema);
}

/**
 * Replaces the adapter's transactions. Payload 3.90 swallows a failed COMMIT and reports success for an operation that stored
 * nothing; here a failed COMMIT throws, also for staff edits in the admin UI. After a commit or rollback, the work registered
 * with {@link afterCommit} or {@link afterRollback} runs.
 */
export function installTransactions(adapter: PostgresAdapter): void {
  adapter.beginTransaction = async () => {
    await adapter.initializing;
    const id = uuidv7();
    adapter.sessions[id] = await openTransaction(adapter);
    return id;
  };
  adapter.commitTransaction = async (pending) => {
    const transaction = removeTransaction(adapter, await pending);
    if (!transaction) return;
    try {
      if (await hasFailed(transaction)) {
        await transaction.reject();
        throw new Error('A statement in the transaction failed, so the transaction was rolled back.', {
          cause: getFailure(transaction.client),
        });
      }
      await transaction.resolve();
    } catch (error) {
      for (const work of transaction.afterRollback) work();
      throw error;
    }
    for (const work of transaction.afterCommit) work();
  };
  adapter.rollbackTransaction = async (pending) => {
    const transaction = removeTransaction(adapter, await pending);
    await transaction?.reject();
    for (const work of transaction?.afterRollback ?? []) work();
  };
}

/**
 * Whether a statement of the transaction failed and its error was swallowed. Postgres would then answer COMMIT with a rollback
 * instead of an error.
 */
async function hasFailed({ client, executor }: OpenTransaction): Promise<boolean> {
  if (client.readyForQuery) return client.getTransactionStatus() === 'E';
  // The last statement has not been answered completely, so the transaction status may be outdated. Run another statement: it
  // fails if the transaction has failed.
  return executor.execute(sql`SELECT 1`).then(
    () => false,
    () => true,
  );
}

function removeTransaction(adapter: PostgresAdapter, id: number | string | undefined): OpenTransaction | undefined {
  if (id === undefined) return undefined;
  const transaction = adapter.sessions[id] as OpenTransaction | undefined;
  delete adapter.sessions[id];
  return transaction;
}

/**
 * Runs `body` in one Postgres transaction and resolves after the commit. Local API calls join the transaction if they are given
 * `req`. If `parent` has a transaction, `body` runs in that transaction, and its owner commits.
 * @throws any error of `body` (after a rollback); the driver's error if COMMIT fails; an Error if a nested Local API call failed
 * and rolled the transaction back, even if `body` caught the error
 */
export async function withTransaction<T>(
  payload: Payload,
  body: (req: PayloadRequest) => Promise<T>,
  parent: Partial<PayloadRequest> = {},
): Promise<T> {
  const req = await createLocalReq({ req: { ...parent }, user: parent.user ?? undefined }, payload);
  if (parent.transactionID) return body(req);
  const adapter = getAdapter(payload);
  const id = (await payload.db.beginTransaction()) as string;
  req.transactionID = id;
  try {
    const result = await body(req);
    if (req.transactionID !== id || !adapter.sessions[id])
      throw new Error(
        'A call inside withTransaction() failed and rolled the transaction back, but its error was caught.',
      );
    await payload.db.commitTransaction(id);
    return result;
  } catch (error) {
    await payload.db.rollbackTransaction(id);
    throw error;
  }
}

async function requireTransaction({ payload, transactionID }: Transactional): Promise<OpenTransaction> {
  const id = await transactionID;
  const transaction = id === undefined ? undefined : (getAdapter(payload).sessions[id] as OpenTransaction | undefined);
  if (!transaction)
    throw new Error('The request has no open transaction. Call this function inside withTransaction().');
  return transaction;
}

/**
 * Returns the executor of the transaction of `req`.
 * @throws Error if `req` has no transaction: without a transaction, each statement would commit on its own
 */
export async function transactionOf(req: Transactional): Promise<Executor> {
  return (await requireTransaction(req)).executor;
}

/**
 * Returns an executor outside of Payload's transactions: each statement commits on its own, unless it runs in a transaction
 * opened with `transaction`.
 */
export function database(payload: Payload): Executor & Pick<PostgresAdapter['drizzle'], 'transaction'> {
  const adapter = getAdapter(payload);
  return { ...createExecutor(getPool(adapter)), transaction: (...args) => adapter.drizzle.transaction(...args) };
}

/**
 * Runs `work` after the transaction of `req` commits; never if it rolls back.
 * @throws Error if `req` has no transaction
 */
export async function afterCommit(req: Transactional, work: Work): Promise<void> {
  (await requireTransaction(req)).afterCommit.push(work);
}

/**
 * Runs `work` when the transaction of `req` ends without a confirmed commit. If the connection was lost during COMMIT, Postgres
 * may have committed the transaction nevertheless, so `work` must check whether the changes were stored.
 * @throws Error if `req` has no transaction
 */
export async function afterRollback(req: Transactional, work: Work): Promise<void> {
  (await requireTransaction(req)).afterRollback.push(work);
}
