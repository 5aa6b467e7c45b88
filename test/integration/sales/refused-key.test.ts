import { expect, test } from 'vitest';
import { makeProduct, startShop } from '../../support/sales.ts';
import { until } from '../../support/until.ts';
import { withQueues, workerOf } from '../events/support.ts';

const { payload, redis, call, order } = await startShop({ STRIPE_SECRET_KEY: 'sk_live_of_somebody_else' });

test('a key that Stripe refuses is a failure to look into, not a service that is away', async () => {
  workerOf(payload);
  await withQueues(redis, async ({ maintenance }) => {
    const failed = async () => (await maintenance.getFailed()).find(({ name }) => name === 'catch-up-webhooks');
    expect(await until(failed, 'the turn of the schedule')).toMatchObject({
      failedReason: 'The payment provider refuses our key.',
    });
  });
});

test('with it nobody can pay, and the rest goes on', async () => {
  const { orderId, total, token } = await order(await makeProduct(payload));
  const body = { orderId, amount: total, currency: 'GBP' };
  expect(await call('POST', '/v1/payments/create-intent', { token, body })).toMatchObject({
    status: 503,
    body: { code: 'unavailable' },
  });
});
