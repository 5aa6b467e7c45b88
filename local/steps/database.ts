import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { compile } from '../launcher/compile.ts';
import { runScript } from '../launcher/run-script.ts';
import { step } from '../launcher/terminal.ts';
import { poll } from '../services/poll.ts';
import type { Settings } from './settings.ts';

const CONNECT_TIMEOUT_MS = 15_000;
const UNDEFINED_TABLE = '42P01';

/**
 * Prepares the database: runs pending migrations, creates the first staff account if there is none, and adds demo data if there
 * are no showrooms. A cheap query first checks whether a step is needed, because starting the program of a step takes seconds.
 */
export async function prepareDatabase(settings: Settings): Promise<void> {
  const client = await connect(settings);
  try {
    const pending = await countPending(client, settings.root);
    if (pending > 0 || !(await hasRow(client, 'users'))) {
      const migrations = pending === 1 ? '1 migration' : `${pending} migrations`;
      // The program is not compiled, because Payload reads the migrations as TypeScript from their folder.
      await step(`database schema (${migrations} to apply) and first staff account`, () =>
        runScript('migrate', ['--import', './runtime.mjs', 'src/processes/migrate.ts'], settings),
      );
    }
    if (settings.seedDemo && !(await hasRow(client, 'showrooms'))) {
      await step('demo data', async () => runScript('seed', await compile('local/demo/seed.ts'), settings));
    }
  } finally {
    await client.end();
  }
}

async function connect({ env }: Settings): Promise<pg.Client> {
  let reason: unknown;
  const attempt = async () => {
    const client = new pg.Client({ connectionString: env.DATABASE_URL, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      reason = error;
      return undefined;
    }
  };
  const client = await poll(attempt, { timeoutMs: CONNECT_TIMEOUT_MS, intervalMs: 250 });
  if (client === undefined)
    throw new Error(`The database cannot be reached: ${reason}. Check DATABASE_URL, and whether its server runs.`);
  return client;
}

async function countPending(client: pg.Client, root: string): Promise<number> {
  const files = readdirSync(join(root, 'migrations')).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
  const rows = await readRows<{ name: string }>(client, 'SELECT name FROM payload_migrations');
  const applied = new Set(rows.map(({ name }) => name));
  return files.filter((file) => !applied.has(file.replace(/\.ts$/, ''))).length;
}

async function hasRow(client: pg.Client, table: 'users' | 'showrooms'): Promise<boolean> {
  return (await readRows(client, `SELECT 1 FROM ${table} LIMIT 1`)).length > 0;
}

/** Returns the rows of a query, or an empty list if the table does not exist yet. */
async function readRows<T extends pg.QueryResultRow>(client: pg.Client, statement: string): Promise<T[]> {
  try {
    return (await client.query<T>(statement)).rows;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE) return [];
    throw error;
  }
}
