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
import { lineTo } from './line.ts';
import { readiness } from './readiness.ts';
import { startWeb } from './web-process.ts';

const dataDir = await mkdtemp(path.join(tmpdir(), 'lomash-gateway-'));
const [database, redis] = await Promise.all([cloneDatabase(), startRedis({ dataDir, ephemeral: true })]);
const postgres = await lineTo(database.url);
const admin = { email: 'admin@example.com', password: 'correct horse battery' };
await run('src/migrate.ts', {
  ...siteEnvironment({ databaseUrl: database.url, redisUrl: redis.url }),
  ...{ ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password },
});
const web = await startWeb({
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

/** What asks Postgres in different ways: SQL of our own, Payload's REST API and its GraphQL. */
const ASKING = {
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

/** Each of {@link ASKING} is answered; those who sign in are strangers. */
async function expectAnswers(): Promise<void> {
  const answers = Object.entries(ASKING).map(async ([name, ask]) => [name, (await ask()).status]);
  expect(Object.fromEntries(await Promise.all(answers))).toEqual({
    ...Object.fromEntries(Object.keys(ASKING).map((name) => [name, 200])),
    ...{ login: 401, staff: 401 },
  });
}

/** Each of {@link ASKING} is refused as unavailable, and none waits longer than five seconds. */
async function expectUnavailable(): Promise<void> {
  const start = performance.now();
  const refusals = Object.entries(ASKING).map(async ([name, ask]) => {
    const response = await ask();
    const { code } = (await response.json()) as { code?: string };
    const retryAfter = response.headers.get('retry-after');
    return { name, status: response.status, code, retryAfter, inTime: performance.now() - start < 5000 };
  });
  expect(await Promise.all(refusals)).toEqual(
    Object.keys(ASKING).map((name) => ({ name, status: 503, code: 'unavailable', retryAfter: '5', inTime: true })),
  );
}

async function slots() {
  const start = performance.now();
  const response = await fetch(`${web.base}/v1/appointments/slots`);
  return { response, limit: response.headers.get('ratelimit'), ms: performance.now() - start };
}

it('is not held up by a Redis that hangs', async () => {
  expect((await slots()).limit).toMatch(/^"general";r=59\d/);
  process.kill(redis.pid ?? 0, 'SIGSTOP');
  try {
    const { response, limit, ms } = await slots();
    expect([response.status, limit]).toEqual([200, expect.stringMatching(/^"general"/)]);
    expect(ms).toBeLessThan(1000);
    expect(await readiness(web.base)).toMatchObject({ status: 200, body: { degraded: ['redis'] } });
  } finally {
    process.kill(redis.pid ?? 0, 'SIGCONT');
  }
  await until(async () => (await readiness(web.base)).body.degraded?.length === 0, 'Redis to be back');
});

it('answers 503 within five seconds while Postgres is away, and lives', async () => {
  await expectAnswers();
  await postgres.cut();
  await expectUnavailable();
  expect(await readiness(web.base)).toMatchObject({
    status: 503,
    body: { code: 'unavailable', checks: { postgres: { ok: false } } },
  });
  expect((await fetch(`${web.base}/healthz`)).status).toBe(200);
  await postgres.mend();
  await until(async () => (await slots()).response.status === 200, 'Postgres to be back');
});

it('answers 503 within five seconds while Postgres hangs, also on connections that were good', async () => {
  await expectAnswers();
  postgres.freeze();
  const start = performance.now();
  expect((await readiness(web.base)).status).toBe(503);
  expect(performance.now() - start).toBeLessThan(5000);
  await expectUnavailable();
  await postgres.mend();
  await until(async () => (await readiness(web.base)).status === 200, 'Postgres to be back');
});

it('is not ready before the migrations have run', async () => {
  const behind = await cloneDatabase();
  const client = new pg.Client(behind.url);
  await client.connect();
  await client.query('DELETE FROM payload_migrations WHERE name = (SELECT max(name) FROM payload_migrations)');
  const early = await startWeb(siteEnvironment({ databaseUrl: behind.url, redisUrl: redis.url }));
  expect(await readiness(early.base)).toMatchObject({
    status: 503,
    body: { checks: { postgres: { ok: true }, migrations: { ok: false, pending: 1 } } },
  });
  await client.end();
  await early.stop();
  await behind.drop();
});

it('counts limits in memory once Redis is gone', async () => {
  await redis.stop();
  await until(async () => (await readiness(web.base)).body.degraded?.[0] === 'redis', 'the loss to be noticed');
  const { response, limit } = await slots();
  expect([response.status, limit]).toEqual([200, expect.stringMatching(/^"general"/)]);
  expect(await (await fetch(`${web.internal}/metrics`)).text()).toContain('redis_up 0');
});

it('starts without the replicas that are away', async () => {
  const environment = siteEnvironment({ databaseUrl: postgres.url, redisUrl: redis.url });
  const other = await startWeb({ ...environment, DATABASE_REPLICA_URLS: 'postgres://replica@127.0.0.1:1/none' });
  try {
    expect((await fetch(`${other.base}/v1/appointments/slots`)).status).toBe(200);
  } finally {
    await other.stop();
  }
});
