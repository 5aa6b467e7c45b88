import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '../../../src/ids.ts';
import { cloneDatabase } from '../../support/database.ts';
import { siteEnvironment } from '../../support/environment.ts';
import { workerRedisUrl } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import { lineTo } from '../gateway/line.ts';
import { readiness } from '../gateway/readiness.ts';
import { startWeb } from '../gateway/web-process.ts';

const HEALING = 20_000;

const database = await cloneDatabase();
const name = new URL(database.url).pathname.slice(1);
const admin = new pg.Client(Object.assign(new URL(database.url), { pathname: '/postgres' }).href);
await admin.connect();

/** The site has a role of its own, as in production. */
const role = `site_${name}`;
await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'right' IN ROLE pg_read_all_data, pg_write_all_data`);
const line = await lineTo(Object.assign(new URL(database.url), { username: role, password: 'right' }).href);
const web = await startWeb({
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

/** Asks for a brochure, which is a transaction with several writes. @returns status and code */
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

/** Whether the log says that Postgres does not do its work, and why. */
const logged = (reason: RegExp) =>
  web
    .log()
    .split('\n')
    .some((line) => line.includes('does not do its work') && reason.test(line));

const ready = async () => (await readiness(web.base)).status;

type Fault = {
  name: string;
  begin: () => Promise<unknown>;
  end: () => Promise<unknown>;
  /** What the log says of it. */
  reason: RegExp;
};

const FAULTS: Fault[] = [
  {
    name: 'read-only by its settings, and well again while sessions from before stay open',
    begin: async () => {
      await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
      await cutSessions();
    },
    end: () => admin.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`),
    reason: /read-only/,
  },
  {
    name: 'frozen, and well at the same address while sockets from before stay open',
    begin: async () => line.freeze(),
    end: async () => line.replace(),
    reason: /Not done within|timeout/,
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

describe.each(FAULTS)('Postgres is $name', ({ begin, end, reason }) => {
  test('writes are 503, health and the log say why, and it heals', async () => {
    expect(await write()).toBe('201');
    await begin();
    await until(async () => (await ready()) === 503, 'the fault to be noticed');
    expect(await write()).toBe('503 unavailable');
    // The first look may have met the sessions that were cut.
    await until(async () => (await ready()) === 503 && logged(reason), 'the log');
    await end();
    await until(async () => (await ready()) === 200, 'readiness', HEALING);
    await until(async () => (await write()) === '201', 'writes', HEALING);
    // Whatever connection of the pool answers.
    expect(await Promise.all(Array.from({ length: 20 }, write))).toEqual(Array(20).fill('201'));
  });
});

test('the first refusal lets go of every session that has become read-only', async () => {
  await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  await cutSessions();
  const read = async () => (await fetch(`${web.base}/v1/appointments/slots`)).status;
  await until(async () => (await read()) === 200, 'sessions that can only read');
  expect(await Promise.all(Array.from({ length: 20 }, read))).toEqual(Array(20).fill(200));
  await admin.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
  // Nobody asks for readiness meanwhile.
  expect(await write()).toBe('503 unavailable');
  expect(await Promise.all(Array.from({ length: 20 }, write))).toEqual(Array(20).fill('201'));
});

test('a full disk is 503, and works again once there is room', async () => {
  await asOwner(`
    CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
    CREATE TRIGGER no_space BEFORE INSERT ON brochure_requests EXECUTE FUNCTION no_space();`);
  expect(await write()).toBe('503 unavailable');
  await asOwner('DROP FUNCTION no_space CASCADE');
  expect(await write()).toBe('201');
});
