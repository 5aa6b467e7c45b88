import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../src/database/transaction.ts';
import type { CrashPoint } from '../../src/events/crash-points.ts';
import { article, topicsOf } from '../integration/content/blog-support.ts';
import { startSite } from '../support/site.ts';
import { until } from '../support/until.ts';
import { startReadyWorker } from './processes.ts';

const { payload, environment } = await startSite();

const statusOf = async (id: string) => (await payload.findByID({ collection: 'blogs', id }))._status;

const openJobs = async () =>
  (await database(payload).execute(sql`SELECT processing FROM payload_jobs WHERE completed_at IS NULL`)).rows;

/** A draft that is due as soon as somebody looks. */
async function duePost(title: string): Promise<string> {
  const data = { title, content: article('x'), _status: 'draft' };
  const { id } = await payload.create({ collection: 'blogs', data: data as never, draft: true });
  const input = { type: 'publish' as const, doc: { relationTo: 'blogs' as const, value: id } };
  await payload.jobs.queue({ task: 'schedulePublish', input, waitUntil: new Date(Date.now() - 1000) });
  return id;
}

test.each<[CrashPoint, string]>([
  ['after-outbox-insert', 'draft'],
  ['after-commit', 'published'],
])('a worker that dies %s leaves a scheduled post to the next one, which publishes it once', async (point, left) => {
  const doomed = await startReadyWorker({ ...environment, CRASH_POINT: point });
  const id = await duePost(`Dies ${point}`);
  expect(await doomed.ended).toEqual({ code: null, signal: 'SIGKILL' });
  expect(await statusOf(id)).toBe(left);
  expect(await openJobs()).toEqual([{ processing: true }]);

  await startReadyWorker(environment);
  await until(async () => (await openJobs()).length === 0, 'the schedule to be done');
  expect(await statusOf(id)).toBe('published');
  expect(await topicsOf(payload, id)).toEqual(['blog.published']);
});
