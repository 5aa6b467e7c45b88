import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import type { CrashPoint } from '../../../src/events/crash-points.ts';
import { article, readTopics } from '../../integration/content/blog-support.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { startReadyWorker } from '../processes.ts';

const { payload, environment } = await startSite();

const readStatus = async (id: string) => (await payload.findByID({ collection: 'blogs', id }))._status;

const openJobs = async () =>
  (await database(payload).execute(sql`SELECT processing FROM payload_jobs WHERE completed_at IS NULL`)).rows;

/** Creates a draft whose scheduled publication is already due. @returns its id */
async function createDuePost(title: string): Promise<string> {
  const data = { title, content: article('x'), _status: 'draft' };
  const { id } = await payload.create({ collection: 'blogs', data: data as never, draft: true });
  const input = { type: 'publish' as const, doc: { relationTo: 'blogs' as const, value: id } };
  await payload.jobs.queue({ task: 'schedulePublish', input, waitUntil: new Date(Date.now() - 1000) });
  return id;
}

test.each<[CrashPoint, string]>([
  ['after-outbox-insert', 'draft'],
  ['after-commit', 'published'],
])('when a worker dies %s, the next worker publishes the scheduled post once', async (point, expectedStatus) => {
  const doomed = await startReadyWorker({ ...environment, CRASH_POINT: point });
  const id = await createDuePost(`Dies ${point}`);
  expect(await doomed.ended).toEqual({ code: null, signal: 'SIGKILL' });
  expect(await readStatus(id)).toBe(expectedStatus);
  expect(await openJobs()).toEqual([{ processing: true }]);

  await startReadyWorker(environment);
  await until(async () => (await openJobs()).length === 0, 'the schedule to be done');
  expect(await readStatus(id)).toBe('published');
  expect(await readTopics(payload, id)).toEqual(['blog.published']);
});
