import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { afterCommit, afterRollback, database, sessionOf, type Transactional } from '../../../database/transaction.ts';
import { domainOf } from '../../../domain.ts';

/**
 * `abandoned_files` holds the keys that no committed medium names: not yet, or no more. An upload enters its keys before it
 * writes an object and takes them out with its transaction; a deletion enters them with its own. Whoever dies in between
 * leaves rows, and the sweep removes what they name (docs/decisions/0010).
 */

/** Longer than an upload takes from entering its keys to its last byte, however slow the storage is. */
const GRACE_SECONDS = 300;
const BATCH = 100;
/** How long the file of a replaced photo stays: longer than caches, and than search engines and readers take to come again. */
const KEPT_DAYS = 30;

/**
 * Enters `keys` for the transaction that is about to write them, and takes them out in it: when that commits they are free of
 * the sweep, and when it ends otherwise they are removed. Their rows stay locked meanwhile, so nobody else does.
 */
export async function claimFiles(req: Transactional, keys: readonly string[]): Promise<void> {
  const { payload } = req;
  // On a connection of its own: it has to be there, whatever becomes of the transaction.
  await database(payload).execute(sql`INSERT INTO abandoned_files (key, since) VALUES ${rowsOf(keys)}`);
  await afterRollback(req, () => removeSoon(payload, keys));
  const tx = await sessionOf(req);
  await tx.execute(sql`DELETE FROM abandoned_files WHERE key IN ${keys}`);
}

/** Gives `keys` up with the caller's transaction: once it has committed they are removed. */
export async function abandonFiles(req: Transactional, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const tx = await sessionOf(req);
  await tx.execute(sql`INSERT INTO abandoned_files (key, since) VALUES ${rowsOf(keys, sql`'-infinity'`)}`);
  await afterCommit(req, () => removeSoon(req.payload, keys));
}

/**
 * Gives `keys` up with the caller's transaction for later: pages, feeds and mails that were copied before lead to them for a while.
 * The sweep removes them when that is over.
 */
export async function retireFiles(req: Transactional, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const since = sql`now() + make_interval(days => ${KEPT_DAYS})`;
  await (await sessionOf(req)).execute(sql`INSERT INTO abandoned_files (key, since) VALUES ${rowsOf(keys, since)}`);
}

/** Removes what has been abandoned for longer than an upload takes. @returns how many files went. */
export const sweepAbandonedFiles = (payload: Payload): Promise<number> =>
  remove(payload, sql`since <= now() - make_interval(secs => ${GRACE_SECONDS})`);

const rowsOf = (keys: readonly string[], since = sql`DEFAULT`) =>
  sql.join(
    keys.map((key) => sql`(${key}, ${since})`),
    sql`, `,
  );

/** A failure is left to the sweep. */
function removeSoon(payload: Payload, keys: readonly string[]): void {
  remove(payload, sql`key IN ${keys}`).catch((err: unknown) => {
    payload.logger.warn({ err }, 'Abandoned files could not be removed yet; the sweep will.');
  });
}

/** Removes the files of unlocked rows alone: whether a transaction has committed, its rows say best. */
async function remove(payload: Payload, condition: SQL): Promise<number> {
  const { rows } = await database(payload).execute<{ key: string }>(sql`
    SELECT key FROM abandoned_files WHERE ${condition} ORDER BY since LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`);
  if (rows.length === 0) return 0;
  const keys = rows.map(({ key }) => key);
  const { storage } = domainOf(payload);
  await Promise.all(keys.map((key) => storage.delete(key)));
  await database(payload).execute(sql`DELETE FROM abandoned_files WHERE key IN ${keys}`);
  return rows.length;
}
