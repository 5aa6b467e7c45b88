import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { countRows, MANIFEST_FILE, type Manifest, quoteNames, readSchema, toFileName, withClient } from './schema.ts';

/**
 * Dumps all rows of a database into the new folder `folder`, from one snapshot, while the site keeps running. The
 * manifest is written last, so a folder with a manifest is complete; a failed dump removes its folder. Only the owner
 * can read the files.
 * @param silenceMs milliseconds without data from Postgres after which the connection counts as lost
 * @throws Error when the folder already exists, or the connection to Postgres is lost
 */
export const dump = (databaseUrl: string, folder: string, silenceMs?: number): Promise<Manifest> =>
  withClient(
    databaseUrl,
    async (client) => {
      await makeFolder(folder);
      return writeTables(client, folder).catch(async (error: unknown) => {
        await rm(folder, { recursive: true });
        throw error;
      });
    },
    silenceMs,
  );

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new Error(`${folder} already exists. Name a new folder, or delete this one if its backup was interrupted.`, {
      cause,
    });
  });
}

/**
 * Begins a transaction, locks every table, and only then takes the snapshot: a table that is rewritten after the snapshot (`ALTER
 * TABLE … ADD COLUMN … DEFAULT`) would appear empty. Starts over if a new table, which is not locked, was created before the
 * snapshot.
 */
async function beginWithTablesLocked(client: pg.Client): ReturnType<typeof readSchema> {
  for (;;) {
    const { tables } = await readSchema(client);
    const names = tables.map(({ name }) => name);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    await client.query(`LOCK TABLE ${quoteNames(names)} IN ACCESS SHARE MODE`);
    // The first SELECT of the transaction takes the snapshot.
    const schema = await readSchema(client);
    if (schema.tables.every(({ name }) => names.includes(name))) return schema;
    await client.query('ROLLBACK');
  }
}

async function writeTables(client: pg.Client, folder: string): Promise<Manifest> {
  const { tables, ...schema } = await beginWithTablesLocked(client);
  const manifest: Manifest = { takenAt: new Date().toISOString(), ...schema, tables: [] };
  for (const { name, columns } of tables) {
    const rows = client.query(copyTo(`COPY (SELECT ${quoteNames(columns)} FROM ${quoteNames([name])}) TO STDOUT`));
    await pipeline(rows, createGzip(), createWriteStream(join(folder, toFileName(name))));
    manifest.tables.push({ name, columns, rows: await countRows(client, name) });
  }
  await client.query('COMMIT');
  const partFile = join(folder, `${MANIFEST_FILE}.part`);
  await writeFile(partFile, JSON.stringify(manifest, null, 2));
  await rename(partFile, join(folder, MANIFEST_FILE));
  return manifest;
}
