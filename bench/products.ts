import { setTimeout as pause } from 'node:timers/promises';
import { type Benchmark, cost, type Result, rate } from './support/benchmark.ts';
import { growCards, insertCatalogue } from './support/catalogue.ts';
import type { Cleanup } from './support/cleanup.ts';
import { startProgram, startWebProgram, type Web } from './support/programs.ts';
import { readOverHttp } from './support/read-load.ts';
import { type BenchSite, startBenchSite } from './support/site.ts';
import { measureInTurn, median, percentile } from './support/statistics.ts';

const PRODUCTS = 100_000;
const MANY = 1_000_000;
const DEEP_PAGE = 714;
const DEEPER_PAGE = 2000;
const PAGE = 20;

const atLeast = (least: number) => ({
  text: `≥ ${least} × limit`,
  met: ({ ratio }: { ratio: number | null }) => (ratio ?? 0) >= least,
});

/** The number of lists requested so far. */
let lists = 0;
/** Returns the query string of a list that is not in the cache: each call has a new maximum price, which excludes no product. */
const newList = (more = '') => `priceMax=${(100_000 + ++lists / 100).toFixed(2)}${more}`;

/**
 * Measures `/v1/products` with cache hits and with cache misses, compared with bare Express and with Payload's own REST API on
 * the same data. Also measures how soon changes become visible, and the latency of deep pages.
 */
export const productsBenchmark: Benchmark = async ({ rounds, quick }, cleanup) => {
  const site = await startBenchSite(cleanup);
  await insertCatalogue(site.database, quick ? 20_000 : PRODUCTS);
  const webs = [await startWebProgram(site, cleanup), await startWebProgram(site, cleanup)] as const;
  const bare = await startLimit(site, cleanup, webs[0]);
  const seconds = 3;
  const unit = 'requests/s';
  const base = webs[0].base;

  const compare = async (ours: () => Promise<number>, limit: () => Promise<number>) => {
    await ours();
    await limit();
    return measureInTurn(rounds, { ours, limit });
  };
  const read = (path: () => string, headers?: Record<string, string>, expect?: number) => () =>
    readOverHttp(base, { path, headers, seconds, expect });
  const limit = (path: () => string, expect?: number) => () => readOverHttp(bare, { path, seconds, expect });

  const etag = (await fetch(`${base}/v1/products`)).headers.get('etag') ?? '';
  const cached = await compare(
    read(() => '/v1/products'),
    limit(() => '/fixed'),
  );
  const unchanged = await compare(
    read(() => '/v1/products', { 'if-none-match': etag }, 304),
    limit(() => '/unchanged', 304),
  );
  const uncached = await compare(
    read(() => `/v1/products?${newList()}`),
    limit(() => `/joined?${newList()}`),
  );
  const payload = (number: number) => async () => {
    const path = () => `/api/products?sort=-createdAt&limit=${PAGE}&page=${number}`;
    const result = await readOverHttp(webs[1].base, { path, seconds });
    await idle(site);
    return result;
  };
  const againstPayload = await compare(
    read(() => `/v1/products?${newList()}`),
    payload(1),
  );
  const deepest = Math.min(DEEP_PAGE, (quick ? 20_000 : PRODUCTS) / PAGE - 1);
  const deep = await readCursor(site, deepest);
  const deepAgainstPayload = await compare(
    read(() => `/v1/products?${newList(`&cursor=${deep}`)}`),
    payload(deepest),
  );
  const visible = await visibility(site, webs, quick ? 20 : 200);
  return [
    rate({ name: 'cached (limit: the same bytes)', ...cached, unit }, atLeast(0.6)),
    rate({ name: '304 (limit: a bare 304)', ...unchanged, unit }, atLeast(0.7)),
    rate({ name: 'uncached (limit: one joined statement)', ...uncached, unit }, atLeast(0.7)),
    rate({ name: 'uncached (compared with Payload’s /api/products)', ...againstPayload, unit }, atLeast(8)),
    rate({ name: `page ${deepest} (compared with Payload’s)`, ...deepAgainstPayload, unit }, atLeast(150)),
    ...visible,
    await pages(site, webs[0], rounds, quick),
  ];
};

