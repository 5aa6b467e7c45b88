import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import {
  afterCommit,
  afterRollback,
  database,
  type Transactional,
  transactionOf,
} from '../../../database/transaction.ts';
import { runtimeOf } from '../../../lib/runtime.ts';

/**
 * `abandoned_files` holds the keys of orphaned files: no committed media document references them, because the document is not
 * committed yet, has been deleted, or has a new file. An upload inserts its keys before it writes the files, and the transaction
 * that creates its document deletes the keys again. The transaction that deletes a document, or replaces its file, inserts the
 * keys of the old files. If the process crashes before it has deleted the orphaned files, their rows remain, and the sweep
 * deletes the files (docs/decisions/0010-files-tracked-in-a-table.md).
 */

/**
 * The age in seconds after which the sweep deletes a file. An upload, from reserving the key to writing the last byte, takes less
 * time, even with slow storage.
 */
const GRACE_SECONDS = 300;
const BATCH = 100;
/**
 * How many days the file of a replaced photo stays available for caches, search engines and feed readers that still link to it.
 */
const RETIRED_DAYS = 30;

/**
 * Reserves keys for files that the transaction of `req` is about to write. If the transaction commits, the files stay; if it
 * rolls back, the files are deleted. Until then the rows are locked, so the sweep skips them.
 */
export async function reserveKeys(req: Transactional, keys: readonly string[]): Promise<void> {
  const { payload } = req;
  // Insert on another connection, so that the row exists even if the transaction rolls back.
  await database(payload).execute(sql`INSERT INTO abandoned_files (key, since) VALUES ${toRowsSql(keys)}`);
  await afterRollback(req, () => deleteSoon(payload, keys));
  const tx = await transactionOf(req);
  await tx.execute(sql`DELETE FROM abandoned_files WHERE key IN ${keys}`);
}

/** Deletes the files of `keys` after the transaction of `req` has committed. */
export async function scheduleDeletion(req: Transactional, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const tx = await transactionOf(req);
  await tx.execute(sql`INSERT INTO abandoned_files (key, since) VALUES ${toRowsSql(keys, sql`'-infinity'`)}`);
  await afterCommit(req, () => deleteSoon(req.payload, keys));
}

/**
 * Marks the files of `keys`, in the transaction of `req`, for deletion by the sweep after 30 days. Until then, cached pages,
 * feeds and e-mails can still link to the files.
 */
export async function scheduleDeferredDeletion(req: Transactional, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const since = sql`now() + make_interval(days => ${RETIRED_DAYS})`;
  await (await transactionOf(req)).execute(
    sql`INSERT INTO abandoned_files (key, since) VALUES ${toRowsSql(keys, since)}`,
  );
}

/**
 * Deletes a batch of files that have been orphaned for longer than any upload takes.
 * @returns the number of files deleted
 */
export const deleteOrphanedFiles = (payload: Payload): Promise<number> =>
  deleteFiles(payload, sql`since <= now() - make_interval(secs => ${GRACE_SECONDS})`);

const toRowsSql = (keys: readonly string[], since = sql`DEFAULT`) =>
  sql.join(
    keys.map((key) => sql`(${key}, ${since})`),
    sql`, `,
  );

/** Deletes files in the background. If this fails, the sweep deletes the files later. */
function deleteSoon(payload: Payload, keys: readonly string[]): void {
  deleteFiles(payload, sql`key IN ${keys}`).catch((err: unknown) => {
    payload.logger.warn({ err }, 'Could not delete orphaned files. The next sweep will retry.');
  });
}

/** Deletes a batch of files whose rows are not locked. A locked row belongs to a transaction that is still open. */
async function deleteFiles(payload: Payload, condition: SQL): Promise<number> {
  const { rows } = await database(payload).execute<{ key: string }>(sql`
    SELECT key FROM abandoned_files WHERE ${condition} ORDER BY since LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`);
  if (rows.length === 0) return 0;
  const keys = rows.map(({ key }) => key);
  const { storage } = runtimeOf(payload);
  await Promise.all(keys.map((key) => storage.delete(key)));
  await database(payload).execute(sql`DELETE FROM abandoned_files WHERE key IN ${keys}`);
  return rows.length;
}
