import { type PostgresAdapter, sql } from '@payloadcms/db-postgres';
import {
  NodePgSession,
  type NodePgSessionOptions,
  NodePgTransaction,
} from '@payloadcms/db-postgres/drizzle/node-postgres';
import { PgDialect } from '@payloadcms/db-postgres/drizzle/pg-core';
import { createLocalReq, type Payload, type PayloadRequest } from 'payload';
import type { Pool, PoolClient } from 'pg';
import { uuidv7 } from '../ids.ts';
import { beginStatement } from './change-context.ts';
import { type Executor, executorOf } from './executor.ts';
import { failureOf } from './failed-statement.ts';

/** What a function needs of a request to take part in its transaction. */
export type Transactional = Pick<PayloadRequest, 'payload' | 'transactionID'>;

type Schema = ConstructorParameters<typeof NodePgTransaction>[2];
type Client = PoolClient & { readyForQuery: boolean };
type Work = () => void;
type Session = PostgresAdapter['sessions'][string] & {
  client: Client;
  executor: Executor;
  afterCommit: Work[];
  afterRollback: Work[];
};

const adapterOf = (payload: Payload) => payload.db as unknown as PostgresAdapter;
const poolOf = ({ pool }: PostgresAdapter) => pool as unknown as Pool;

const dialect = new PgDialect();

async function open(adapter: PostgresAdapter): Promise<Session> {
  const client = (await poolOf(adapter).connect()) as Client;
  const run = (statement: string) => orDiscard(client, client.query(statement));
  const { transactionOptions } = adapter;
  await run(beginStatement());
  if (transactionOptions) await orDiscard(client, drizzleOn(client, adapter).setTransaction(transactionOptions));
  let db: Session['db'] | undefined;
  return {
    // Payload's own operations run on it, and most transactions have none.
    get db() {
      db ??= drizzleOn(client, adapter) as unknown as Session['db'];
      return db;
    },
    client,
    executor: executorOf(client),
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

/** A connection on which a transaction did not begin or end as it should is of no further use. */
async function orDiscard<T>(client: Client, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** The adapter's drizzle on one connection that is in a transaction. */
function drizzleOn(client: Client, { drizzle }: PostgresAdapter) {
  const { schema, options } = (drizzle as unknown as { session: { schema: Schema; options: NodePgSessionOptions } })
    .session;
  return new NodePgTransaction(dialect, new NodePgSession(client, dialect, schema, options), schema);
}

/**
 * Replaces the adapter's transactions: Payload 3.90 swallows a failed COMMIT and reports success for an operation that
 * stored nothing. Here it throws, for staff edits in the admin UI as for everything else; and work can wait for the commit.
 */
export function installTransactions(adapter: PostgresAdapter): void {
  adapter.beginTransaction = async () => {
    await adapter.initializing;
    const id = uuidv7();
    adapter.sessions[id] = await open(adapter);
    return id;
  };
  adapter.commitTransaction = async (pending) => {
    const session = take(adapter, await pending);
    if (!session) return;
    try {
      if (await hasFailed(session)) {
        await session.reject();
        throw new Error('A statement of the transaction had failed, so nothing of it is stored.', {
          cause: failureOf(session.client),
        });
      }
      await session.resolve();
    } catch (error) {
      for (const work of session.afterRollback) work();
      throw error;
    }
    for (const work of session.afterCommit) work();
  };
  adapter.rollbackTransaction = async (pending) => {
    const session = take(adapter, await pending);
    await session?.reject();
    for (const work of session?.afterRollback ?? []) work();
  };
}

/** Whether a statement failed and its error was swallowed: Postgres then answers COMMIT with a rollback, and no error. */
async function hasFailed({ client, executor }: Session): Promise<boolean> {
  if (client.readyForQuery) return client.getTransactionStatus() === 'E';
  // The error has come, and what it did to the transaction is still on its way: a statement behind it tells.
  return executor.execute(sql`SELECT 1`).then(
    () => false,
    () => true,
  );
}

function take(adapter: PostgresAdapter, id: number | string | undefined): Session | undefined {
  if (id === undefined) return undefined;
  const session = adapter.sessions[id] as Session | undefined;
  delete adapter.sessions[id];
  return session;
}

/**
 * Runs `body` in one Postgres transaction; Local API calls in it join by passing `req` on. When it resolves, the
 * transaction has committed. Joins the transaction of `parent` when that has one.
 * @throws what `body` throws (after a rollback), the driver's error when COMMIT fails, or an error when a nested Local
 * API call failed and took the transaction with it, even if `body` caught that.
 */
export async function withTransaction<T>(
  payload: Payload,
  body: (req: PayloadRequest) => Promise<T>,
  parent: Partial<PayloadRequest> = {},
): Promise<T> {
  const req = await createLocalReq({ req: { ...parent }, user: parent.user ?? undefined }, payload);
  if (parent.transactionID) return body(req);
  const adapter = adapterOf(payload);
  const id = (await payload.db.beginTransaction()) as string;
  req.transactionID = id;
  try {
    const result = await body(req);
    if (req.transactionID !== id || !adapter.sessions[id]) throw new Error('The transaction was rolled back inside.');
    await payload.db.commitTransaction(id);
    return result;
  } catch (error) {
    await payload.db.rollbackTransaction(id);
    throw error;
  }
}

async function openSession({ payload, transactionID }: Transactional): Promise<Session> {
  const id = await transactionID;
  const session = id === undefined ? undefined : (adapterOf(payload).sessions[id] as Session | undefined);
  if (!session) throw new Error('This needs a transaction: call it inside withTransaction().');
  return session;
}

/** What runs statements in the transaction that `req` is in. @throws when it is in none: such a write would autocommit. */
export async function sessionOf(req: Transactional): Promise<Executor> {
  return (await openSession(req)).executor;
}

/** What runs statements outside of a transaction of Payload's: each by itself, or some in a transaction of their own. */
export function database(payload: Payload): Executor & Pick<PostgresAdapter['drizzle'], 'transaction'> {
  const adapter = adapterOf(payload);
  return { ...executorOf(poolOf(adapter)), transaction: (...args) => adapter.drizzle.transaction(...args) };
}

/** Queues `work` for after the commit of the transaction that `req` is in; it never runs when that rolls back. */
export async function afterCommit(req: Transactional, work: Work): Promise<void> {
  (await openSession(req)).afterCommit.push(work);
}

/**
 * Queues `work` for when the transaction that `req` is in ends in any other way than by a commit that was reported. It may
 * have committed all the same when the connection was lost over that, so `work` has to look.
 */
export async function afterRollback(req: Transactional, work: Work): Promise<void> {
  (await openSession(req)).afterRollback.push(work);
}
