import { once } from 'node:events';
import { connect } from 'node:net';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { issueAccessToken } from '../../../src/access/customer-token.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { cloneDatabase } from '../../support/database.ts';
import { siteEnvironment } from '../../support/environment.ts';
import { workerRedisUrl } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import { requestReadiness } from './request-readiness.ts';
import { startWebProcess } from './web-process.ts';

const SLOTS = '/v1/appointments/slots';

const database = await cloneDatabase();
afterAll(database.drop);
// Other test files count their requests in the same Redis.
const redis = new Redis(workerRedisUrl());
await redis.flushdb();
redis.disconnect();
const environment: Record<string, string> = {
  ...siteEnvironment({ databaseUrl: database.url, redisUrl: workerRedisUrl() }),
  LOG_LEVEL: 'info',
};

/** Locks the table of slots, so that every reader waits until the test calls the returned function. */
async function holdSlots(): Promise<() => Promise<void>> {
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE time_slots IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await client.query('ROLLBACK');
    await client.end();
  };
}

const waitingReaders = async () => {
  const client = new pg.Client(database.url);
  await client.connect();
  const { rows } = await client.query(
    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
  );
  await client.end();
  return rows.length;
};

describe('a web process that shuts down', () => {
  it('finishes running requests, refuses new ones, and exits with 0', async () => {
    const web = await startWebProcess(environment);
    const release = await holdSlots();
    const idle = connect(Number(new URL(web.base).port), '127.0.0.1');
    await once(idle, 'connect');
    const inFlight = fetch(web.base + SLOTS);
    await until(waitingReaders, 'the request to wait for the lock');
    web.process.kill('SIGTERM');
    await until(() => web.log().includes('"stopping"'), 'the process to handle the signal');
    await expect(fetch(`${web.base}/healthz`, { headers: { connection: 'close' } })).rejects.toThrow();
    await release();
    const response = await inFlight;
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ data: [] });
    const finished = performance.now();
    expect(await web.exited).toBe(0);
    expect(performance.now() - finished).toBeLessThan(5000);
    expect(web.log()).toContain('"stopped"');
  });

  it('reports that it is not ready while it still accepts requests, and closes the internal port last', async () => {
    const web = await startWebProcess({ ...environment, SHUTDOWN_NOTICE_MS: '1000' });
    const closed = { connection: 'close' };
    const base = await fetch(`${web.base}/healthz`);
    expect(base.headers.get('connection')).toBe('keep-alive');
    const release = await holdSlots();
    const inFlight = fetch(web.base + SLOTS);
    await until(waitingReaders, 'the request to wait for the lock');
    web.process.kill('SIGTERM');
    await until(
      async () => (await requestReadiness(web.base)).status === 503,
      'the readiness check to report the shutdown',
    );
    const during = await fetch(`${web.base}/healthz`);
    expect([during.status, during.headers.get('connection')]).toEqual([200, 'close']);
    await until(
      () =>
        fetch(`${web.base}/healthz`, { headers: closed }).then(
          () => false,
          () => true,
        ),
      'the public port to close',
    );
    expect((await fetch(`${web.internal}/readyz`, { headers: closed })).status).toBe(503);
    await release();
    expect((await inFlight).status).toBe(200);
    expect(await web.exited).toBe(0);
  });

  it('responds with 503 to /readyz on a connection that is still open', async () => {
    const web = await startWebProcess({ ...environment, SHUTDOWN_NOTICE_MS: '2000' });
    const release = await holdSlots();
    const inFlight = fetch(web.base + SLOTS);
    await until(waitingReaders, 'the request to wait for the lock');
    const socket = connect(Number(new URL(web.base).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /readyz HTTP/1.1\r\nHost: x\r\n');
    await until(async () => (await requestReadiness(web.base)).status === 200, 'the server to answer');
    web.process.kill('SIGTERM');
    await until(() => web.log().includes('"stopping"'), 'the process to handle the signal');
    socket.write('\r\n');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('HTTP/1.1 503');
    expect(String(answer)).toContain('Connection: close');
    await release();
    expect((await inFlight).status).toBe(200);
    expect(await web.exited).toBe(0);
  });
});

describe('a web process', async () => {
  const web = await startWebProcess({ ...environment, RATE_LIMIT_MULTIPLIER: '1' });
  afterAll(web.stop);

  it('logs each request by its route pattern, without user input', async () => {
    await fetch(`${web.base}/v1/appointments/0199a1b2-0000-7000-8000-000000000000?email=ada@example.com`, {
      headers: { 'x-correlation-id': 'seen-in-the-log' },
    });
    const line = await until(
      () =>
        web
          .log()
          .split('\n')
          .find((each) => each.includes('seen-in-the-log')),
      'the log line',
    );
    expect(JSON.parse(line)).toMatchObject({
      correlationId: 'seen-in-the-log',
      method: 'GET',
      route: '/v1/appointments/:bookingId',
      status: 401,
      ms: expect.any(Number),
      ip: '127.0.0.0',
    });
    expect(web.log()).not.toMatch(/ada@example|0199a1b2/);
  });

  it('uses X-Forwarded-For from trusted proxies only', async () => {
    const attempt = (address: string) =>
      fetch(`${web.base}/v1/auth/resend-otp`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: '{"email":"nobody@example.com"}',
      });
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await attempt(`198.51.100.${i}`)).status);
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
  });

  it('does not crash after a query for a field that the client may not read', async () => {
    const customerId = uuidv7();
    const client = new pg.Client(database.url);
    await client.connect();
    await client.query(`INSERT INTO customers (id, email, first_name, last_name) VALUES ($1, $2, 'Ada', 'Lovelace')`, [
      customerId,
      'ada@example.com',
    ]);
    await client.end();
    const authorization = `Bearer ${await issueAccessToken(environment.CUSTOMER_TOKEN_SECRET ?? '', customerId)}`;
    const response = await fetch(`${web.base}/api/bookings?where[slot.heldBy.email][exists]=true`, {
      headers: { authorization },
    });
    expect(response.status).toBe(400);
    expect((await fetch(`${web.base}/healthz`)).status).toBe(200);
  });

  it('responds to malformed HTTP with a problem document', async () => {
    const socket = connect(Number(new URL(web.base).port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nno header\r\n\r\n');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*"correlationId"/s);
  });
});
