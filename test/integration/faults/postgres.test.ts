import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { cloneDatabase } from '../../support/database.ts';
import { siteEnvironment } from '../../support/environment.ts';
import { workerRedisUrl } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import { requestReadiness } from '../gateway/request-readiness.ts';
import { startTcpProxy } from '../gateway/tcp-proxy.ts';
import { startWebProcess } from '../gateway/web-process.ts';

const HEALING = 20_000;

const database = await cloneDatabase();
const name = new URL(database.url).pathname.slice(1);
const admin = new pg.Client(Object.assign(new URL(database.url), { pathname: '/postgres' }).href);
await admin.connect();

/** The database role of the site, which is not the owner of the tables, as in production. */
const role = `site_${name}`;
await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'right' IN ROLE pg_read_all_data, pg_write_all_data`);
const line = await startTcpProxy(Object.assign(new URL(database.url), { username: role, password: 'right' }).href);
const web = await startWebProcess({
  ...siteEnvironment({ databaseUrl: line.url, redisUrl: workerRedisUrl() }),
  LOG_LEVEL: 'info',
});
afterAll(async () => {
  await web.stop();
  await line.cut();
  await database.drop();
  await admin.query(`DROP ROLE ${role}`);
  await admin.end();
});

const cutSessions = () =>
  admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [role]);

async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** Requests a brochure, in a transaction with several writes. @returns the status and the problem code */
async function write(): Promise<string> {
  const response = await fetch(`${web.base}/v1/brochures`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ firstName: 'Ada', lastName: 'Low', email: `${uuidv7()}@example.com`, phone: '020 7946 0018' },
      ...{ address: '1 High Street', postcode: 'SW4 7AA' },
    }),
  });
  const { code } = (await response.json()) as { code?: string };
  return `${response.status} ${code ?? ''}`.trim();
}

/** Whether the log reports that a dependency is unavailable, with this reason. */
const logged = (reason: RegExp) =>
  web
    .log()
    .split('\n')
    .some((line) => line.includes('A dependency is unavailable') && reason.test(line));

const ready = async () => (await requestReadiness(web.base)).status;

type Fault = {
  name: string;
  begin: () => Promise<unknown>;
  end: () => Promise<unknown>;
  /** Matches the reason in the log. */
  reason: RegExp;
};

const FAULTS: Fault[] = [
  {
    name: 'read-only by its settings, and writable again while older sessions stay open',
    begin: async () => {
      await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
      await cutSessions();
    },
    end: () => admin.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`),
    reason: /read-only/,
  },
  {
    name: 'frozen, and responds again at the same address while older sockets stay open',
    begin: async () => line.freeze(),
    end: async () => line.replace(),
    reason: /Timed out after|timeout/,
  },
  {
    name: 'refusing the password',
    begin: async () => {
      await admin.query(`ALTER ROLE ${role} PASSWORD 'other'`);
      await cutSessions();
    },
    end: () => admin.query(`ALTER ROLE ${role} PASSWORD 'right'`),
    reason: /password authentication failed/,
  },
  {
    name: 'out of connections',
    begin: async () => {
      await admin.query(`ALTER ROLE ${role} CONNECTION LIMIT 0`);
      await cutSessions();
    },
    end: () => admin.query(`ALTER ROLE ${role} CONNECTION LIMIT -1`),
    reason: /too many connections/,
  },
];

describe.each(FAULTS)('when Postgres is $name', ({ begin, end, reason }) => {
  test('writes get 503, the readiness check and the log report the fault, and the site recovers', async () => {
    expect(await write()).toBe('201');
    await begin();
    await until(async () => (await ready()) === 503, 'the fault to be noticed');
    expect(await write()).toBe('503 unavailable');
    // Wait until a check fails with this reason. The first check may fail with another reason, because its session was
    // terminated.
    await until(async () => (await ready()) === 503 && logged(reason), 'the log line with the reason');
    await end();
    await until(async () => (await ready()) === 200, 'the readiness check to succeed', HEALING);
    await until(async () => (await write()) === '201', 'a write to succeed', HEALING);
    // Use every connection of the pool, since all of them must work.
    expect(await Promise.all(Array.from({ length: 20 }, write))).toEqual(Array(20).fill('201'));
  });
});

test('the first refused write discards all read-only sessions', async () => {
  await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  await cutSessions();
  const read = async () => (await fetch(`${web.base}/v1/appointments/slots`)).status;
  await until(async () => (await read()) === 200, 'sessions that can only read');
  expect(await Promise.all(Array.from({ length: 20 }, read))).toEqual(Array(20).fill(200));
  await admin.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
  // No readiness check runs in between. The refused write itself makes the pool discard all its read-only sessions.
  expect(await write()).toBe('503 unavailable');
  expect(await Promise.all(Array.from({ length: 20 }, write))).toEqual(Array(20).fill('201'));
});

test('a full disk causes 503 until there is free space', async () => {
  await asOwner(`
    CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER no_space BEFORE INSERT ON brochure_requests EXECUTE FUNCTION no_space();`);
  expect(await write()).toBe('503 unavailable');
  await asOwner('DROP FUNCTION no_space CASCADE');
  expect(await write()).toBe('201');
});
