import { type Benchmark, cost, rate } from './support/benchmark.ts';
import { type Basket, checkOut } from './support/check-out.ts';
import { type BenchCustomer, insertCustomers } from './support/data.ts';
import { startWebProgram } from './support/programs.ts';
import { insertProducts, runWithConcurrency, startBenchShop } from './support/shop.ts';
import { RECORDER, recordStatements } from './support/statements.ts';
import { median, percentile } from './support/statistics.ts';

const CONCURRENCY = 16;
const TRANSACTION = /^\s*(begin|commit|rollback)\b/i;

/** Complete checkouts per second with 16 in parallel, their latency, and the number of SQL statements of one checkout. */
export const checkout: Benchmark = async ({ rounds, quick }, cleanup) => {
  const count = quick ? 64 : 1000;
  const site = await startBenchShop(cleanup);
  const recorder = await startWebProgram(site, cleanup, RECORDER);
  const web = await startWebProgram(site, cleanup);
  const products = await insertProducts(site, 200);
  const customers = await insertCustomers(site, 200);
  const baskets = (amount: number) =>
    Array.from({ length: amount }, (_, index) => createBasket(customers, products, index));

  for (const basket of baskets(5)) await checkOut(site, recorder.base, basket);
  const { statements } = await recordStatements(recorder, () => checkOut(site, recorder.base, baskets(1)[0] as Basket));
  const own = statements.filter(({ text }) => !TRANSACTION.test(text)).length;

  const run = () => runWithConcurrency(CONCURRENCY, baskets(count), (basket) => checkOut(site, web.base, basket));
  // This run warms up the server's JIT compiler. Its result is discarded.
  await run();
  const runs: Awaited<ReturnType<typeof run>>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const token = await insertCustomers(site, customers.length);
    customers.splice(0, customers.length, ...token);
    runs.push(await run());
  }
  await assertAllConfirmed(site, runs.length * count);
  const perSecond = median(runs.map(({ total }) => (count / total) * 1000));
  const p99 = median(runs.map(({ each }) => percentile(each, 0.99)));
  const rest = { limit: null };
  return [
    rate(
      { name: 'checkouts, 16 at a time', ours: perSecond, ...rest, unit: 'checkouts/s' },
      { text: '≥ 100', met: ({ ours }) => ours >= 100 },
    ),
    cost(
      { name: 'latency of a checkout, p99', ours: p99, ...rest, unit: 'ms' },
      { text: '≤ 500', met: ({ ours }) => ours <= 500 },
    ),
    cost(
      { name: 'SQL of a checkout', ours: own, ...rest, unit: 'statements' },
      { text: '≤ 30', met: ({ ours }) => ours <= 30 },
    ),
    cost({ name: 'BEGIN and COMMIT of a checkout', ours: statements.length - own, ...rest, unit: 'statements' }),
  ];
};

function createBasket(customers: readonly BenchCustomer[], products: readonly string[], index: number): Basket {
  const [customer, productId] = [customers[index % customers.length], products[(index * 7) % products.length]];
  if (!customer || !productId) throw new RangeError('There is no product or no customer.');
  return { customer, productId };
}

/**
 * Checks that at least `atLeast` orders are confirmed, that there is one invoice for each confirmed order, and that the last
 * invoice number equals the number of invoices. @throws Error if a check fails
 */
async function assertAllConfirmed(
  { database }: Awaited<ReturnType<typeof startBenchShop>>,
  atLeast: number,
): Promise<void> {
  const { rows } = await database.query<{ confirmed: number; invoices: number; last: number }>(`
    SELECT (SELECT count(*)::int FROM orders WHERE status = 'CONFIRMED') AS confirmed,
      (SELECT count(*)::int FROM invoices) AS invoices, (SELECT last FROM invoice_counters WHERE series = 'INV') AS last`);
  const [found] = rows;
  if (!found || found.confirmed < atLeast || found.confirmed !== found.invoices || found.invoices !== found.last) {
    throw new Error(`Some checkouts are incomplete: ${JSON.stringify(found)}`);
  }
}
