import { sql } from '@payloadcms/db-postgres';
import { afterAll, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { openQueues } from '../../../src/events/queues.ts';
import { createSchedules, type JobSchedule } from '../../../src/jobs/schedules.ts';
import { closeConnections, openConnections } from '../../../src/jobs/start-worker.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { startSite } from '../../support/site.ts';
import { startTestStripe } from '../../support/stripe.ts';

const stripe = await startTestStripe({ demo: true });
const { payload, environment } = await startSite(stripe.environment, { demo: true });
const fail = (error: Error) => {
  throw error;
};
const connections = openConnections(String(environment.REDIS_URL), fail);
const queues = openQueues(connections.bus, fail);
const all = createSchedules(queues, TIMINGS);

afterAll(async () => {
  await Promise.all(Object.values(queues).map((queue) => queue.close()));
  closeConnections(connections);
});

/** The tables whose times are shifted to simulate a later clock. Add each new table with times that a schedule reads. */
const TABLES = [
  'orders',
  'payments',
  'payment_failures',
  'refunds',
  'disputes',
  'intent_cancellations',
  'stripe_events',
];

/** Simulates that `interval` has passed: subtracts it from every time in these tables. */
async function moveClock(interval: string): Promise<void> {
  const { rows } = await database(payload).execute<{ table: string; columns: string[] }>(sql`
    SELECT table_name AS table, array_agg(column_name::text) AS columns FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = ANY(${sql.param(TABLES)}::text[]) AND data_type LIKE 'timestamp%'
    GROUP BY table_name`);
  expect(rows).toHaveLength(TABLES.length);
  for (const { table, columns } of rows) {
    const set = columns.map((column) => `"${column}" = "${column}" - interval '${interval}'`).join(', ');
    await database(payload).execute(sql.raw(`UPDATE "${table}" SET ${set}`));
  }
}

const topics = async (): Promise<Record<string, number>> => {
  const { rows } = await database(payload).execute<{ topic: string; count: number }>(
    sql`SELECT topic, count(*)::int AS count FROM domain_events GROUP BY topic ORDER BY topic`,
  );
  return Object.fromEntries(rows.map(({ topic, count }) => [topic, count]));
};

async function runAll(): Promise<void> {
  for (const { name, run } of all) {
    await run(payload).catch((cause: unknown) => {
      throw new Error(`The schedule ${name} failed.`, { cause });
    });
  }
}

const findSchedule = (name: string) => all.find((schedule) => schedule.name === name) as JobSchedule;

test('a second run of every schedule emits no further events', async () => {
  await runAll();
  const once = await topics();
  await runAll();
  expect(await topics()).toEqual(once);
}, 120_000);

test('payments that stay failed emit no further events, however much time passes', async () => {
  const { rowCount } = await database(payload).execute(sql`SELECT 1 FROM payments WHERE status = 'FAILED'`);
  expect(rowCount).toBeGreaterThan(0);
  const before = await topics();
  for (let turn = 0; turn < 3; turn += 1) {
    await moveClock('11 minutes');
    await findSchedule('reconcile-payments').run(payload);
  }
  expect(await topics()).toEqual(before);
});

test('a day later, two runs of every schedule have the effect of one run', async () => {
  await moveClock('1 day');
  stripe.controls.advanceClock(24 * 60 * 60);
  await runAll();
  const once = await topics();
  expect(Object.keys(once).filter((topic) => topic.startsWith('payment.'))).toEqual([]);
  await runAll();
  expect(await topics()).toEqual(once);
}, 120_000);
