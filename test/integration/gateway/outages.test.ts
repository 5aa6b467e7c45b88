import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { startRedis } from '../../../local/services/redis.ts';
import { cloneDatabase } from '../../support/database.ts';
import { siteEnvironment } from '../../support/environment.ts';
import { run } from '../../support/run.ts';
import { until } from '../../support/until.ts';
import { requestReadiness } from './request-readiness.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { startWebProcess } from './web-process.ts';

const dataDir = await mkdtemp(path.join(tmpdir(), 'lomash-gateway-'));
const [database, redis] = await Promise.all([cloneDatabase(), startRedis({ dataDir, ephemeral: true })]);
const postgres = await startTcpProxy(database.url);
const admin = { email: 'admin@example.com', password: 'correct horse battery' };
await run('src/processes/migrate.ts', {
  ...siteEnvironment({ databaseUrl: database.url, redisUrl: redis.url }),
  ...{ ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password },
});
const web = await startWebProcess({
  ...siteEnvironment({ databaseUrl: postgres.url, redisUrl: redis.url }),
  RATE_LIMIT_MULTIPLIER: '1',
});
afterAll(async () => {
  await web.stop();
  await postgres.cut();
  await redis.stop();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(web.base + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const { token } = (await (await post('/api/users/login', admin)).json()) as { token: string };
const staff = { authorization: `Bearer ${token}` };

/** Requests that use Postgres in different ways: our own SQL, Payload's REST API and its GraphQL. */
const REQUESTS = {
  v1: () => fetch(`${web.base}/v1/appointments/slots`),
  login: () => post('/v1/auth/login', { email: 'ada@example.com', password: 'a long password' }),
  rest: () => fetch(`${web.base}/api/showrooms`),
  staff: () => post('/api/users/login', { email: 'ada@example.com', password: 'a long password' }),
  graphql: () => post('/api/graphql', { query: '{ Showrooms { totalDocs } }' }),
  staffOverV1: () => fetch(`${web.base}/v1/appointments`, { headers: staff }),
  staffByCookie: () =>
    fetch(`${web.base}/v1/appointments`, {
      headers: { cookie: `payload-token=${token}`, origin: 'http://localhost:3000' },
    }),
  staffOverRest: () => fetch(`${web.base}/api/users`, { headers: staff }),
  staffOverGraphql: () => post('/api/graphql', { query: '{ Users { totalDocs } }' }, staff),
};

/** Expects the normal response to each of {@link REQUESTS}. Sign-ins get 401, because the accounts do not exist. */
async function expectAnswers(): Promise<void> {
  const answers = Object.entries(REQUESTS).map(async ([name, request]) => [name, (await request()).status]);
  expect(Object.fromEntries(await Promise.all(answers))).toEqual({
    ...Object.fromEntries(Object.keys(REQUESTS).map((name) => [name, 200])),
    ...{ login: 401, staff: 401 },
  });
}

/** Expects that the server refuses each of {@link REQUESTS} as `unavailable` within five seconds. */
async function expectUnavailable(): Promise<void> {
  const start = performance.now();
  const refusals = Object.entries(REQUESTS).map(async ([name, request]) => {
    const response = await request();
    const { code } = (await response.json()) as { code?: string };
    const retryAfter = response.headers.get('retry-after');
    return { name, status: response.status, code, retryAfter, inTime: performance.now() - start < 5000 };
  });
  expect(await Promise.all(refusals)).toEqual(
    Object.keys(REQUESTS).map((name) => ({ name, status: 503, code: 'unavailable', retryAfter: '5', inTime: true })),
  );
}

async function slots() {
  const start = performance.now();
  const response = await fetch(`${web.base}/v1/appointments/slots`);
  return { response, limit: response.headers.get('ratelimit'), ms: performance.now() - start };
}

it('the site responds quickly while Redis does not respond', async () => {
  expect((await slots()).limit).toMatch(/^"general";r=59\d/);
  process.kill(redis.pid ?? 0, 'SIGSTOP');
  try {
    const { response, limit, ms } = await slots();
    expect([response.status, limit]).toEqual([200, expect.stringMatching(/^"general"/)]);
    expect(ms).toBeLessThan(1000);
    expect(await requestReadiness(web.base)).toMatchObject({ status: 200, body: { degraded: ['redis'] } });
  } finally {
    process.kill(redis.pid ?? 0, 'SIGCONT');
  }
  await until(async () => (await requestReadiness(web.base)).body.degraded?.length === 0, 'Redis to be back');
});

it('the site responds with 503 within five seconds while Postgres is down, and recovers', async () => {
  await expectAnswers();
  await postgres.cut();
  await expectUnavailable();
  expect(await requestReadiness(web.base)).toMatchObject({
    status: 503,
    body: { code: 'unavailable', checks: { postgres: { ok: false } } },
  });
  expect((await fetch(`${web.base}/healthz`)).status).toBe(200);
  await postgres.mend();
  await until(async () => (await slots()).response.status === 200, 'Postgres to be back');
});

it('the site responds with 503 within five seconds while Postgres does not respond, even on established connections', async () => {
  await expectAnswers();
  postgres.freeze();
  const start = performance.now();
  expect((await requestReadiness(web.base)).status).toBe(503);
  expect(performance.now() - start).toBeLessThan(5000);
  await expectUnavailable();
  await postgres.mend();
  await until(async () => (await requestReadiness(web.base)).status === 200, 'Postgres to be back');
});

it('the site is not ready before the migrations have run', async () => {
  const behind = await cloneDatabase();
  const client = new pg.Client(behind.url);
  await client.connect();
  await client.query('DELETE FROM payload_migrations WHERE name = (SELECT max(name) FROM payload_migrations)');
  const early = await startWebProcess(siteEnvironment({ databaseUrl: behind.url, redisUrl: redis.url }));
  expect(await requestReadiness(early.base)).toMatchObject({
    status: 503,
    body: { checks: { postgres: { ok: true }, migrations: { ok: false, pending: 1 } } },
  });
  await client.end();
  await early.stop();
  await behind.drop();
});

it('the site counts rate limits in memory while Redis is down', async () => {
  await redis.stop();
  await until(
    async () => (await requestReadiness(web.base)).body.degraded?.[0] === 'redis',
    'the readiness check to report Redis',
  );
  const { response, limit } = await slots();
  expect([response.status, limit]).toEqual([200, expect.stringMatching(/^"general"/)]);
  expect(await (await fetch(`${web.internal}/metrics`)).text()).toContain('redis_up 0');
});

it('the site starts while replicas of the database are down', async () => {
  const environment = siteEnvironment({ databaseUrl: postgres.url, redisUrl: redis.url });
  const other = await startWebProcess({ ...environment, DATABASE_REPLICA_URLS: 'postgres://replica@127.0.0.1:1/none' });
  try {
    expect((await fetch(`${other.base}/v1/appointments/slots`)).status).toBe(200);
    expect((await fetch(`${other.base}/api/showrooms`)).status).toBe(200);
    expect((await requestReadiness(other.base)).body.degraded).toContain('postgres-replica-1');
  } finally {
    await other.stop();
  }
});
