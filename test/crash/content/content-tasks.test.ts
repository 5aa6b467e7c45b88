import { afterAll, expect, test } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { readTaskStates } from '../../../src/services/content/publishing/task-runs.ts';
import { emitAlone } from '../../integration/events/support.ts';
import { cloudFrontEnvironment, openCloudFront } from '../../support/cloudfront.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { startReadyWorker } from '../processes.ts';

const cloudFront = await openCloudFront();
afterAll(cloudFront.close);
const { payload, environment } = await startSite(cloudFrontEnvironment(cloudFront.url));

const waitUntilTasksDone = () =>
  until(
    async () => (await readTaskStates(payload)).every(({ waiting, open, last }) => !waiting && !open && last),
    'the content tasks to be done',
    60_000,
  );

test('when a worker dies after CloudFront’s response and before it marks the task as done, the next worker repeats the same invalidation', async () => {
  const survivor = await startReadyWorker(environment);
  await waitUntilTasksDone();
  survivor.child.kill('SIGTERM');
  await survivor.ended;
  cloudFront.requests.splice(0);

  await emitAlone(payload, 'product.changed', { productId: uuidv7(), slug: 'a-product', change: 'updated' });
  // The sitemap task also passes this crash point. Start workers until one of them calls CloudFront before it dies.
  for (let deaths = 0; cloudFront.requests.length === 0; deaths += 1) {
    expect(deaths).toBeLessThan(4);
    const doomed = await startReadyWorker({ ...environment, CRASH_POINT: 'after-content-task' });
    expect(await doomed.ended).toEqual({ code: null, signal: 'SIGKILL' });
  }
  const [{ reference } = { reference: '' }] = cloudFront.requests;
  const invalidations = cloudFront.made.size;

  await startReadyWorker(environment);
  await waitUntilTasksDone();
  const repeated = cloudFront.requests.filter((each) => each.reference === reference);
  expect(repeated.length).toBeGreaterThanOrEqual(2);
  expect(new Set(repeated.map(({ paths }) => paths.join())).size).toBe(1);
  // The sitemap task may create one further invalidation. The repeated request must create none.
  expect(cloudFront.made.size).toBeLessThanOrEqual(invalidations + 1);
});
