import { expect, test } from 'vitest';
import { makeSaleProduct, startShop } from '../../support/sales.ts';
import { until } from '../../support/until.ts';
import { startTestWorker, withQueues } from '../events/support.ts';

const { payload, redis, call, order } = await startShop({ STRIPE_SECRET_KEY: 'sk_live_of_somebody_else' });

test('a Stripe key that Stripe refuses is reported as a failure, not as an outage', async () => {
  startTestWorker(payload);
  await withQueues(redis, async ({ maintenance }) => {
    const failed = async () => (await maintenance.getFailed()).find(({ name }) => name === 'catch-up-webhooks');
    expect(await until(failed, 'the schedule to run')).toMatchObject({
      failedReason: 'The payment provider has rejected our API key, so card payments do not work.',
    });
  });
});

test('a refused Stripe key stops payments, but customers can still order', async () => {
  const { orderId, total, token } = await order(await makeSaleProduct(payload));
  const body = { orderId, amount: total, currency: 'GBP' };
  expect(await call('POST', '/v1/payments/create-intent', { token, body })).toMatchObject({
    status: 503,
    body: { code: 'unavailable' },
  });
});
