import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { compile } from '../launcher/compile.ts';
import { runScript } from '../launcher/run-script.ts';
import { step } from '../launcher/terminal.ts';
import { poll } from '../services/poll.ts';
import type { Settings } from './settings.ts';

const CONNECT_PATIENCE = 15_000;
const UNDEFINED_TABLE = '42P01';

/**
 * Brings the database up to date: migrations and the first staff account if it lacks any, then demo data if it holds none. Each
 * is looked up with a cheap statement first, since starting the programs that do it costs seconds.
 */
export async function prepareDatabase(settings: Settings): Promise<void> {
  const client = await connect(settings);
  try {
    const pending = await countPending(client, settings.root);
    if (pending > 0 || !(await holdsRow(client, 'users'))) {
      // Not compiled: Payload looks up the migrations in their folder, and they are TypeScript.
      await step(`database schema (${pending} migrations to apply) and first staff account`, () =>
        runScript('migrate', ['--import', './runtime.mjs', 'src/migrate.ts'], settings),
      );
    }
    if (settings.seedDemo && !(await holdsRow(client, 'showrooms'))) {
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
  const client = await poll(attempt, { patience: CONNECT_PATIENCE, every: 250 });
  if (client === undefined) throw new Error(`The database of DATABASE_URL cannot be reached: ${reason}`);
  return client;
}

async function countPending(client: pg.Client, root: string): Promise<number> {
  const files = readdirSync(join(root, 'migrations')).filter((file) => file.endsWith('.ts') && file !== 'index.ts');
  const rows = await rowsOf<{ name: string }>(client, 'SELECT name FROM payload_migrations');
  const applied = new Set(rows.map(({ name }) => name));
  return files.filter((file) => !applied.has(file.replace(/\.ts$/, ''))).length;
}

async function holdsRow(client: pg.Client, table: 'users' | 'showrooms'): Promise<boolean> {
  return (await rowsOf(client, `SELECT 1 FROM ${table} LIMIT 1`)).length > 0;
}

/** The rows, or none if the table does not exist yet. */
async function rowsOf<T extends pg.QueryResultRow>(client: pg.Client, statement: string): Promise<T[]> {
  try {
    return (await client.query<T>(statement)).rows;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE) return [];
    throw error;
  }
}
