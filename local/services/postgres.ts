import { closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { endLeftover, recordProcess } from './leftover-process.ts';
import { openLog, readTail } from './log-file.ts';
import { poll } from './poll.ts';
import { findStablePort } from './ports.ts';
import { type Cluster, prepareCluster } from './postgres-cluster.ts';
import type { Service } from './service.ts';
import { spawnTethered, type Tethered } from './tether.ts';

export type PostgresOptions = {
  /** The service's own folder, for the cluster, its password, log and port. */
  dataDir: string;
  /** Default: the port of the last start if it is free, else another free port. */
  port?: number;
  /** Switches fsync off, for tests: their data need not survive a crash of the machine. */
  ephemeral?: boolean;
  /** The name of the database, which is created if it does not exist. Default: `lomashwood`. */
  database?: string;
};

export type PostgresService = Service & { url: string; port: number };

const EPHEMERAL_SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=4GB'];
const START_TIMEOUT_MS = 60_000;

/**
 * Starts PostgreSQL 18 on 127.0.0.1 and returns when it accepts connections. The server ends with this process. If a killed
 * process left a server on the same folder, this function first waits for the end of that server, and stops it if necessary.
 * @throws Error with the last lines of the server's log
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresService> {
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
    // SIGINT is PostgreSQL's fast shutdown: the server disconnects its clients and writes its data to disk, so that the next
    // start needs no recovery.
    stop: async () => void (await server.stop(30_000)),
    kill: server.kill,
  };
}

type Running = { server: Tethered; port: number };

/** Starts the server. Retries if another program takes the port first, or while a killed server still holds the folder. */
async function launch(cluster: Cluster, options: PostgresOptions): Promise<Running> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const port = options.port ?? (await findStablePort(join(options.dataDir, 'port')));
    const server = spawnServer(cluster, options, port);
    if (await waitUntilReady(server, cluster.data)) return { server, port };
    const logTail = readTail(join(options.dataDir, 'postgres.log'));
    server.kill();
    const passing = /postmaster\.pid" already exists|shared memory block .* still in use/.test(logTail);
    const portTaken = options.port === undefined && logTail.includes('could not bind');
    if ((!passing && !portTaken) || performance.now() > deadline)
      throw new Error(`PostgreSQL did not start:\n${logTail}`);
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
    ...(ephemeral ? EPHEMERAL_SETTINGS : []),
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

/** Waits until the server's lock file contains "ready". Reading the file needs no connection. */
async function waitUntilReady(server: Tethered, data: string): Promise<boolean> {
  let ended = false;
  server.exited.finally(() => (ended = true)).catch(() => undefined);
  const answer = await poll(() => (ended ? 'ended' : isReady(data, server.pid) && 'ready'), {
    timeoutMs: START_TIMEOUT_MS,
    intervalMs: 10,
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
