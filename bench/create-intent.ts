import Stripe from 'stripe';
import { type Benchmark, cost } from './support/benchmark.ts';
import { type Basket, placeOrder, requestIntent } from './support/check-out.ts';
import { insertCustomers } from './support/data.ts';
import { startWebProgram } from './support/programs.ts';
import { insertProducts, startBenchShop } from './support/shop.ts';
import { RECORDER, recordStatements } from './support/statements.ts';
import { median, percentile } from './support/statistics.ts';

/**
 * Measures the duration of `create-intent`, one request at a time, compared with the duration of its call to Stripe alone. Also
 * counts the SQL statements of one request.
 */
export const createIntentBenchmark: Benchmark = async ({ rounds, quick }, cleanup) => {
  const count = quick ? 20 : 200;
  const site = await startBenchShop(cleanup);
  const web = await startWebProgram(site, cleanup, RECORDER);
  const [productId] = await insertProducts(site, 1);
  const [customer] = await insertCustomers(site, 1);
  const basket = { customer, productId } as Basket;
  const { hostname, port } = new URL(site.stripeUrl);
  const stripe = new Stripe('sk_test_simulator', { host: hostname, port, protocol: 'http', telemetry: false });

  const ours = async () => {
    const times: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const order = await placeOrder(web.base, basket);
      const start = performance.now();
      await requestIntent(web.base, basket, order);
      times.push(performance.now() - start);
    }
    return times;
  };
  const bare = async () => {
    const times: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const start = performance.now();
      await stripe.paymentIntents.create({ amount: 149_999, currency: 'gbp' });
      times.push(performance.now() - start);
    }
    return times;
  };
  await ours();
  await bare();
  const [mine, theirs]: [number[][], number[][]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    mine.push(await ours());
    theirs.push(await bare());
  }
  const at = (p: number, times: number[][]) => median(times.map((each) => percentile(each, p)));
  const order = await placeOrder(web.base, basket);
  const { statements } = await recordStatements(web, () => requestIntent(web.base, basket, order));
  const unit = 'ms';
  return [
    cost({
      name: 'create-intent, p50 (floor: the Stripe call alone)',
      ours: at(0.5, mine),
      limit: at(0.5, theirs),
      unit,
    }),
    cost({
      name: 'create-intent, p99 (floor: the Stripe call alone)',
      ours: at(0.99, mine),
      limit: at(0.99, theirs),
      unit,
    }),
    cost({
      name: 'SQL of create-intent, BEGIN and COMMIT included',
      ours: statements.length,
      limit: null,
      unit: 'statements',
    }),
  ];
};
