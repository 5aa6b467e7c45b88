import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { countRows, type Manifest, quoteNames, readManifest, readSchema, toFileName, withClient } from './schema.ts';

/**
 * The tables that the release step fills in a new database: the applied migrations, the installation's id, the funnels, the first
 * admin, and the change log entry of that admin.
 */
const SEEDED_TABLES = ['payload_migrations', 'installation', 'analytics_funnel_steps', 'users', 'changes'];

/**
 * Restores all rows of a backup, or none, into an unused database. The release that made the backup must have migrated
 * the database. Row counts are checked before the commit. The role needs the right to set `session_replication_role` (superuser
 * or rds_superuser): triggers and foreign keys are disabled during the restore, because they have already checked the rows in the
 * original database.
 * @throws Error when the database is in use or has another schema, or a table's row count differs from the manifest
 */
export async function restore(databaseUrl: string, folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  return withClient(databaseUrl, async (client) => {
    await client.query('BEGIN');
    await assertSameSchema(client, manifest);
    const tables = quoteNames(manifest.tables.map(({ name }) => name));
    // The lock prevents a running worker from writing between the check that the tables are unused and the commit.
    await client.query(`LOCK TABLE ${tables} IN ACCESS EXCLUSIVE MODE`);
    await assertUnused(client, manifest);
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(`TRUNCATE ${tables}`);
    await makePartitions(client, manifest);
    for (const table of manifest.tables) await fillTable(client, folder, table);
    for (const { name, last } of manifest.sequences) {
      if (last !== null) await client.query('SELECT setval($1::regclass, $2)', [quoteNames([name]), last]);
    }
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return manifest;
  });
}

async function assertSameSchema(client: ClientBase, { migrations, tables }: Manifest): Promise<void> {
  const schema = await readSchema(client);
  const describeTables = (list: Pick<Manifest['tables'][number], 'name' | 'columns'>[]) =>
    list.map(({ name, columns }) => `${name} (${columns})`).join();
  if (schema.migrations.join() !== migrations.join() || describeTables(schema.tables) !== describeTables(tables)) {
    throw new Error(
      'The backup and the database have different schemas. Migrate the new database with the release that made the backup.',
    );
  }
}

async function assertUnused(client: ClientBase, { tables }: Manifest): Promise<void> {
  for (const { name } of tables) {
    if (!SEEDED_TABLES.includes(name) && (await countRows(client, name)) > 0)
      throw new Error(`The database is not empty: ${name} has rows. Restore into a new database.`);
  }
}

async function makePartitions(client: ClientBase, { partitions }: Manifest): Promise<void> {
  for (const { name, parent, bound } of partitions) {
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${quoteNames([name])} PARTITION OF ${quoteNames([parent])} ${bound}`,
    );
  }
}

/** Whether an error means that the backup file is missing, unreadable or damaged. All other errors come from Postgres. */
const isFileError = (error: unknown) =>
  error instanceof Error && 'code' in error && /^(?:Z_|ENOENT$|EIO$)/.test(String(error.code));

async function fillTable(client: ClientBase, folder: string, { name, columns, rows }: Manifest['tables'][number]) {
  const file = join(folder, toFileName(name));
  const sink = client.query(copyFrom(`COPY ${quoteNames([name])} (${quoteNames(columns)}) FROM STDIN`));
  await pipeline(createReadStream(file), createGunzip(), sink).catch((cause: unknown) => {
    if (!isFileError(cause)) throw cause;
    throw new Error(`${file} is damaged or incomplete. Nothing was changed. Use another backup.`, { cause });
  });
  const restored = await countRows(client, name);
  if (restored !== rows)
    throw new Error(
      `The backup of ${name} has ${restored} rows instead of ${rows}. Nothing was changed. Use another backup.`,
    );
}
