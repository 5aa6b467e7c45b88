import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg, { type ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { fileOf, MANIFEST, type Manifest } from './manifest.ts';
import { countRows, quoted, readSchema } from './schema.ts';

/**
 * Fills a database, which the same release has migrated and nobody has used, with the rows of a backup: all of them, or none. Every
 * table is counted before that is made final. The role needs the right to set `session_replication_role` (a superuser, or
 * rds_superuser): triggers and foreign keys rest meanwhile, since the rows have been through them.
 * @throws Error when the database is in use, of another schema, or a table does not come out as it was
 */
export async function restore(databaseUrl: string, folder: string): Promise<Manifest> {
  const manifest = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Manifest;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await assertFresh(client, manifest);
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(`TRUNCATE ${quoted(manifest.tables.map(({ name }) => name))}`);
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

async function assertFresh(client: ClientBase, { migrations }: Manifest): Promise<void> {
  const schema = await readSchema(client);
  if (schema.migrations.join() !== migrations.join()) {
    throw new Error(
      'The backup is of another schema: migrate the new database with the release that it was taken from.',
    );
  }
  if ((await countRows(client, 'domain_events')) > 0)
    throw new Error('The database is in use: restore into a new one.');
}

async function makePartitions(client: ClientBase, { partitions }: Manifest): Promise<void> {
  for (const { name, parent, bound } of partitions) {
    await client.query(`CREATE TABLE IF NOT EXISTS ${quoted([name])} PARTITION OF ${quoted([parent])} ${bound}`);
  }
}

async function fill(client: ClientBase, folder: string, { name, columns, rows }: Manifest['tables'][number]) {
  const sink = client.query(copyFrom(`COPY ${quoted([name])} (${quoted(columns)}) FROM STDIN`));
  await pipeline(createReadStream(join(folder, fileOf(name))), createGunzip(), sink);
  const restored = await countRows(client, name);
  if (restored !== rows) throw new Error(`${name} has ${restored} rows, and had ${rows}.`);
}
