import { closeSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endLeftover, recordProcess } from './leftover-process.ts';
import { openLog, readTail } from './log-file.ts';
import { poll } from './poll.ts';
import { findStablePort } from './ports.ts';
import { findRedisBinary, type RedisBinary } from './redis-binary.ts';
import type { Service } from './service.ts';
import { spawnTethered, type Tethered } from './tether.ts';

export type RedisOptions = {
  /** The service's own folder, for data, log and port. */
  dataDir: string;
  /** Default: the port of the last start if it is free, else another free port. */
  port?: number;
  /** Switches fsync off for the append-only file, for tests. */
  ephemeral?: boolean;
};

export type RedisService = Service & { url: string; port: number };

const START_TIMEOUT_MS = 60_000;
const SHARED_CACHE = fileURLToPath(new URL('../../node_modules/.cache/lomash-wood', import.meta.url));

/**
 * Starts Redis (or Valkey) on 127.0.0.1 and returns when it responds. The server uses an append-only file and no eviction,
 * because it stores the job queues. The server ends with this process. If a killed process left a server on the same folder,
 * that server is ended first, because two servers would corrupt the append-only file.
 * @throws Error with the last lines of the server's log, or with instructions to install a server
 */
export async function startRedis(options: RedisOptions): Promise<RedisService> {
  const { dataDir } = options;
  mkdirSync(join(dataDir, 'data'), { recursive: true, mode: 0o700 });
  const binary = await findRedisBinary([SHARED_CACHE, join(dataDir, 'program')]);
  await endLeftover(join(dataDir, 'process.json'), 'SIGTERM');
  const { server, port } = await launch(binary, options);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: server.pid,
    exited: server.exited,
    stop: async () => void (await server.stop(15_000)),
    kill: server.kill,
  };
}

async function launch(binary: RedisBinary, options: RedisOptions): Promise<{ server: Tethered; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await findStablePort(join(options.dataDir, 'port')));
    const server = spawnServer(binary, options, port);
    if (await waitUntilReady(server, port)) return { server, port };
    const logTail = readTail(join(options.dataDir, 'redis.log'));
    server.kill();
    // Another program may take the port between the check and the start.
    const portTaken = options.port === undefined && logTail.includes('Address already in use');
    if (!portTaken || attempt === 5) throw new Error(`Redis did not start:\n${logTail}`);
  }
}

function spawnServer(
  { command, env }: RedisBinary,
  { dataDir, ephemeral = false }: RedisOptions,
  port: number,
): Tethered {
  const settings: Record<string, string> = {
    bind: '127.0.0.1',
    port: String(port),
    dir: join(dataDir, 'data'),
    appendonly: 'yes',
    // `always`, because an analytics event is accepted only when it is on disk
    // (docs/decisions/0040-events-buffered-in-a-stream.md).
    appendfsync: ephemeral ? 'no' : 'always',
    'maxmemory-policy': 'noeviction',
    save: '',
  };
  const log = openLog(join(dataDir, 'redis.log'));
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawnTethered(command, args, { env, cwd: dataDir, output: log, signal: 'SIGTERM' });
  closeSync(log);
  recordProcess(join(dataDir, 'process.json'), server.pid);
  return server;
}

async function waitUntilReady(server: Tethered, port: number): Promise<boolean> {
  let ended = false;
  server.exited.finally(() => (ended = true)).catch(() => undefined);
  const probe = async () => (ended ? 'ended' : (await ping(port)) && 'ready');
  return (await poll(probe, { timeoutMs: START_TIMEOUT_MS, intervalMs: 10 })) === 'ready' && !ended;
}

/** Whether the server responds to PING with PONG. While the server loads its data, it responds with an error. */
function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => finish(data.toString().startsWith('+PONG')));
  });
}
