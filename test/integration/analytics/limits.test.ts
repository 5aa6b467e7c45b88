import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { countBufferedEvents, STREAM_KEY } from '../../../src/services/analytics/buffer-scripts.ts';
import { readWaitingEvents } from '../../support/analytics.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { startWebProcess } from '../gateway/web-process.ts';

const { payload, redis, environment } = await startSite({ RATE_LIMIT_MULTIPLIER: '1', TRUSTED_PROXIES: '127.0.0.1' });
const [web, other] = await Promise.all([startWebProcess(environment), startWebProcess(environment)]);
const { base } = web;

afterEach(() => redis.del(STREAM_KEY));
afterAll(() => Promise.all([web.stop(), other.stop()]));

let addresses = 0;
/** Returns an IP address that no other test uses. */
const newAddress = () => {
  addresses += 1;
  return `203.0.113.${addresses}`;
};

const post = async (url: string, body: unknown, address: string) => {
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  await response.arrayBuffer();
  return response;
};
const track = (address: string, from = base) => post(`${from}/v1/analytics/track`, { event: 'a' }, address);
const batch = (address: string, count: number) =>
  post(`${base}/v1/analytics/batch`, { events: Array.from({ length: count }, () => ({ event: 'a' })) }, address);
const statuses = (responses: Response[]) =>
  Object.fromEntries([202, 429].map((status) => [status, responses.filter((each) => each.status === status).length]));

describe('the limit of 100 events a minute', () => {
  test('accepts exactly 100 of 130 concurrent events, and reports how many remain', async () => {
    const address = newAddress();
    const responses = await Promise.all(Array.from({ length: 130 }, () => track(address)));
    expect(statuses(responses)).toEqual({ 202: 100, 429: 30 });
    expect(await countBufferedEvents(payload)).toBe(100);
    const left = responses
      .flatMap(({ headers }) => /r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1] ?? [])
      .map(Number);
    expect(left.filter((points) => points > 0).sort((a, b) => b - a)).toEqual(
      Array.from({ length: 99 }, (_, i) => 99 - i),
    );
    const refused = responses.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(refused?.headers.get('ratelimit-policy')).toBe('"analytics";q=100;w=60');
  });

  test('applies to two processes together', async () => {
    const address = newAddress();
    const responses = await Promise.all(
      Array.from({ length: 160 }, (_, i) => track(address, i % 2 === 0 ? base : other.base)),
    );
    expect(statuses(responses)).toEqual({ 202: 100, 429: 60 });
    expect(await countBufferedEvents(payload)).toBe(100);
  });

  test('counts each event of a batch, and refuses a batch with more events than remain', async () => {
    const address = newAddress();
    expect((await batch(address, 50)).status).toBe(202);
    expect((await batch(address, 30)).status).toBe(202);
    expect((await batch(address, 21)).status).toBe(429);
    expect(await countBufferedEvents(payload)).toBe(80);
    expect((await batch(address, 20)).status).toBe(202);
    expect((await track(address)).status).toBe(429);
    expect(await countBufferedEvents(payload)).toBe(100);
  });

  test('also counts invalid requests', async () => {
    const address = newAddress();
    const rubbish = () => post(`${base}/v1/analytics/track`, { nonsense: true }, address);
    for (let i = 0; i < 100; i += 1) expect((await rubbish()).status).toBe(400);
    expect((await rubbish()).status).toBe(429);
    expect((await track(address)).status).toBe(429);
  });

  test('is reset when its window ends, in Redis and in every process', async () => {
    const keysBefore = new Set(await redis.keys('ratelimit:{analytics:buffer}*'));
    const address = newAddress();
    await batch(address, 50);
    const [key = ''] = (await redis.keys('ratelimit:{analytics:buffer}*')).filter((each) => !keysBefore.has(each));
    expect(await redis.pttl(key)).toBeGreaterThan(50_000);
    await redis.pexpire(key, 700);
    expect((await batch(address, 50)).status).toBe(202);
    expect((await track(address)).status).toBe(429);
    await until(async () => (await track(address)).status === 202, 'the window to end');
  });

  test('is shared by all addresses of an IPv6 /64 network, and separate for the next network', async () => {
    expect((await batch('2001:db8:1:2::1', 50)).status).toBe(202);
    expect((await batch('2001:db8:1:2::2', 50)).status).toBe(202);
    expect((await track('2001:db8:1:2:ffff::3')).status).toBe(429);
    expect((await track('2001:db8:1:3::1')).status).toBe(202);
    expect((await readWaitingEvents(redis)).at(-1)?.ipPrefix).toBe('2001:db8:1::/48');
  });
});
