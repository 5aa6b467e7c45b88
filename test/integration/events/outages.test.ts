import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Redis, startRedis } from '../../../local/services/redis.ts';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { queueOtpEmail } from '../../../src/services/notifications/queue-otp-email.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { doneBy, emitAlone, eventRow, trackingRows, workerOf } from './support.ts';

const dataDir = await mkdtemp(path.join(tmpdir(), 'lomash-outage-'));
let server: Redis = await startRedis({ dataDir });
const { payload, environment } = await startSite({ REDIS_URL: server.url });
const { port } = server;

const verified = () => emitAlone(payload, 'user.verified', { userId: uuidv7() });

/** Whatever would have ended a worker process. */
const fatal: unknown[] = [];
const note = (error: unknown) => void fatal.push(error);
beforeAll(() => void process.on('unhandledRejection', note).on('uncaughtException', note));
afterAll(async () => {
  process.off('unhandledRejection', note).off('uncaughtException', note);
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('Redis away: events wait in Postgres, nothing ends, and they are sent when it is back', async () => {
  workerOf(payload);
  await doneBy(payload, (await verified()).id, ['analytics']);
  await server.stop();

  const events = [await verified(), await verified(), await verified()];
  const refused = queueOtpEmail(payload, { userId: uuidv7(), purpose: 'verify', requestId: uuidv7() });
  await expect(refused).rejects.toThrow();
  for (const { id } of events) expect(await eventRow(payload, id)).toMatchObject({ dispatched: false });

  server = await startRedis({ dataDir, port });
  for (const { id } of events) await doneBy(payload, id, ['analytics']);
  for (const { id } of events) expect(await trackingRows(payload, id)).toBe(1);
  expect(fatal).toEqual([]);
});

test('a worker that starts while Redis is away works once it is there', async () => {
  await server.stop();
  workerOf(payload);
  const { id } = await verified();
  server = await startRedis({ dataDir, port });
  await doneBy(payload, id, ['analytics']);
  await until(async () => (await eventRow(payload, id))?.settled, 'the schedules to run');
  expect(fatal).toEqual([]);
});

test('every Postgres connection cut, again and again: nothing is lost or doubled', async () => {
  workerOf(payload);
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
  for (const id of ids) await doneBy(payload, id, ['analytics']);
  for (const id of ids) expect(await trackingRows(payload, id)).toBe(1);
  const { rows } = await database(payload).execute(sql`SELECT 1 FROM domain_events WHERE dispatched_at IS NULL`);
  expect(rows).toEqual([]);
  expect(fatal).toEqual([]);
});
