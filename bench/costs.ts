import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { type Benchmark, cost, type Result, rate } from './support/benchmark.ts';
import { insertCatalogue } from './support/catalogue.ts';
import { longestWait } from './support/longest-wait.ts';
import { startWebProgram } from './support/programs.ts';
import { startBenchSite } from './support/site.ts';
import { median } from './support/statistics.ts';
import { attack, type Figures, visit } from './support/visitor.ts';
import { DEAR_READS, dearPosts } from './support/worst-input.ts';

/** The number of products in the demo data. */
const PRODUCTS = 64;
const GOAL_MS = 200;
const goal = { text: `≤ ${GOAL_MS} ms`, met: ({ ours }: { ours: number }) => ours <= GOAL_MS };

/**
 * Measures how much the most expensive accepted requests slow down other visitors: the latency of a list without and with an
 * attacker who uses up their own rate limit, and the longest wait for `/healthz` while the site handles the most expensive text,
 * picture or query.
 */
export const costs: Benchmark = async ({ rounds, quick }, cleanup) => {
  const admin = { email: 'admin@example.com', password: randomUUID() };
  const site = await startBenchSite(cleanup, {
    ...{ ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password },
    ...{ RATE_LIMIT_MULTIPLIER: '1', TRUSTED_PROXIES: '127.0.0.0/8' },
  });
  await insertCatalogue(site.database, PRODUCTS);
  const { base } = await startWebProgram(site, cleanup);
  const token = await signIn(base, admin);
  const seconds = quick ? 2 : 5;

  await visit(base, 1);
  const alone: Figures[] = [];
  const beside: Figures[] = [];
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await visit(base, seconds));
    const attacker = attack(base, DEAR_READS);
    beside.push(await visit(base, seconds));
    await attacker.stop();
  }
  return [...comparison(alone, beside), ...(await waits(base, token))];
};

function comparison(alone: Figures[], beside: Figures[]): Result[] {
  const of = (figures: Figures[], name: keyof Figures) => median(figures.map((each) => each[name]));
  const pair = (name: keyof Figures) => ({ ours: of(beside, name), limit: of(alone, name) });
  return [
    cost({ name: 'a list beside an attacker, p50', ...pair('p50'), unit: 'ms' }),
    cost({ name: 'a list beside an attacker, p99', ...pair('p99'), unit: 'ms' }),
    rate({ name: 'lists beside an attacker', ...pair('rate'), unit: 'requests/s' }),
  ];
}

/** Measures the longest wait for `/healthz` while the site handles each of the most expensive requests. */
async function waits(base: string, token: string): Promise<Result[]> {
  const send = async (path: string, init: RequestInit, expected: number) => {
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.200', ...init.headers };
    const response = await fetch(base + path, { ...init, headers });
    const text = await response.text();
    if (response.status !== expected) throw new Error(`${path} returned ${response.status}: ${text.slice(0, 300)}`);
  };
  const post = (body: object) => () =>
    send(
      '/v1/blog',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
      201,
    );
  const upload = (bytes: Buffer, type: string) => () => {
    const form = new FormData();
    form.append('file', new File([new Uint8Array(bytes)], 'picture', { type }));
    return send('/v1/uploads', { method: 'POST', body: form }, 201);
  };
  const works: [string, () => Promise<void>][] = [
    ...dearPosts().map(([name, content]): [string, () => Promise<void>] => [
      name,
      post({ title: name, status: 'PUBLISHED', ...content }),
    ]),
    ['a JPEG of 49 megapixels', upload(await flatPicture(7000, 7000).jpeg().toBuffer(), 'image/jpeg')],
    ['a PNG of 49 megapixels', upload(await flatPicture(7000, 7000).png().toBuffer(), 'image/png')],
    ...DEAR_READS.map(({ name, path, init }): [string, () => Promise<void>] => [
      name,
      () => send(path, init ?? {}, 200),
    ]),
  ];
  await works[0]?.[1]();
  const results: Result[] = [];
  for (const [name, work] of works) {
    const { longest } = await longestWait(base, work);
    results.push(
      cost({ name: `longest wait for /healthz while handling ${name}`, ours: longest, limit: null, unit: 'ms' }, goal),
    );
  }
  return results;
}

const flatPicture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#8a9a5b' }, limitInputPixels: false });

async function signIn(base: string, login: { email: string; password: string }): Promise<string> {
  const response = await fetch(`${base}/api/users/login`, {
    ...{ method: 'POST', body: JSON.stringify(login) },
    headers: { 'content-type': 'application/json' },
  });
  const { token } = (await response.json()) as { token?: string };
  if (!token) throw new Error(`The sign-in of staff returned ${response.status} and no token.`);
  return token;
}
