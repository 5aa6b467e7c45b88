import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg, { type ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { fileOf, type Manifest, readManifest } from './manifest.ts';
import { countRows, quoted, readSchema } from './schema.ts';

/** What the release step puts into a new database: its marks, the funnels, and the first admin, who is logged. */
const OF_A_NEW_DATABASE = ['payload_migrations', 'installation', 'analytics_funnel_steps', 'users', 'changes'];

/**
 * Fills a database, which the same release has migrated and nobody has used, with the rows of a backup: all of them, or none. Every
 * table is counted before that is made final. The role needs the right to set `session_replication_role` (a superuser, or
 * rds_superuser): triggers and foreign keys rest meanwhile, since the rows have been through them.
 * @throws Error when the database is in use, of another schema, or a table does not come out as it was
 */
export async function restore(databaseUrl: string, folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await assertSameSchema(client, manifest);
    const tables = quoted(manifest.tables.map(({ name }) => name));
    // A worker that was left running cannot write between the look and the end.
    await client.query(`LOCK TABLE ${tables} IN ACCESS EXCLUSIVE MODE`);
    await assertUnused(client, manifest);
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(`TRUNCATE ${tables}`);
    await makePartitions(client, manifest);
    for (const table of manifest.tables) await fill(client, folder, table);
    for (const { name, last } of manifest.sequences) {
      if (last !== null) await client.query('SELECT setval($1::regclass, $2)', [quoted([name]), last]);
    }
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return manifest;
  } finally {
    // What has not been committed by now is rolled back with the connection.
    await client.end();
  }
}

async function assertSameSchema(client: ClientBase, { migrations, tables }: Manifest): Promise<void> {
  const schema = await readSchema(client);
  const namesOf = (list: Pick<Manifest['tables'][number], 'name' | 'columns'>[]) =>
    list.map(({ name, columns }) => `${name} (${columns})`).join();
  if (schema.migrations.join() !== migrations.join() || namesOf(schema.tables) !== namesOf(tables)) {
    throw new Error(
      'The backup is of another schema: migrate the new database with the release that it was taken from.',
    );
  }
}

async function assertUnused(client: ClientBase, { tables }: Manifest): Promise<void> {
  for (const { name } of tables) {
    if (!OF_A_NEW_DATABASE.includes(name) && (await countRows(client, name)) > 0)
      throw new Error(`The database is in use, ${name} has rows: restore into a new one.`);
  }
}

async function makePartitions(client: ClientBase, { partitions }: Manifest): Promise<void> {
  for (const { name, parent, bound } of partitions) {
    await client.query(`CREATE TABLE IF NOT EXISTS ${quoted([name])} PARTITION OF ${quoted([parent])} ${bound}`);
  }
}

async function fill(client: ClientBase, folder: string, { name, columns, rows }: Manifest['tables'][number]) {
  const file = join(folder, fileOf(name));
  const sink = client.query(copyFrom(`COPY ${quoted([name])} (${quoted(columns)}) FROM STDIN`));
  await pipeline(createReadStream(file), createGunzip(), sink).catch((cause: unknown) => {
    throw new Error(`${file} cannot be read to its end. Nothing was changed: take another backup.`, { cause });
  });
  const restored = await countRows(client, name);
  if (restored !== rows)
    throw new Error(`${name} has ${restored} rows, and had ${rows}. Nothing was changed: take another backup.`);
}
