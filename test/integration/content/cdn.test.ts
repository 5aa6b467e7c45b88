import { sql } from '@payloadcms/db-postgres';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { emit } from '../../../src/events/outbox.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { SUBSCRIBERS } from '../../../src/jobs/subscribers.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { taskStates } from '../../../src/services/content/tasks/task-states.ts';
import { cloudFrontEnvironment, openCloudFront } from '../../support/cloudfront.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { emitAlone, QUICK, workerOf } from '../events/support.ts';

const cloudFront = await openCloudFront();
afterAll(cloudFront.close);
const { payload, redis } = await startSite(cloudFrontEnvironment(cloudFront.url));

beforeEach(async () => {
  await redis.flushdb();
  for (const table of ['content_task_requests', 'content_task_runs', 'domain_events', 'event_receipts']) {
    await database(payload).execute(sql`DELETE FROM ${sql.identifier(table)}`);
  }
  cloudFront.requests.splice(0);
  cloudFront.troubles.splice(0);
  cloudFront.made.clear();
});

const post = () => ({ blogId: uuidv7(), slug: 'a-post', title: 'A post' });
const product = () => ({ productId: uuidv7(), slug: 'a-product', change: 'updated' as const });

const stateOf = async (task: 'cdn' | 'sitemap') => (await taskStates(payload)).find((state) => state.task === task);

/** Waits until all changes have gone to the CDN, that of the sitemap they lead to included. */
const quiet = () =>
  until(async () => {
    const states = await taskStates(payload);
    const { rows } = await database(payload).execute(sql`SELECT 1 FROM domain_events WHERE settled_at IS NULL`);
    return rows.length === 0 && states.every(({ waiting, open, last }) => !waiting && !open && last);
  }, 'the content tasks to be done');

/** A worker that has built the first sitemap and told the CDN of it. */
async function settledWorker(): Promise<void> {
  workerOf(payload);
  await quiet();
  cloudFront.requests.splice(0);
  cloudFront.made.clear();
}

const ofPosts = () => cloudFront.requests.filter(({ paths }) => paths.includes('/v1/blog/*'));

test('a published post is invalidated at the CDN under its contract’s path', async () => {
  workerOf(payload);
  await emitAlone(payload, 'blog.published', post());
  await quiet();
  expect(ofPosts()).toHaveLength(1);
  expect(ofPosts()[0]).toMatchObject({ distribution: 'E2EXAMPLE' });
  expect(ofPosts()[0]?.paths).toEqual(expect.arrayContaining(['/v1/blog', '/v1/blog/*', '/v1/blog?*']));
  const told = cloudFront.requests.flatMap(({ paths }) => paths);
  expect(told).toContain('/sitemap*');
  expect(told).not.toContain('/v1/products*');
  const state = await stateOf('cdn');
  expect(state?.last?.result).toMatchObject({ invalidationId: expect.stringMatching(/^I\d$/) });
});

test('a burst of 200 changes is a handful of invalidations at most', async () => {
  await withTransaction(payload, async (req) => {
    for (let i = 0; i < 100; i++) {
      await emit(req, 'product.changed', product());
      await emit(req, 'blog.published', post());
    }
  });
  workerOf(payload, { ...QUICK, gather: 1500 });
  await quiet();
  const { rows } = await database(payload).execute<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM event_receipts WHERE subscriber = 'cdn' AND done_at IS NOT NULL`,
  );
  expect(rows[0]?.count).toBe(200);
  // One on a machine that has nothing else to do; what arrives after its time is the next one.
  expect(ofPosts().length).toBeLessThanOrEqual(5);
  expect(cloudFront.requests.length).toBeLessThanOrEqual(8);
  expect(cloudFront.requests.flatMap(({ paths }) => paths)).toContain('/v1/products*');
});

test('three failures, the last of them after CloudFront did it: one invalidation, always of the same reference', async () => {
  await settledWorker();
  cloudFront.troubles.push({ status: 500, code: 'InternalError' }, 'cut', 'cut-after');
  await emitAlone(payload, 'product.changed', product());
  const failing = await until(async () => {
    const state = await stateOf('cdn');
    return state?.open?.error ? state : undefined;
  }, 'a failure to be noted');
  expect(failing.open?.attempts).toBeGreaterThan(0);
  await quiet();
  const sent = cloudFront.requests.filter(({ paths }) => paths.includes('/v1/products*'));
  expect(sent).toHaveLength(4);
  expect(new Set(sent.map(({ reference }) => reference)).size).toBe(1);
  expect(new Set(sent.map(({ paths }) => paths.join())).size).toBe(1);
  const [{ reference } = { reference: '' }] = sent;
  expect(cloudFront.made.has(reference)).toBe(true);
  // The sitemap’s is the other one, when it did not come along with the first.
  expect(cloudFront.made.size).toBeLessThanOrEqual(2);
});

test('too many in progress: it waits, what changes meanwhile waits along, and nothing is lost', async () => {
  const busy = { status: 400, code: 'TooManyInvalidationsInProgress' };
  await settledWorker();
  cloudFront.troubles.push(busy, busy);
  await emitAlone(payload, 'blog.published', post());
  const state = await until(async () => {
    const one = await stateOf('cdn');
    return one?.open?.error ? one : undefined;
  }, 'CloudFront to be busy');
  expect(state.open?.error).toContain('TooManyInvalidationsInProgress');
  await emitAlone(payload, 'product.changed', product());
  await quiet();
  const [first, second, third] = ofPosts();
  expect([second?.reference, third?.reference]).toEqual([first?.reference, first?.reference]);
  // The second attempt comes later than the first one’s failure, the third later still.
  expect(Number(second?.at) - Number(first?.at)).toBeGreaterThan(400);
  expect(Number(third?.at) - Number(second?.at)).toBeGreaterThan(900);
  expect(cloudFront.requests.flatMap(({ paths }) => paths)).toContain('/v1/products*');
});

test('an event that is delivered again asks for nothing', async () => {
  const event = await emitAlone(payload, 'blog.unpublished', post());
  const subscriber = SUBSCRIBERS['blog.unpublished'].find((each) => each.subscriber === 'cdn');
  for (let i = 0; i < 3; i++) await subscriber?.handle(payload, event, { ...TIMINGS, gather: 60_000 });
  const { rows } = await database(payload).execute(sql`SELECT 1 FROM content_task_requests WHERE task = 'cdn'`);
  expect(rows).toHaveLength(3);
  expect(await redis.zcard('queue:content:delayed')).toBe(1);
});

test('changes whose jobs Redis lost are found in Postgres', async () => {
  const event = await emitAlone(payload, 'blog.published', post());
  const subscriber = SUBSCRIBERS['blog.published'].find((each) => each.subscriber === 'cdn');
  await subscriber?.handle(payload, event, { ...TIMINGS, gather: 60_000 });
  await redis.flushdb();
  workerOf(payload);
  await until(() => ofPosts().length, 'the invalidation');
});