async function startLimit(site: BenchSite, cleanup: Cleanup, { base }: Web): Promise<string> {
  const program = startProgram('bench/products-limit.ts', site, cleanup);
  const { port } = await program.message<{ port: number }>('listening');
  const ready = program.message('ready');
  program.child.send({ body: await (await fetch(`${base}/v1/products`)).text() });
  await ready;
  return `http://127.0.0.1:${port}`;
}

/** Returns the cursor that requests page `number`. */
async function readCursor({ database }: BenchSite, number: number): Promise<string> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT product_id AS id FROM product_cards WHERE live ORDER BY created_at DESC, product_id DESC OFFSET $1 LIMIT 1`,
    [(number - 1) * PAGE - 1],
  );
  return rows[0]?.id ?? '';
}

/** Waits until Postgres has finished the queries of aborted requests. */
async function idle({ database }: BenchSite): Promise<void> {
  for (let calm = 0; calm < 10; await pause(50)) {
    const { rows } = await database.query<{ busy: string }>(
      `SELECT count(*) AS busy FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid() AND query <> ''`,
    );
    calm = rows[0]?.busy === '0' ? calm + 1 : 0;
  }
}

/** Measures the time from the commit of a change until each web process returns the new version. */
async function visibility(site: BenchSite, webs: readonly Web[], count: number): Promise<Result[]> {
  const times: number[] = [];
  const list = '/v1/products?limit=1';
  const { rows } = await site.database.query(
    'SELECT product_id AS id FROM product_cards ORDER BY created_at DESC, product_id DESC LIMIT 1',
  );
  for (let round = 0; round < count; round += 1) {
    const price = round + 1;
    await Promise.all(webs.map(({ base }) => fetch(base + list).then((response) => response.text())));
    await pause(Math.random() * 300);
    await site.database.query('UPDATE products SET price = $1 WHERE id = $2', [price * 100, rows[0]?.id]);
    const start = performance.now();
    const seen = async ({ base }: Web) => {
      for (;;) {
        const { data } = (await (await fetch(base + list)).json()) as { data: [{ price: number }] };
        if (data[0].price === price) return performance.now() - start;
        await pause(5);
      }
    };
    times.push(...(await Promise.all(webs.map(seen))));
  }
  const rest = { limit: null, unit: 'ms' };
  return [
    cost({ name: 'publish → visible, p50', ours: percentile(times, 0.5), ...rest }),
    cost(
      { name: 'publish → visible, p99', ours: percentile(times, 0.99), ...rest },
      { text: '≤ 1,000 ms', met: ({ ours }) => ours <= 1000 },
    ),
  ];
}

/** Measures the latency of a deep page of a long list, and of the first page of the same list, one request at a time. */
async function pages(site: BenchSite, { base }: Web, rounds: number, quick: boolean): Promise<Result> {
  await growCards(site.database, quick ? 100_000 : MANY);
  const number = quick ? 200 : DEEPER_PAGE;
  const cursor = await readCursor(site, number);
  const time = async (more: string) => {
    const times: number[] = [];
    for (let count = 0; count < 200; count += 1) {
      const start = performance.now();
      await (await fetch(`${base}/v1/products?${newList(more)}`)).text();
      times.push(performance.now() - start);
    }
    return median(times);
  };
  await time('');
  const measured = await measureInTurn(rounds, { ours: () => time(`&cursor=${cursor}`), limit: () => time('') });
  return cost(
    { name: `page ${number} of ${quick ? 'many' : 'a million'} (floor: page 1)`, ...measured, unit: 'ms' },
    { text: '≤ 1.2 × limit', met: ({ ratio }) => (ratio ?? 0) >= 1 / 1.2 },
  );
}
