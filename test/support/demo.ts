import { copyFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { startSimulator } from '../../local/stripe/simulator.ts';
import { database } from '../../src/database/transaction.ts';
import { databaseUrl, retry, withAdmin } from './database.ts';
import { STRIPE, siteEnvironment } from './environment.ts';
import { run } from './run.ts';

/** The number of the advisory lock that a process holds while it fills the demo database. */
const LOCK_ID = 20_261_201;

const mediaFolder = () => path.join(inject('services').demoFolder, 'media');
const paymentsFile = () => path.join(inject('services').demoFolder, 'payments.jsonl');

/**
 * Fills the database `demo` with demo data, once per test run: the first file that needs the database fills it, and other files
 * wait. A file works on a copy.
 */
export const ensureDemoDatabase = (): Promise<void> =>
  withAdmin(async (admin) => {
    // The lock is released when the connection ends.
    await admin.query('SELECT pg_advisory_lock($1)', [LOCK_ID]);
    const { rowCount } = await admin.query(`SELECT FROM pg_database WHERE datname = 'demo'`);
    if (rowCount !== 0) return;
    // An interrupted file may have left these.
    await admin.query('DROP DATABASE IF EXISTS demo_unfinished WITH (FORCE)');
    await rm(inject('services').demoFolder, { recursive: true, force: true });
    await mkdir(inject('services').demoFolder);
    await retry(() => admin.query('CREATE DATABASE demo_unfinished TEMPLATE template'));
    await fill('demo_unfinished');
    await admin.query('ALTER DATABASE demo_unfinished RENAME TO demo');
  });

async function fill(name: string): Promise<void> {
  const stripe = await startSimulator({ file: paymentsFile() });
  const { redisUrl } = inject('services');
  await run('local/demo/seed.ts', {
    ...siteEnvironment({ databaseUrl: databaseUrl(name), redisUrl }),
    ...{ MEDIA_DIR: mediaFolder(), ADMIN_EMAIL: 'admin@lomashwood.local', ADMIN_PASSWORD: 'a long password' },
    ...{ STRIPE_SECRET_KEY: STRIPE.secretKey, STRIPE_API_URL: stripe.url },
  }).finally(stripe.close);
}

/** Copies the files of the demo's pictures and brochure to `folder`. */
export const copyDemoMedia = (folder: string): Promise<void> => cp(mediaFolder(), folder, { recursive: true });

/** Copies the state of the Stripe simulator with the demo's payments. @returns the file, which exists until the tests have ended */
export async function copyDemoPayments(): Promise<string> {
  await ensureDemoDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), 'lomash-test-payments-'));
  afterAll(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'payments.jsonl');
  await copyFile(paymentsFile(), file);
  return file;
}

/** Copies the counts of the demo's analytics events to a site. Reports read nothing else. */
export async function copyDemoCounts(payload: Payload): Promise<void> {
  await ensureDemoDatabase();
  for (const table of ['analytics_counts', 'analytics_deltas']) {
    const rows = await readRowsAsJson(table);
    await database(payload).execute(sql`
      INSERT INTO ${sql.identifier(table)}
      SELECT * FROM jsonb_populate_recordset(NULL::${sql.identifier(table)}, ${rows}::jsonb)`);
  }
}

/** Reads all rows of a table of the demo database. */
async function readRowsAsJson(table: string): Promise<string> {
  const client = new pg.Client(databaseUrl('demo'));
  await client.connect();
  const { rows } = await client
    .query<{ all: string }>(`SELECT coalesce(jsonb_agg(t), '[]')::text AS all FROM ${table} t`)
    .finally(() => client.end());
  return rows[0]?.all ?? '[]';
}
