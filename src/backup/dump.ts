import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { fileOf, MANIFEST, type Manifest } from './manifest.ts';
import { countRows, quoted, readSchema } from './schema.ts';

/**
 * Writes all rows of a database into the new folder `folder`: those of one moment, while the site goes on. The manifest is
 * written last, so a folder that has one is whole; of a dump that fails nothing is left. Nobody but the owner may read it.
 * @throws Error when the folder is there already
 */
export async function dump(databaseUrl: string, folder: string): Promise<Manifest> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await makeFolder(folder);
    return await writeTables(client, folder).catch(async (error: unknown) => {
      await rm(folder, { recursive: true });
      throw error;
    });
  } finally {
    await client.end();
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause;
    throw new Error(`${folder} is there already: name a new folder, or remove this one if its dump was broken off.`, {
      cause,
    });
  });
}

/**
 * Begins the transaction of the dump with every table locked, and only then takes the snapshot that it reads: a table that is rewritten
 * after the snapshot (`ALTER TABLE … ADD COLUMN … DEFAULT`) would look empty to it.
 */
async function beginLocked(client: pg.Client): ReturnType<typeof readSchema> {
  for (;;) {
    const { tables } = await readSchema(client);
    const names = tables.map(({ name }) => name);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    await client.query(`LOCK TABLE ${quoted(names)} IN ACCESS SHARE MODE`);
    // The first statement that reads takes the snapshot.
    const schema = await readSchema(client);
    if (schema.tables.every(({ name }) => names.includes(name))) return schema;
    await client.query('ROLLBACK');
  }
}

async function writeTables(client: pg.Client, folder: string): Promise<Manifest> {
  const { tables, ...schema } = await beginLocked(client);
  const manifest: Manifest = { takenAt: new Date().toISOString(), ...schema, tables: [] };
  for (const { name, columns } of tables) {
    const rows = client.query(copyTo(`COPY (SELECT ${quoted(columns)} FROM ${quoted([name])}) TO STDOUT`));
    await pipeline(rows, createGzip(), createWriteStream(join(folder, fileOf(name))));
    manifest.tables.push({ name, columns, rows: await countRows(client, name) });
  }
  await client.query('COMMIT');
  const written = join(folder, `${MANIFEST}.part`);
  await writeFile(written, JSON.stringify(manifest, null, 2));
  await rename(written, join(folder, MANIFEST));
  return manifest;
}
