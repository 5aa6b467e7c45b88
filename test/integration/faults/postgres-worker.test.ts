import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningWorker, startWorker } from '../../../src/jobs/start-worker.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { cloneDatabase } from '../../support/database.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { countTrackingRows, emitAlone, QUICK_TIMINGS, waitUntilDone } from '../events/support.ts';
import { startTcpProxy } from '../gateway/tcp-proxy.ts';

/** Milliseconds within which the worker must recover after its Postgres address accepts writes again. */
const HEALING = 20_000;

const own = await cloneDatabase();
const name = new URL(own.url).pathname.slice(1);
const line = await startTcpProxy(own.url);
const admin = new pg.Client(Object.assign(new URL(own.url), { pathname: '/postgres' }).href);
await admin.connect();
const { payload, environment } = await startSite({ DATABASE_URL: line.url });
let worker: RunningWorker;

/** Uncaught errors, which would end a real worker process. */
const fatal: unknown[] = [];
const recordFatal = (error: unknown) => void fatal.push(error);

beforeAll(() => {
  process.on('unhandledRejection', recordFatal).on('uncaughtException', recordFatal);
  worker = startWorker(payload, { ...QUICK_TIMINGS, relaySilenceMs: 2000 });
});
afterAll(async () => {
  await worker.close();
  process.off('unhandledRejection', recordFatal).off('uncaughtException', recordFatal);
  await line.cut();
  await own.drop();
  await admin.end();
});

const cutSessions = () =>
  admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
const verified = async () => (await emitAlone(payload, 'user.verified', { userId: uuidv7() })).id;
/** Runs as many concurrent transactions as the pool has connections, so that every connection is used. */
const writeOnAll = () => Promise.allSettled(Array.from({ length: Number(environment.DATABASE_POOL_SIZE) }, verified));
const isWell = async () => (await worker.health()).ok;
const isOnTime = async () => Math.max(...(await worker.overdueSeconds()).values()) === 0;

type Fault = { name: string; begin: () => Promise<unknown>; end: () => Promise<unknown> };

const FAULTS: Fault[] = [
  { name: 'unreachable, and reachable again at its address', begin: () => line.cut(), end: () => line.mend() },
  {
    name: 'frozen, and another server gets its address while sockets to the frozen one stay open',
    begin: async () => line.freeze(),
    end: async () => line.replace(),
  },
  {
    name: 'demoted to read-only, and writable again while older sessions stay open',
    begin: async () => {
      await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
      await cutSessions();
    },
    end: () => admin.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`),
  },
];

describe.each(FAULTS)('when Postgres is $name', ({ begin, end }) => {
  test('the worker reports the fault, recovers by itself, and handles each event once', async () => {
    const before = await Promise.all(Array.from({ length: 20 }, verified));
    await begin();
    await until(async () => !(await isWell()), 'the fault to be noticed');
    expect((await writeOnAll()).map(({ status }) => status)).not.toContain('fulfilled');
    await end();
    await until(isWell, 'the health check to succeed', HEALING);
    // One working connection is enough for the health check. The pool must also replace all other sessions from before the fault.
    const allWork = async () => (await writeOnAll()).every(({ status }) => status === 'fulfilled');
    await until(allWork, 'every connection to work', HEALING);
    const ids = [...before, await verified()];
    for (const id of ids) await waitUntilDone(payload, id, ['analytics']);
    for (const id of ids) expect(await countTrackingRows(payload, id)).toBe(1);
    await until(isOnTime, 'the schedules to be on time', HEALING);
    expect(fatal).toEqual([]);
  });
});
