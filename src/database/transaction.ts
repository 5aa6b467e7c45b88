import { type PostgresAdapter, sql } from '@payloadcms/db-postgres';
import { createLocalReq, type Payload, type PayloadRequest } from 'payload';
import type { ClientBase } from 'pg';
import { uuidv7 } from '../ids.ts';

/** What a function needs of a request to take part in its transaction. */
export type Transactional = Pick<PayloadRequest, 'payload' | 'transactionID'>;

type Tx = PostgresAdapter['sessions'][string]['db'];
type Session = PostgresAdapter['sessions'][string] & { afterCommit: (() => void)[] };

const adapterOf = (payload: Payload) => payload.db as unknown as PostgresAdapter;

class RolledBack extends Error {}

function open(adapter: PostgresAdapter): Promise<Session> {
  return new Promise((opened, failed) => {
    const done: Promise<void> = adapter.drizzle.transaction(
      (tx) =>
        new Promise<void>((commit, abort) => {
          const resolve = () => {
            commit();
            return done;
          };
          const reject = () => {
            abort(new RolledBack());
            return done.catch(() => {});
          };
          opened({ db: tx as Tx, resolve, reject, afterCommit: [] });
        }),
      adapter.transactionOptions ?? undefined,
    );
    done.catch(failed);
  });
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
    if (await hasFailed(session)) {
      await session.reject();
      throw new Error('A statement of the transaction had failed, so nothing of it is stored.');
    }
    await session.resolve();
    for (const work of session.afterCommit) work();
  };
  adapter.rollbackTransaction = async (pending) => {
    await take(adapter, await pending)?.reject();
  };
}

/** Whether a statement failed and its error was swallowed: Postgres then answers COMMIT with a rollback, and no error. */
async function hasFailed({ db }: Session): Promise<boolean> {
  const { session } = db as unknown as { session: { client: ClientBase & { readyForQuery: boolean } } };
  if (session.client.readyForQuery) return session.client.getTransactionStatus() === 'E';
  // The error has come, and what it did to the transaction is still on its way: a statement behind it tells.
  return db.execute(sql`SELECT 1`).then(
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

/** The drizzle handle of the transaction that `req` is in. @throws when it is in none: such a write would autocommit. */
export async function sessionOf({ payload, transactionID }: Transactional): Promise<Tx> {
  const id = await transactionID;
  const session = id === undefined ? undefined : adapterOf(payload).sessions[id];
  if (!session) throw new Error('This write needs a transaction: call it inside withTransaction().');
  return session.db;
}

/** The drizzle handle for reads outside of a transaction. */
export const database = (payload: Payload) => adapterOf(payload).drizzle;

/** Queues `work` for after the commit of the transaction that `req` is in; it never runs when that rolls back. */
export async function afterCommit({ payload, transactionID }: Transactional, work: () => void): Promise<void> {
  const id = await transactionID;
  const session = id === undefined ? undefined : (adapterOf(payload).sessions[id] as Session | undefined);
  if (!session) throw new Error('afterCommit() needs a transaction.');
  session.afterCommit.push(work);
}
