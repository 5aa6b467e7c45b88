import { sql } from '@payloadcms/db-postgres';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { emit } from '../../../src/events/emit.ts';
import { SUBSCRIBERS } from '../../../src/jobs/subscribers.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { readTaskStates } from '../../../src/services/content/publishing/task-runs.ts';
import { AWS_KEYS, cloudFrontEnvironment, openCloudFront } from '../../support/cloudfront.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { emitAlone, QUICK_TIMINGS, startTestWorker } from '../events/support.ts';

const cloudFront = await openCloudFront();
afterAll(cloudFront.close);
for (const [name, value] of Object.entries(AWS_KEYS)) vi.stubEnv(name, value);
afterAll(() => vi.unstubAllEnvs());
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

const readState = async (task: 'cdn' | 'sitemap') =>
  (await readTaskStates(payload)).find((state) => state.task === task);

/** Waits until all events are settled and all content tasks are done, including the invalidation of the sitemap. */
const waitUntilQuiet = () =>
  until(async () => {
    const states = await readTaskStates(payload);
    const { rows } = await database(payload).execute(sql`SELECT 1 FROM domain_events WHERE settled_at IS NULL`);
    return rows.length === 0 && states.every(({ waiting, open, last }) => !waiting && !open && last);
  }, 'the content tasks to be done');

/** Starts a worker, waits until it has built and invalidated the first sitemap, and clears the recorded requests. */
async function waitUntilWorkerIdle(): Promise<void> {
  startTestWorker(payload);
  await waitUntilQuiet();
  cloudFront.requests.splice(0);
  cloudFront.made.clear();
}

const ofPosts = () => cloudFront.requests.filter(({ paths }) => paths.includes('/v1/blog/*'));

test('publishing a post invalidates its paths in the CDN', async () => {
  startTestWorker(payload);
  await emitAlone(payload, 'blog.published', post());
  await waitUntilQuiet();
  expect(ofPosts()).toHaveLength(1);
  expect(ofPosts()[0]).toMatchObject({ distribution: 'E2EXAMPLE' });
  expect(ofPosts()[0]?.paths).toEqual(expect.arrayContaining(['/v1/blog', '/v1/blog/*', '/v1/blog?*']));
  const invalidatedPaths = cloudFront.requests.flatMap(({ paths }) => paths);
  expect(invalidatedPaths).toContain('/sitemap*');
  expect(invalidatedPaths).not.toContain('/v1/products*');
  const state = await readState('cdn');
  expect(state?.last?.result).toMatchObject({ invalidationId: expect.stringMatching(/^I\d$/) });
});

test('a burst of 200 changes causes only a few invalidations', async () => {
  await withTransaction(payload, async (req) => {
    for (let i = 0; i < 100; i++) {
      await emit(req, 'product.changed', product());
      await emit(req, 'blog.published', post());
    }
  });
  startTestWorker(payload, { ...QUICK_TIMINGS, coalesceMs: 1500 });
  await waitUntilQuiet();
  const { rows } = await database(payload).execute<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM event_receipts WHERE subscriber = 'cdn' AND done_at IS NOT NULL`,
  );
  expect(rows[0]?.count).toBe(200);
  // An idle machine needs one invalidation. On a busy machine, changes that arrive later need further ones.
  expect(ofPosts().length).toBeLessThanOrEqual(5);
  expect(cloudFront.requests.length).toBeLessThanOrEqual(8);
  expect(cloudFront.requests.flatMap(({ paths }) => paths)).toContain('/v1/products*');
});

test('retries after three failures use the same reference and create one invalidation', async () => {
  await waitUntilWorkerIdle();
  cloudFront.troubles.push({ status: 500, code: 'InternalError' }, 'cut', 'cut-after');
  await emitAlone(payload, 'product.changed', product());
  const failing = await until(async () => {
    const state = await readState('cdn');
    return state?.open?.error ? state : undefined;
  }, 'the error of a failed attempt to be stored');
  expect(failing.open?.attempts).toBeGreaterThan(0);
  await waitUntilQuiet();
  const sent = cloudFront.requests.filter(({ paths }) => paths.includes('/v1/products*'));
  expect(sent).toHaveLength(4);
  expect(new Set(sent.map(({ reference }) => reference)).size).toBe(1);
  expect(new Set(sent.map(({ paths }) => paths.join())).size).toBe(1);
  const [{ reference } = { reference: '' }] = sent;
  expect(cloudFront.made.has(reference)).toBe(true);
  // The sitemap may be invalidated together with the products, or by a second invalidation.
  expect(cloudFront.made.size).toBeLessThanOrEqual(2);
});

test('CloudFront’s error about too many invalidations delays a run, and no change is lost', async () => {
  const busy = { status: 400, code: 'TooManyInvalidationsInProgress' };
  await waitUntilWorkerIdle();
  cloudFront.troubles.push(busy, busy);
  await emitAlone(payload, 'blog.published', post());
  const state = await until(async () => {
    const current = await readState('cdn');
    return current?.open?.error ? current : undefined;
  }, 'CloudFront to be busy');
  expect(state.open?.error).toContain('TooManyInvalidationsInProgress');
  await emitAlone(payload, 'product.changed', product());
  await waitUntilQuiet();
  const [first, second, third] = ofPosts();
  expect([second?.reference, third?.reference]).toEqual([first?.reference, first?.reference]);
  // The delay between attempts increases.
  expect(Number(second?.at) - Number(first?.at)).toBeGreaterThan(400);
  expect(Number(third?.at) - Number(second?.at)).toBeGreaterThan(900);
  expect(cloudFront.requests.flatMap(({ paths }) => paths)).toContain('/v1/products*');
});

test('a redelivered event queues no second job', async () => {
  const event = await emitAlone(payload, 'blog.unpublished', post());
  const subscriber = SUBSCRIBERS['blog.unpublished'].find((each) => each.subscriber === 'cdn');
  for (let i = 0; i < 3; i++) await subscriber?.handle(payload, event, { ...TIMINGS, coalesceMs: 60_000 });
  const { rows } = await database(payload).execute(sql`SELECT 1 FROM content_task_requests WHERE task = 'cdn'`);
  expect(rows).toHaveLength(3);
  expect(await redis.zcard('queue:content:delayed')).toBe(1);
});

test('changes whose jobs were lost in Redis are found in Postgres', async () => {
  const event = await emitAlone(payload, 'blog.published', post());
  const subscriber = SUBSCRIBERS['blog.published'].find((each) => each.subscriber === 'cdn');
  await subscriber?.handle(payload, event, { ...TIMINGS, coalesceMs: 60_000 });
  await redis.flushdb();
  startTestWorker(payload);
  await until(() => ofPosts().length, 'the invalidation');
});
