import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { newVisitor, openBrowser } from '../test/support/browser.ts';
import { type Benchmark, cost, type Result } from './support/benchmark.ts';
import { startSiteByNpm } from './support/npm-start.ts';
import { median } from './support/statistics.ts';

const ROOT = join(import.meta.dirname, '..');

const PAGES = {
  home: '/admin',
  calendar: '/admin/calendar',
  'a list of 50 rows': '/admin/collections/bookings?limit=50',
  analytics: '/admin/analytics',
};
/** One of Payload's own forms, in the same layout as the other pages. The size of its scripts is the floor for those pages. */
const PLAIN = '/admin/account';

/** Measures pages of the admin UI, which `npm start` serves with a year of demo data, in a browser with a warm cache. */
export const admin: Benchmark = async ({ rounds, quick }, cleanup) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'lomash-bench-'));
  cleanup.add(() => rm(dataDir, { recursive: true, force: true }));
  // The first start creates the demo data and builds the admin UI if necessary.
  await (await startSiteByNpm(ROOT, dataDir, cleanup)).stop();
  const { url } = await startSiteByNpm(ROOT, dataDir, cleanup);
  const browser = await openBrowser();
  cleanup.add(() => browser.close());
  const { ADMIN_PASSWORD: password } = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8'));
  const visitor = await newVisitor(browser, url);
  await visitor.request.post('/api/users/login', { data: { email: 'admin@lomashwood.local', password } });

  const plain = await visit(visitor, PLAIN);
  const results: Result[] = [];
  for (const [name, path] of Object.entries(PAGES)) {
    const first = await visit(visitor, path);
    const visits: Visit[] = [];
    for (let round = 0; round < (quick ? 1 : rounds * 2); round += 1) visits.push(await visit(visitor, path));
    const of = (figure: 'painted' | 'shifted') => median(visits.map((visited) => visited[figure]));
    results.push(
      cost({ name: `${name}: largest contentful paint`, ours: of('painted'), limit: null, unit: 'ms' }),
      cost({ name: `${name}: layout shift`, ours: of('shifted'), limit: null, unit: '' }),
      cost({
        name: `${name}: scripts (floor: the account page)`,
        ours: first.kilobytes,
        limit: plain.kilobytes,
        unit: 'kB',
      }),
    );
  }
  return results;
};

type Visit = { painted: number; shifted: number; kilobytes: number };

/** Opens a page and measures it once the network is idle. `kilobytes` is the size of the page's scripts, cached or not. */
async function visit(visitor: BrowserContext, path: string): Promise<Visit> {
  const page = await visitor.newPage();
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body().then(({ length }) => length));
  });
  await page.goto(path, { waitUntil: 'networkidle' });
  const bytes = (await Promise.all(scripts)).reduce((sum, length) => sum + length, 0);
  const painted = (await observed(page, 'largest-contentful-paint')).at(-1)?.startTime ?? 0;
  const shifted = (await observed(page, 'layout-shift')).reduce((sum, { value }) => sum + value, 0);
  await page.close();
  return { painted, shifted, kilobytes: bytes / 1000 };
}

/** Returns the browser's performance entries of a type, such as `layout-shift`; empty if it reports none within 500 ms. */
const observed = (page: Page, type: string): Promise<{ startTime: number; value: number }[]> =>
  page.evaluate(
    (kind) =>
      new Promise((resolve) => {
        new PerformanceObserver((list) =>
          resolve(
            list
              .getEntries()
              .map((entry) => ({ startTime: entry.startTime, value: Number(Reflect.get(entry, 'value')) })),
          ),
        ).observe({ type: kind, buffered: true });
        setTimeout(() => resolve([]), 500);
      }),
    type,
  );
