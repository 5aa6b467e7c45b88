import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type PostgresOptions, startPostgres } from '../../../local/services/postgres.ts';
import { prepareCluster } from '../../../local/services/postgres-cluster.ts';
import { makeDataDir } from './data-dir.ts';
import { serviceEndsWithParent, startAndKillParent } from './kill-parent.ts';

/** A folder with a cluster that no server has used. The tests copy it, because copying takes less time than initdb. */
const unused = mkdtempSync(join(tmpdir(), 'lomash-cluster-'));
beforeAll(() => prepareCluster(unused, { sync: false }));
afterAll(() => rmSync(unused, { recursive: true }));

/** Returns a new folder with a copy of the unused cluster. `cp -a` keeps the owner of the files, and Node's own functions do not. */
function copyCluster(): string {
  const dataDir = join(makeDataDir(), 'postgres');
  execFileSync('cp', ['-a', unused, dataDir]);
  return dataDir;
}

async function start(options: PostgresOptions) {
  const server = await startPostgres({ ephemeral: true, ...options });
  onTestFinished(() => server.stop());
  return server;
}

async function query(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('the local PostgreSQL', () => {
  it('has the extensions that migrations create, UTF-8 and UTC', async () => {
    const { url } = await start({ dataDir: join(makeDataDir(), 'postgres') });
    for (const extension of ['btree_gist', 'pg_trgm', 'unaccent', 'citext'])
      await query(url, `CREATE EXTENSION ${extension}`);
    const rows = await query(
      url,
      `SELECT unaccent('É') AS plain, lower('Ä') AS lower, current_setting('server_encoding') AS encoding,
         current_setting('TimeZone') AS zone, current_setting('max_connections') AS connections`,
    );
    expect(rows).toEqual([{ plain: 'E', lower: 'ä', encoding: 'UTF8', zone: 'UTC', connections: '200' }]);
  });

  it('keeps data, password and port between starts', async () => {
    const dataDir = copyCluster();
    const first = await startPostgres({ dataDir, ephemeral: true });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    await first.stop();
    const second = await start({ dataDir });
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  });

  it('uses fsync unless it is ephemeral', async () => {
    const { url } = await start({ dataDir: copyCluster(), ephemeral: false });
    const settings = `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit`;
    expect(await query(url, settings)).toEqual([{ fsync: 'on', commit: 'on' }]);
  });

  it('refuses a wrong password', async () => {
    const { url } = await start({ dataDir: copyCluster() });
    await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    );
  });

  it('uses another port if its own is in use', async () => {
    const first = await start({ dataDir: copyCluster() });
    const second = await start({ dataDir: copyCluster() });
    expect(second.port).not.toBe(first.port);
    await expect(startPostgres({ dataDir: copyCluster(), port: first.port })).rejects.toThrow('could not bind');
  });

  it('exits when its parent process is killed', async () => {
    expect(await serviceEndsWithParent('postgres', copyCluster())).toBe(true);
  });

  it('starts on the folder of a server whose parent process was just killed', async () => {
    const dataDir = copyCluster();
    const former = await startAndKillParent('postgres', dataDir);
    const server = await start({ dataDir });
    expect(server.pid).not.toBe(former.pid);
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
