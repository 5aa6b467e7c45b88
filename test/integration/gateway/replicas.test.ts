import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { startRedis } from '../../../local/services/redis.ts';
import { cloneDatabase } from '../../support/database.ts';
import { siteEnvironment } from '../../support/environment.ts';
import { until } from '../../support/until.ts';
import { requestReadiness } from './request-readiness.ts';
import { startTcpProxy } from './tcp-proxy.ts';
import { startWebProcess } from './web-process.ts';

const dataDir = await mkdtemp(path.join(tmpdir(), 'lomash-replicas-'));
const [primary, copy, redis] = await Promise.all([
  cloneDatabase(),
  cloneDatabase(),
  startRedis({ dataDir, ephemeral: true }),
]);

/**
 * Replaces all showrooms of a server by one that has the name of the server, so that a response shows which server was read. A
 * real replica would have the same rows as the primary.
 */
async function addShowroom(url: string, name: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('DELETE FROM showrooms');
  await client.query(
    `INSERT INTO showrooms (id, name, slug, address, postcode)
     VALUES (gen_random_uuid(), $1, $1, '1 High Street', 'SW4 7AA')`,
    [name],
  );
  await client.end();
}

await addShowroom(primary.url, 'primary');
await addShowroom(copy.url, 'replica');
const replica = await startTcpProxy(copy.url);
const web = await startWebProcess({
  ...siteEnvironment({ databaseUrl: primary.url, redisUrl: redis.url }),
  DATABASE_REPLICA_URLS: replica.url,
});
afterAll(async () => {
  await web.stop();
  await replica.cut();
  await redis.stop();
  await Promise.all([primary.drop(), copy.drop()]);
  await rm(dataDir, { recursive: true, force: true });
});

/** Reads through Payload, and returns the name of the server that has answered. */
async function read(): Promise<{ status: number; from: string | undefined; ms: number }> {
  const start = performance.now();
  const response = await fetch(`${web.base}/api/showrooms`);
  const { docs } = (await response.json()) as { docs?: { name: string }[] };
  return { status: response.status, from: docs?.[0]?.name, ms: performance.now() - start };
}

const readAtOnce = (times: number) => Promise.all(Array.from({ length: times }, read));
const readDegraded = async () => (await requestReadiness(web.base)).body.degraded;

beforeEach(async () => {
  await until(async () => (await read()).from === 'replica', 'the replica to serve reads');
  expect(await requestReadiness(web.base)).toMatchObject({
    status: 200,
    body: { degraded: [], checks: { 'postgres-replica-1': { ok: true } } },
  });
});

it('is replaced by the primary while it is silent on established connections, and used again afterwards', async () => {
  await readAtOnce(5);
  replica.freeze();
  for (const answer of await readAtOnce(5)) {
    expect(answer).toMatchObject({ status: 200, from: 'primary' });
    expect(answer.ms).toBeLessThan(5000);
  }
  expect((await read()).ms).toBeLessThan(1000);
  expect(await requestReadiness(web.base)).toMatchObject({
    status: 200,
    body: { degraded: ['postgres-replica-1'], checks: { 'postgres-replica-1': { ok: false } } },
  });
  expect(await (await fetch(`${web.internal}/metrics`)).text()).toContain('pg_replicas_unavailable 1');
  await replica.mend();
});

it('is found silent by the health check before a request has to wait', async () => {
  replica.freeze();
  await until(
    async () => (await readDegraded())?.[0] === 'postgres-replica-1',
    'the health check to report the replica',
  );
  expect(await read()).toMatchObject({ status: 200, from: 'primary' });
  await replica.mend();
});

it('is replaced by the primary while it is down, and used again afterwards', async () => {
  await readAtOnce(5);
  await replica.cut();
  for (const answer of await readAtOnce(5)) expect(answer).toMatchObject({ status: 200, from: 'primary' });
  expect(await readDegraded()).toEqual(['postgres-replica-1']);
  await replica.mend();
});

it('survives the loss of its idle connections', async () => {
  await readAtOnce(5);
  const client = new pg.Client(copy.url);
  await client.connect();
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await client.end();
  for (const answer of await readAtOnce(5)) expect(answer.status).toBe(200);
  expect(web.process.exitCode).toBeNull();
});
