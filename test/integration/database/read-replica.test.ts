import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import pg from 'pg';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { ReadReplica } from '../../../src/database/install-replicas.ts';
import { cloneDatabase } from '../../support/database.ts';

const database = await cloneDatabase();
afterAll(() => database.drop());

/** `Parameters` uses the last overload of pg's `query`, which requires a callback. These tests pass only the text of a query. */
const statement = ['SELECT 1'] as unknown as Parameters<ReadReplica['query']>;
const logger = { info: () => {}, error: () => {} };
const primary = { query: async () => 'from the primary' } as unknown as pg.Pool;

test('a replica whose connections are all busy stays in use, and its reads fail instead of moving to the primary', async () => {
  const pool = new pg.Pool({ connectionString: database.url, max: 1, connectionTimeoutMillis: 200 });
  const replica = new ReadReplica('postgres-replica-1', { pool, primary }, logger);
  onTestFinished(() => replica.close());
  const busy = await pool.connect();
  await expect(replica.query(...statement)).rejects.toThrow('timeout exceeded when trying to connect');
  await replica.check();
  expect(replica.isUp).toBe(true);
  busy.release();
});

test('a replica that gives no connection and does not respond is checked once for all waiting reads, which go to the primary', async () => {
  let connections = 0;
  const silent = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
  });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const pool = {
    idleCount: 0,
    options: { host: '127.0.0.1', port },
    query: () => Promise.reject(new Error('timeout exceeded when trying to connect')),
    end: async () => {},
  } as unknown as pg.Pool;
  const replica = new ReadReplica('postgres-replica-1', { pool, primary }, logger);
  onTestFinished(async () => {
    await replica.close();
    silent.close();
  });
  const reads = await Promise.all(Array.from({ length: 10 }, () => replica.query(...statement)));
  expect(reads).toEqual(Array.from({ length: 10 }, () => 'from the primary'));
  expect(replica.isUp).toBe(false);
  expect(connections).toBe(1);
});

test.each([
  ['a deadlock', '40P01'],
  ['a lock timeout', '55P03'],
  ['a conflict with replicated changes', '40001'],
  ['a refused connection above the limit of the server', '53300'],
])('a read that fails because of %s is repeated on the primary, and the replica stays in use', async (_, code) => {
  const pool = {
    query: () => Promise.reject(Object.assign(new Error('refused'), { code })),
    end: async () => {},
  } as unknown as pg.Pool;
  const replica = new ReadReplica('postgres-replica-1', { pool, primary }, logger);
  onTestFinished(() => replica.close());
  expect(await replica.query(...statement)).toBe('from the primary');
  expect(replica.isUp).toBe(true);
});
