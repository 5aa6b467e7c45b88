import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dump } from '../../../src/processes/backup/dump.ts';
import { restore } from '../../../src/processes/backup/restore.ts';
import { countRows } from '../../../src/processes/backup/schema.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { cloneDatabase } from '../../support/database.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { startTcpProxy } from '../gateway/tcp-proxy.ts';

const { payload, environment } = await startSite();
const databaseUrl = String(environment.DATABASE_URL);
const work = await mkdtemp(path.join(tmpdir(), 'lomash-backup-outages-'));
const folder = path.join(work, 'backup');
const owner = new pg.Client(databaseUrl);
await owner.connect();

/** A role that may only read. The row-level security policy below applies to this role, but not to the owner of the tables. */
const role = `backup_${new URL(databaseUrl).pathname.slice(1)}`;
await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'reads' IN ROLE pg_read_all_data`);
const line = await startTcpProxy(Object.assign(new URL(databaseUrl), { username: role, password: 'reads' }).href);

/** Uncaught errors, which would end a real process before it cleans up. */
const fatal: unknown[] = [];
const recordFatal = (error: unknown) => void fatal.push(error);
beforeAll(async () => {
  process.on('unhandledRejection', recordFatal).on('uncaughtException', recordFatal);
  await createBooking(payload, await makeCustomer(payload), toBookingInput(await makeSlot(payload)));
});
afterAll(async () => {
  process.off('unhandledRejection', recordFatal).off('uncaughtException', recordFatal);
  await line.cut();
  await owner.query(`DROP ROLE ${role}`);
  await owner.end();
  await rm(work, { recursive: true });
});

/** Waits for the backend that copies the slow table. @returns its pid */
const findSleeper = (client: pg.Client) =>
  until(async () => {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`,
    );
    return rows[0]?.pid;
  }, 'the copy of the slow table');

const terminate = (client: pg.Client, pid: number) => client.query('SELECT pg_terminate_backend($1)', [pid]);

const OUTAGES: { name: string; begin: (pid: number) => Promise<unknown>; reason: RegExp }[] = [
  { name: 'restarts', begin: (pid) => terminate(owner, pid), reason: /terminating connection/ },
  { name: 'loses the connection', begin: () => line.cut(), reason: /Connection terminated/ },
  { name: 'stops responding', begin: async () => line.freeze(), reason: /not answered for 1 s/ },
];

describe.each(OUTAGES)('when Postgres $name during a dump', ({ begin, reason }) => {
  test('the dump fails with the reason and leaves no files, and the next dump is complete', async () => {
    await owner.query(`
      ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;
      CREATE POLICY slow ON bookings USING (pg_sleep(60) IS NOT NULL)`);
    const dumped = dump(line.url, folder, 1000);
    const refused = expect(dumped).rejects.toThrow(reason);
    const pid = await findSleeper(owner);
    expect((await readdir(folder)).length).toBeGreaterThan(1);
    await begin(pid);
    await refused;
    await expect(stat(folder)).rejects.toThrow('ENOENT');
    await terminate(owner, pid);
    await owner.query('DROP POLICY slow ON bookings; ALTER TABLE bookings DISABLE ROW LEVEL SECURITY');
    await line.mend();
    const { tables } = await dump(line.url, folder);
    expect(tables.find((table) => table.name === 'bookings')?.rows).toBe(1);
    await rm(folder, { recursive: true });
    expect(fatal).toEqual([]);
  });
});

test('when Postgres restarts during a restore, nothing of the backup is stored, and the restore can be repeated', async () => {
  await dump(databaseUrl, folder);
  const target = await cloneDatabase();
  const client = new pg.Client(target.url);
  await client.connect();
  await client.query(`
    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
    CREATE TRIGGER slow BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION slow();
    ALTER TABLE bookings ENABLE ALWAYS TRIGGER slow`);
  const refused = expect(restore(target.url, folder)).rejects.toThrow(/terminating connection/);
  await terminate(client, await findSleeper(client));
  await refused;
  expect([await countRows(client, 'bookings'), await countRows(client, 'time_slots')]).toEqual([0, 0]);
  await client.query('DROP FUNCTION slow CASCADE');
  await restore(target.url, folder);
  expect([await countRows(client, 'bookings'), await countRows(client, 'time_slots')]).toEqual([1, 1]);
  expect(fatal).toEqual([]);
  await client.end();
  await target.drop();
});
