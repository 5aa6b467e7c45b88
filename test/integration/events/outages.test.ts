import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RedisService, startRedis } from '../../../local/services/redis.ts';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { queueOtpEmail } from '../../../src/services/identity/send-otp.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { countTrackingRows, emitAlone, readEventRow, startTestWorker, waitUntilDone } from './support.ts';

const dataDir = await mkdtemp(path.join(tmpdir(), 'lomash-outage-'));
let server: RedisService = await startRedis({ dataDir });
const { payload, environment } = await startSite({ REDIS_URL: server.url });
const { port } = server;

const verified = () => emitAlone(payload, 'user.verified', { userId: uuidv7() });

/** Uncaught errors, which would end a real worker process. */
const fatal: unknown[] = [];
const recordFatal = (error: unknown) => void fatal.push(error);
beforeAll(() => void process.on('unhandledRejection', recordFatal).on('uncaughtException', recordFatal));
afterAll(async () => {
  process.off('unhandledRejection', recordFatal).off('uncaughtException', recordFatal);
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('while Redis is down, events wait in Postgres and no process ends; the events are sent when Redis is back', async () => {
  startTestWorker(payload);
  await waitUntilDone(payload, (await verified()).id, ['analytics']);
  await server.stop();

  const events = [await verified(), await verified(), await verified()];
  const refused = queueOtpEmail(payload, { userId: uuidv7(), purpose: 'verify', requestId: uuidv7() });
  await expect(refused).rejects.toThrow();
  for (const { id } of events) expect(await readEventRow(payload, id)).toMatchObject({ dispatched: false });

  server = await startRedis({ dataDir, port });
  for (const { id } of events) await waitUntilDone(payload, id, ['analytics']);
  for (const { id } of events) expect(await countTrackingRows(payload, id)).toBe(1);
  expect(fatal).toEqual([]);
});

test('a worker that starts while Redis is down works once Redis is up', async () => {
  await server.stop();
  startTestWorker(payload);
  const { id } = await verified();
  server = await startRedis({ dataDir, port });
  await waitUntilDone(payload, id, ['analytics']);
  await until(async () => (await readEventRow(payload, id))?.settled, 'the schedules to run');
  expect(fatal).toEqual([]);
});

test('no event is lost or applied twice when every Postgres connection breaks repeatedly', async () => {
  startTestWorker(payload);
  const client = new pg.Client(environment.DATABASE_URL);
  await client.connect();
  const ids: string[] = [];
  for (let round = 0; round < 10; round++) {
    const emitted = await Promise.allSettled([verified(), verified(), verified()]);
    ids.push(...emitted.flatMap((result) => (result.status === 'fulfilled' ? [result.value.id] : [])));
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
  }
  await client.end();
  expect(ids.length).toBeGreaterThan(0);
  for (const id of ids) await waitUntilDone(payload, id, ['analytics']);
  for (const id of ids) expect(await countTrackingRows(payload, id)).toBe(1);
  const { rows } = await database(payload).execute(sql`SELECT 1 FROM domain_events WHERE dispatched_at IS NULL`);
  expect(rows).toEqual([]);
  expect(fatal).toEqual([]);
});
