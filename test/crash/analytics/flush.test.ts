import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { startPostgres } from '../../../local/services/postgres.ts';
import { startRedis } from '../../../local/services/redis.ts';
import { startTcpProxy } from '../../integration/gateway/tcp-proxy.ts';
import { startWebProcess } from '../../integration/gateway/web-process.ts';
import { siteEnvironment } from '../../support/environment.ts';
import { run } from '../../support/run.ts';
import { until } from '../../support/until.ts';
import { startReadyWorker } from '../processes.ts';
import { Traffic } from './analytics-traffic.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'lomash-analytics-'));
const dataDirs = { redis: path.join(folder, 'redis'), postgres: path.join(folder, 'postgres') };
let [redis, postgres] = await Promise.all([
  startRedis({ dataDir: dataDirs.redis }),
  startPostgres({ dataDir: dataDirs.postgres, ephemeral: true }),
]);
const [webProxy, workerProxy] = [await startTcpProxy(redis.url), await startTcpProxy(redis.url)];
const environment = {
  ...siteEnvironment({ databaseUrl: postgres.url, redisUrl: webProxy.url }),
  RATE_LIMIT_MULTIPLIER: '1000000',
};
const workerEnvironment = { ...environment, REDIS_URL: workerProxy.url };
await run('src/processes/migrate.ts', environment);
let web = await startWebProcess(environment);

afterAll(async () => {
  await web.stop();
  await Promise.all([webProxy.cut(), workerProxy.cut()]);
  await Promise.all([redis.stop(), postgres.stop()]);
  await rm(folder, { recursive: true, force: true });
});

/**
 * Counts the entries of the buffer. Connects to Redis directly, not through the proxy, and anew each time, because the test kills
 * Redis.
 */
async function countBufferedEvents(): Promise<number> {
  const client = new Redis(redis.url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  try {
    await client.connect();
    return await client.xlen('analytics:buffer');
  } finally {
    client.disconnect();
  }
}

async function readStoredIds(): Promise<string[]> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(`SELECT id FROM tracking_events WHERE type = 'crash'`);
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}

async function countRefusedEvents(): Promise<number> {
  const client = new pg.Client(postgres.url);
  await client.connect();
  try {
    return (await client.query('SELECT 1 FROM refused_events')).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

test('every acknowledged analytics event is stored once, whichever process or connection fails', async () => {
  const traffic = new Traffic(() => web.base);
  const expectAcknowledgements = async (cause: string) => {
    const before = traffic.acknowledged.size;
    await until(() => traffic.acknowledged.size >= before + 200, `acknowledgements after ${cause}`, 60_000);
  };
  const expectStoredEvents = async (cause: string) => {
    const before = (await readStoredIds()).length;
    await until(
      async () => (await readStoredIds()).length >= before + 200,
      `events to be stored after ${cause}`,
      60_000,
    );
  };
  const expectRefusals = async (cause: string) => {
    const before = traffic.refusals;
    await until(() => traffic.refusals > before, `refusals after ${cause}`, 60_000);
  };

  await startReadyWorker(workerEnvironment);
  let victim = await startReadyWorker(workerEnvironment);
  traffic.start(6, 5);
  await expectStoredEvents('the start');

  // Three workers die: one at any moment, one between the commit of a batch and the removal of that batch from the buffer, and
  // one during a burst.
  victim.child.kill('SIGKILL');
  victim = await startReadyWorker({ ...workerEnvironment, CRASH_POINT: 'after-flush' });
  expect(await victim.ended).toEqual({ code: null, signal: 'SIGKILL' });
  victim = await startReadyWorker(workerEnvironment);
  const burst = traffic.burst(5000);
  await expectAcknowledgements('a burst has begun');
  victim.child.kill('SIGKILL');
  await burst;
  await expectStoredEvents('workers were killed');

  await web.stop();
  web = await startWebProcess(environment);
  await expectAcknowledgements('the web process was killed');

  redis.kill();
  await redis.exited;
  await expectRefusals('Redis was killed');
  redis = await startRedis({ dataDir: dataDirs.redis, port: redis.port });
  await expectAcknowledgements('Redis was killed');
  await expectStoredEvents('Redis was killed');

  await postgres.stop();
  await expectAcknowledgements('Postgres was stopped');
  postgres = await startPostgres({ dataDir: dataDirs.postgres, ephemeral: true, port: postgres.port });
  await expectStoredEvents('Postgres came back');

  webProxy.freeze();
  await expectRefusals('the line of the web process was frozen');
  await webProxy.mend();
  await expectAcknowledgements('the line of the web process was mended');

  workerProxy.freeze();
  await expectAcknowledgements('the line of the worker was frozen');
  await workerProxy.mend();
  await expectStoredEvents('the line of the worker was mended');

  await traffic.stop();
  await until(async () => (await countBufferedEvents()) === 0, 'the buffer to be empty', 60_000);
  const ids = await readStoredIds();
  const unique = new Set(ids);
  expect(ids).toHaveLength(unique.size);
  expect([...traffic.acknowledged].filter((id) => !unique.has(id))).toEqual([]);
  expect(await countRefusedEvents()).toBe(0);
}, 300_000);
