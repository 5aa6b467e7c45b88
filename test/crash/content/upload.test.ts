import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import type { CrashPoint } from '../../../src/events/crash-points.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { deleteOrphanedFiles } from '../../../src/services/content/media/orphaned-files.ts';
import { createJpeg } from '../../support/media.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { start } from '../processes.ts';

const { payload, environment } = await startSite();
const folder = String(environment.MEDIA_DIR);
await mkdir(folder, { recursive: true });
const file = path.join(folder, 'sent.jpg');
await writeFile(file, await createJpeg());

const countStoredFiles = async () => {
  const found = await readdir(path.join(folder, 'media'), { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).length;
};
const countMedia = async () => (await payload.count({ collection: 'media' })).totalDocs;
const countAbandonedFiles = async () =>
  (await database(payload).execute(sql`SELECT FROM abandoned_files FOR UPDATE SKIP LOCKED`)).rowCount;

async function uploadAndDie(point: CrashPoint) {
  const killed = await start('test/crash/content/upload.ts', {
    ...environment,
    ...{ CRASH_POINT: point, FILE: file, UPLOADER: uuidv7() },
  });
  expect(await killed.ended, killed.output()).toEqual({ code: null, signal: 'SIGKILL' });
}

test('a web process that is killed before the commit of an upload leaves files that the next sweep deletes', async () => {
  await uploadAndDie('after-outbox-insert');
  expect([await countMedia(), await countStoredFiles()]).toEqual([0, 4]);
  await until(async () => (await countAbandonedFiles()) === 4, 'Postgres to see that the process is gone');
  await database(payload).execute(sql`UPDATE abandoned_files SET since = since - interval '1 hour'`);
  expect(await deleteOrphanedFiles(payload)).toBe(4);
  expect(await countStoredFiles()).toBe(0);
});

test('a web process that is killed after the commit of an upload has stored all files', async () => {
  await uploadAndDie('after-commit');
  expect([await countMedia(), await countStoredFiles(), await countAbandonedFiles()]).toEqual([1, 4, 0]);
});
