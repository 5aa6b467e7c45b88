import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis as Client } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Redis, startRedis } from '../../../local/services/redis.ts';
import { domainOf } from '../../../src/domain.ts';
import { readinessOf } from '../../../src/gateway/health.ts';
import { measureDependencies } from '../../../src/gateway/measure-dependencies.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { type RunningWorker, startWorker } from '../../../src/jobs/start-worker.ts';
import { registry } from '../../../src/metrics.ts';
import { queueOtpEmail } from '../../../src/services/notifications/queue-otp-email.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { doneBy, emitAlone, eventRow, QUICK, trackingRows } from '../events/support.ts';
import { lineTo } from '../gateway/line.ts';

/** Within this time everything works again once the address leads to a server that takes writes. */
const HEALING = 20_000;

const dataDir = await mkdtemp(path.join(tmpdir(), 'lomash-redis-faults-'));
const servers: Redis[] = [];
const start = async (name: string) => {
  const server = await startRedis({ dataDir: path.join(dataDir, name), ephemeral: true });
  servers.push(server);
  return server;
};
const first = await start('first');
const line = await lineTo(first.url);
const { payload } = await startSite({ REDIS_URL: line.url });
let worker: RunningWorker;

beforeAll(() => {
  measureDependencies(payload);
  worker = startWorker(payload, QUICK);
});
afterAll(async () => {
  await worker.close();
  domainOf(payload).redis.disconnect();
  await line.cut();
  await Promise.all(servers.map((server) => server.kill()));
  await rm(dataDir, { recursive: true, force: true });
});

async function command(server: Redis, ...words: string[]): Promise<unknown> {
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

/** What load balancers, Prometheus and people are told. */
async function health() {
  const [{ ready, degraded }, { ok }, metrics] = await Promise.all([
    readinessOf(payload)(),
    worker.health(),
    registry.getSingleMetricAsString('redis_up'),
  ]);
  return { ready, degraded, worker: ok, up: Number(/redis_up (\d)/.exec(metrics)?.[1]) };
}

const WELL = { ready: true, degraded: [], worker: true, up: 1 };
const ILL = { ready: true, degraded: ['redis'], worker: false, up: 0 };

/** What works needs Redis' writes: a code is queued for its e-mail, and an event reaches its subscriber once. */
async function everythingWorks(): Promise<void> {
  const { id } = await verified();
  await until(async () => JSON.stringify(await health()) === JSON.stringify(WELL), 'health', HEALING);
  await queueCode();
  await doneBy(payload, id, ['analytics']);
  expect(await trackingRows(payload, id)).toBe(1);
}

type Fault = { name: string; begin: () => Promise<unknown>; end: () => Promise<unknown> };

const FAULTS: Fault[] = [
  {
    name: 'OOM: its memory is full',
    begin: () => command(first, 'CONFIG', 'SET', 'maxmemory', '1'),
    end: () => command(first, 'CONFIG', 'SET', 'maxmemory', '0'),
  },
  {
    name: 'NOREPLICAS: it lacks its replicas',
    begin: () => command(first, 'CONFIG', 'SET', 'min-replicas-to-write', '1'),
    end: () => command(first, 'CONFIG', 'SET', 'min-replicas-to-write', '0'),
  },
  {
    name: 'READONLY: it was demoted, the address leads to the new primary, and sockets to the old one stay open',
    begin: async () => {
      const other = await start('promoted');
      await command(first, 'REPLICAOF', '127.0.0.1', String(other.port));
      await until(
        async () => String(await command(first, 'INFO', 'replication')).includes('link_status:up'),
        'a replica',
      );
    },
    end: async () => line.redirect((servers.at(-1) as Redis).url),
  },
  {
    name: 'frozen: it says nothing, the address leads to another one, and sockets to the frozen one stay open',
    begin: async () => void process.kill(servers.at(-1)?.pid ?? 0, 'SIGSTOP'),
    end: async () => line.redirect((await start('third')).url),
  },
  {
    name: 'LOADING: it reads its data',
    begin: async () => line.answer('-LOADING Redis is loading the dataset in memory\r\n'),
    end: async () => line.answer(undefined),
  },
];

describe.each(FAULTS)('Redis is $name', ({ begin, end }) => {
  test('health says so, what needs it is refused, and it heals with nothing lost', async () => {
    await everythingWorks();
    await begin();
    await until(async () => JSON.stringify(await health()) === JSON.stringify(ILL), 'the fault to be noticed');
    await expect(queueCode()).rejects.toThrow();
    const { id } = await verified();
    expect(await eventRow(payload, id)).toMatchObject({ done: [] });
    await end();
    await everythingWorks();
    await doneBy(payload, id, ['analytics']);
    expect(await trackingRows(payload, id)).toBe(1);
  });
});
