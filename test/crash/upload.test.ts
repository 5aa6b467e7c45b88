import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../src/database/transaction.ts';
import type { CrashPoint } from '../../src/events/crash-points.ts';
import { uuidv7 } from '../../src/ids.ts';
import { sweepAbandonedFiles } from '../../src/services/content/media/abandoned-files.ts';
import { jpegOf } from '../support/media.ts';
import { startSite } from '../support/site.ts';
import { until } from '../support/until.ts';
import { start } from './processes.ts';

const { payload, environment } = await startSite();
const folder = String(environment.MEDIA_DIR);
await mkdir(folder, { recursive: true });
const file = path.join(folder, 'sent.jpg');
await writeFile(file, await jpegOf());

const stored = async () => {
  const found = await readdir(path.join(folder, 'media'), { recursive: true, withFileTypes: true });
  return found.filter((one) => one.isFile()).length;
};
const media = async () => (await payload.count({ collection: 'media' })).totalDocs;
const abandoned = async () =>
  (await database(payload).execute(sql`SELECT FROM abandoned_files FOR UPDATE SKIP LOCKED`)).rowCount;

async function uploadAndDie(point: CrashPoint) {
  const killed = await start('test/crash/upload.ts', {
    ...environment,
    ...{ CRASH_POINT: point, FILE: file, UPLOADER: uuidv7() },
  });
  expect(await killed.ended, killed.output()).toEqual({ code: null, signal: 'SIGKILL' });
}

test('a web process that is killed before the commit of an upload leaves files only until the sweep', async () => {
  await uploadAndDie('after-outbox-insert');
  expect([await media(), await stored()]).toEqual([0, 4]);
  await until(async () => (await abandoned()) === 4, 'Postgres to see that the process is gone');
  await database(payload).execute(sql`UPDATE abandoned_files SET since = since - interval '1 hour'`);
  expect(await sweepAbandonedFiles(payload)).toBe(4);
  expect(await stored()).toBe(0);
});

test('one that is killed after the commit has stored all of it', async () => {
  await uploadAndDie('after-commit');
  expect([await media(), await stored(), await abandoned()]).toEqual([1, 4, 0]);
});
