import { closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { endLeftover, recordProcess } from './leftover.ts';
import { openLog, tailOf } from './log-file.ts';
import { poll } from './poll.ts';
import { findStablePort } from './ports.ts';
import { type Cluster, prepareCluster } from './postgres-cluster.ts';
import type { Service } from './service.ts';
import { spawnTethered, type Tethered } from './tether.ts';

export type PostgresOptions = {
  /** A folder of its own; the cluster, its password, its log and its port are kept there. */
  dataDir: string;
  /** Default: the port of the last start if it is free, else another. */
  port?: number;
  /** For tests: data need not survive a crash of the machine, so nothing waits for the disk. */
  ephemeral?: boolean;
  /** Made if missing. Default `lomashwood`. */
  database?: string;
};

export type Postgres = Service & { url: string; port: number };

const EPHEMERAL = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=4GB'];
const START_PATIENCE = 60_000;

/**
 * Starts PostgreSQL 18 on 127.0.0.1 and returns when it answers. It ends with this process. A server that a killed process left
 * on the same folder is waited for and, if need be, stopped.
 * @throws Error with the last lines of the server's log
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { dataDir, ephemeral = false, database = 'lomashwood' } = options;
  const cluster = await prepareCluster(dataDir, { sync: !ephemeral });
  await endLeftover(join(dataDir, 'process.json'), 'SIGINT');
  const { server, port } = await launch(cluster, options);
  const url = `postgres://postgres:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}`;
  await createDatabase(url, database);
  return {
    url: `${url}/${database}`,
    port,
    pid: server.pid,
    exited: server.exited,
    // SIGINT is PostgreSQL's "fast shutdown": clients are sent away, data is written, no recovery at the next start.
    stop: async () => void (await server.stop(30_000)),
    kill: server.kill,
  };
}

type Running = { server: Tethered; port: number };

/** Tries again when another program was quicker to take the port, and while the remains of a killed server still go away. */
async function launch(cluster: Cluster, options: PostgresOptions): Promise<Running> {
  const deadline = performance.now() + START_PATIENCE;
  for (;;) {
    const port = options.port ?? (await findStablePort(join(options.dataDir, 'port')));
    const server = spawnServer(cluster, options, port);
    if (await becameReady(server, cluster.data)) return { server, port };
    const said = tailOf(join(options.dataDir, 'postgres.log'));
    server.kill();
    const passing = /postmaster\.pid" already exists|shared memory block .* still in use/.test(said);
    const portTaken = options.port === undefined && said.includes('could not bind');
    if ((!passing && !portTaken) || performance.now() > deadline) throw new Error(`PostgreSQL did not start:\n${said}`);
  }
}

function spawnServer(cluster: Cluster, { dataDir, ephemeral }: PostgresOptions, port: number): Tethered {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    'log_line_prefix=%m [%p] ',
    ...(ephemeral ? EPHEMERAL : []),
  ];
  const log = openLog(join(dataDir, 'postgres.log'));
  const server = spawnTethered(
    cluster.postgres,
    ['-D', cluster.data, ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...cluster.identity,
      cwd: '/',
      env: { ...process.env, LC_ALL: 'C' },
      output: log,
      signal: 'SIGINT',
    },
  );
  closeSync(log);
  recordProcess(join(dataDir, 'process.json'), server.pid);
  return server;
}

/** The server itself writes "ready" into its lock file; that costs no connection. */
async function becameReady(server: Tethered, data: string): Promise<boolean> {
  let ended = false;
  server.exited.finally(() => (ended = true)).catch(() => undefined);
  const answer = await poll(() => (ended ? 'ended' : isReady(data, server.pid) && 'ready'), {
    patience: START_PATIENCE,
    every: 10,
  });
  return answer === 'ready';
}

function isReady(data: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

async function createDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${url}/postgres` });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}
