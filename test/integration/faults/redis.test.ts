import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis as Client } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisService, startRedis } from '../../../local/services/redis.ts';
import { getReadinessCheck } from '../../../src/gateway/readiness.ts';
import { type RunningWorker, startWorker } from '../../../src/jobs/start-worker.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { registry } from '../../../src/lib/metrics.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { measureDependencies } from '../../../src/processes/measure-dependencies.ts';
import { queueOtpEmail } from '../../../src/services/identity/send-otp.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { countTrackingRows, emitAlone, QUICK_TIMINGS, readEventRow, waitUntilDone } from '../events/support.ts';
import { startTcpProxy } from '../gateway/tcp-proxy.ts';

/** Milliseconds within which everything must work again after the Redis address leads to a writable server. */
const HEALING = 20_000;

const dataDir = await mkdtemp(path.join(tmpdir(), 'lomash-redis-faults-'));
const servers: RedisService[] = [];
const start = async (name: string) => {
  const server = await startRedis({ dataDir: path.join(dataDir, name), ephemeral: true });
  servers.push(server);
  return server;
};
const first = await start('first');
const line = await startTcpProxy(first.url);
const { payload } = await startSite({ REDIS_URL: line.url });
let worker: RunningWorker;

beforeAll(() => {
  measureDependencies(payload);
  worker = startWorker(payload, QUICK_TIMINGS);
});
afterAll(async () => {
  await worker.close();
  runtimeOf(payload).redis.disconnect();
  await line.cut();
  await Promise.all(servers.map((server) => server.kill()));
  await rm(dataDir, { recursive: true, force: true });
});

async function command(server: RedisService, ...words: string[]): Promise<unknown> {
  const client = new Client(server.url);
  try {
    const [name = '', ...rest] = words;
    return await client.call(name, ...rest);
  } finally {
    client.disconnect();
  }
}

const verified = () => emitAlone(payload, 'user.verified', { userId: uuidv7() });
const queueCode = () => queueOtpEmail(payload, { userId: uuidv7(), purpose: 'verify', requestId: uuidv7() });

/** Returns the health that the site reports to load balancers (readiness) and to Prometheus, and the worker's own health. */
async function health() {
  const [{ ready, degraded }, { ok }, metrics] = await Promise.all([
    getReadinessCheck(payload)(),
    worker.health(),
    registry.getSingleMetricAsString('redis_up'),
  ]);
  return { ready, degraded, worker: ok, up: Number(/redis_up (\d)/.exec(metrics)?.[1]) };
}

const WELL = { ready: true, degraded: [], worker: true, up: 1 };
const ILL = { ready: true, degraded: ['redis'], worker: false, up: 0 };

/** Checks the features that write to Redis: a one-time code is queued, and an event reaches its subscriber once. */
async function everythingWorks(): Promise<void> {
  const { id } = await verified();
  await until(
    async () => JSON.stringify(await health()) === JSON.stringify(WELL),
    'the health checks to succeed',
    HEALING,
  );
  await queueCode();
  await waitUntilDone(payload, id, ['analytics']);
  expect(await countTrackingRows(payload, id)).toBe(1);
}

type Fault = { name: string; begin: () => Promise<unknown>; end: () => Promise<unknown> };

const FAULTS: Fault[] = [
  {
    name: 'out of memory (OOM)',
    begin: () => command(first, 'CONFIG', 'SET', 'maxmemory', '1'),
    end: () => command(first, 'CONFIG', 'SET', 'maxmemory', '0'),
  },
  {
    name: 'without its replicas (NOREPLICAS)',
    begin: () => command(first, 'CONFIG', 'SET', 'min-replicas-to-write', '1'),
    end: () => command(first, 'CONFIG', 'SET', 'min-replicas-to-write', '0'),
  },
  {
    name: 'demoted (READONLY), and its address leads to the new primary while sockets to the old one stay open',
    begin: async () => {
      const other = await start('promoted');
      await command(first, 'REPLICAOF', '127.0.0.1', String(other.port));
      await until(
        async () => String(await command(first, 'INFO', 'replication')).includes('link_status:up'),
        'a replica',
      );
    },
    end: async () => line.redirect((servers.at(-1) as RedisService).url),
  },
  {
    name: 'frozen, and its address leads to another server while sockets to the frozen one stay open',
    begin: async () => void process.kill(servers.at(-1)?.pid ?? 0, 'SIGSTOP'),
    end: async () => line.redirect((await start('third')).url),
  },
  {
    name: 'loading its data (LOADING)',
    begin: async () => line.answer('-LOADING Redis is loading the dataset in memory\r\n'),
    end: async () => line.answer(undefined),
  },
];

describe.each(FAULTS)('when Redis is $name', ({ begin, end }) => {
  test('the health checks report the fault, features that need Redis are refused, and the site recovers without loss', async () => {
    await everythingWorks();
    await begin();
    await until(async () => JSON.stringify(await health()) === JSON.stringify(ILL), 'the fault to be noticed');
    await expect(queueCode()).rejects.toThrow();
    const { id } = await verified();
    expect(await readEventRow(payload, id)).toMatchObject({ done: [] });
    await end();
    await everythingWorks();
    await waitUntilDone(payload, id, ['analytics']);
    expect(await countTrackingRows(payload, id)).toBe(1);
  });
});
