import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { startPostgres } from '../../local/services/postgres.ts';
import { startRedis } from '../../local/services/redis.ts';
import { lineTo } from '../integration/gateway/line.ts';
import { startWeb } from '../integration/gateway/web-process.ts';
import { siteEnvironment } from '../support/environment.ts';
import { run } from '../support/run.ts';
import { until } from '../support/until.ts';
import { Traffic } from './analytics-traffic.ts';
import { startReadyWorker } from './processes.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'lomash-analytics-'));
const dataDirs = { redis: path.join(folder, 'redis'), postgres: path.join(folder, 'postgres') };
let [redis, postgres] = await Promise.all([
  startRedis({ dataDir: dataDirs.redis }),
  startPostgres({ dataDir: dataDirs.postgres, ephemeral: true }),
]);
const [webLine, workerLine] = [await lineTo(redis.url), await lineTo(redis.url)];
const environment = {
  ...siteEnvironment({ databaseUrl: postgres.url, redisUrl: webLine.url }),
  RATE_LIMIT_MULTIPLIER: '1000000',
};
const workerEnvironment = { ...environment, REDIS_URL: workerLine.url };
await run('src/migrate.ts', environment);
let web = await startWeb(environment);

afterAll(async () => {
  await web.stop();
  await Promise.all([webLine.cut(), workerLine.cut()]);
  await Promise.all([redis.stop(), postgres.stop()]);
  await rm(folder, { recursive: true, force: true });
});

/** Redis and Postgres past the lines, each time anew: they are killed on the way. */
async function buffered(): Promise<number> {
  const client = new Redis(redis.url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  try {
    await client.connect();
    return await client.xlen('analytics:buffer');
  } finally {
    client.disconnect();
  }
}

async function stored(): Promise<string[]> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(`SELECT id FROM tracking_events WHERE type = 'crash'`);
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}

async function setAside(): Promise<number> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  try {
    return (await client.query('SELECT 1 FROM refused_events')).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

test('every acknowledged event is stored once, whatever dies on the way', async () => {
  const traffic = new Traffic(() => web.base);
  const goesOn = async (what: string) => {
    const before = traffic.acknowledged.size;
    await until(() => traffic.acknowledged.size >= before + 200, `acknowledgements after ${what}`, 60_000);
  };
  const isStored = async (what: string) => {
    const before = (await stored()).length;
    await until(async () => (await stored()).length >= before + 200, `events to be stored after ${what}`, 60_000);
  };
  const isRefused = async (what: string) => {
    const before = traffic.refusals;
    await until(() => traffic.refusals > before, `refusals after ${what}`, 60_000);
  };

  await startReadyWorker(workerEnvironment);
  let victim = await startReadyWorker(workerEnvironment);
  traffic.start(6, 5);
  await isStored('the start');

  // A worker dies between the commit of a batch and its removal, and another one at some point of a burst.
  victim.child.kill('SIGKILL');
  victim = await startReadyWorker({ ...workerEnvironment, CRASH_POINT: 'after-flush' });
  expect(await victim.ended).toEqual({ code: null, signal: 'SIGKILL' });
  victim = await startReadyWorker(workerEnvironment);
  const burst = traffic.burst(5000);
  await goesOn('a burst has begun');
  victim.child.kill('SIGKILL');
  await burst;
  await isStored('workers were killed');

  await web.stop();
  web = await startWeb(environment);
  await goesOn('the web process was killed');

  redis.kill();
  await redis.exited;
  await isRefused('Redis was killed');
  redis = await startRedis({ dataDir: dataDirs.redis, port: redis.port });
  await goesOn('Redis was killed');
  await isStored('Redis was killed');

  await postgres.stop();
  await goesOn('Postgres was stopped');
  postgres = await startPostgres({ dataDir: dataDirs.postgres, ephemeral: true, port: postgres.port });
  await isStored('Postgres came back');

  webLine.freeze();
  await isRefused('the line of the web process was frozen');
  await webLine.mend();
  await goesOn('the line of the web process was mended');

  workerLine.freeze();
  await goesOn('the line of the worker was frozen');
  await workerLine.mend();
  await isStored('the line of the worker was mended');

  await traffic.stop();
  await until(async () => (await buffered()) === 0, 'the buffer to be empty', 60_000);
  const ids = await stored();
  const unique = new Set(ids);
  expect(ids).toHaveLength(unique.size);
  expect([...traffic.acknowledged].filter((id) => !unique.has(id))).toEqual([]);
  expect(await setAside()).toBe(0);
}, 300_000);
