import { sql } from '@payloadcms/db-postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillWithDemoData } from '../../../local/demo/fill.ts';
import { findSimulator } from '../../../local/demo/sales/past-payments.ts';
import { database } from '../../../src/database/transaction.ts';
import { connect, disconnect } from '../../../src/jobs/connections.ts';
import { openQueues } from '../../../src/jobs/queues.ts';
import { type Schedule, schedules } from '../../../src/jobs/schedules.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { startSite } from '../../support/site.ts';
import { startStripe } from '../../support/stripe.ts';

const stripe = await startStripe();
const { payload, environment } = await startSite(stripe.environment);
const fail = (error: Error) => {
  throw error;
};
const connections = connect(String(environment.REDIS_URL), fail);
const queues = openQueues(connections.bus, fail);
const all = schedules(queues, TIMINGS);

beforeAll(async () => {
  const simulator = await findSimulator(stripe.url);
  await fillWithDemoData(payload, { password: 'a long password', report: () => {}, simulator });
}, 180_000);

afterAll(async () => {
  await Promise.all(Object.values(queues).map((queue) => queue.close()));
  disconnect(connections);
});

/** The tables whose times move back when the clock moves on; other domains add theirs when a schedule of theirs reads them. */
const TABLES = [
  'orders',
  'payments',
  'payment_failures',
  'refunds',
  'disputes',
  'intent_cancellations',
  'stripe_events',
];

/** As if so much time had passed: every moment in the tables is that much earlier. */
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

const named = (name: string) => all.find((one) => one.name === name) as Schedule;

test('every schedule a second time tells nobody anything', async () => {
  await runAll();
  const once = await topics();
  await runAll();
  expect(await topics()).toEqual(once);
}, 120_000);

test('payments that stay failed are told no more, however often the clock moves on', async () => {
  const { rowCount } = await database(payload).execute(sql`SELECT 1 FROM payments WHERE status = 'FAILED'`);
  expect(rowCount).toBeGreaterThan(0);
  const before = await topics();
  for (let turn = 0; turn < 3; turn += 1) {
    await moveClock('11 minutes');
    await named('reconcile-payments').run(payload);
  }
  expect(await topics()).toEqual(before);
});

test('a day later every schedule acts once: twice is as once', async () => {
  await moveClock('1 day');
  stripe.controls.advanceClock(24 * 60 * 60);
  await runAll();
  const once = await topics();
  expect(Object.keys(once).filter((topic) => topic.startsWith('payment.'))).toEqual([]);
  await runAll();
  expect(await topics()).toEqual(once);
}, 120_000);
