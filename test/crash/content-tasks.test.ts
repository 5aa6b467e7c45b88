import { afterAll, expect, test } from 'vitest';
import { uuidv7 } from '../../src/ids.ts';
import { taskStates } from '../../src/services/content/tasks/task-states.ts';
import { emitAlone } from '../integration/events/support.ts';
import { cloudFrontEnvironment, openCloudFront } from '../support/cloudfront.ts';
import { startSite } from '../support/site.ts';
import { until } from '../support/until.ts';
import { startReadyWorker } from './processes.ts';

const cloudFront = await openCloudFront();
afterAll(cloudFront.close);
const { payload, environment } = await startSite(cloudFrontEnvironment(cloudFront.url));

const quiet = () =>
  until(
    async () => (await taskStates(payload)).every(({ waiting, open, last }) => !waiting && !open && last),
    'the content tasks to be done',
    60_000,
  );

test('a worker that dies between CloudFront’s answer and the mark: the next one repeats the same invalidation', async () => {
  const calm = await startReadyWorker(environment);
  await quiet();
  calm.child.kill('SIGTERM');
  await calm.ended;
  cloudFront.requests.splice(0);

  await emitAlone(payload, 'product.changed', { productId: uuidv7(), slug: 'a-product', change: 'updated' });
  // It may die at the sitemap first; then its successor’s successor is the one that counts.
  for (let deaths = 0; cloudFront.requests.length === 0; deaths += 1) {
    expect(deaths).toBeLessThan(4);
    const doomed = await startReadyWorker({ ...environment, CRASH_POINT: 'after-content-task' });
    expect(await doomed.ended).toEqual({ code: null, signal: 'SIGKILL' });
  }
  const [{ reference } = { reference: '' }] = cloudFront.requests;
  const invalidations = cloudFront.made.size;

  await startReadyWorker(environment);
  await quiet();
  const repeated = cloudFront.requests.filter((each) => each.reference === reference);
  expect(repeated.length).toBeGreaterThanOrEqual(2);
  expect(new Set(repeated.map(({ paths }) => paths.join())).size).toBe(1);
  // Beside it there is the one of the sitemap, and no third.
  expect(cloudFront.made.size).toBeLessThanOrEqual(invalidations + 1);
});
