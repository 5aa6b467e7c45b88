import { closeSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endLeftover, recordProcess } from './leftover.ts';
import { openLog, tailOf } from './log-file.ts';
import { poll } from './poll.ts';
import { findStablePort } from './ports.ts';
import { findRedisBinary, type RedisBinary } from './redis-binary.ts';
import type { Service } from './service.ts';
import { spawnTethered, type Tethered } from './tether.ts';

export type RedisOptions = {
  /** A folder of its own; data, log and port are kept there. */
  dataDir: string;
  /** Default: the port of the last start if it is free, else another. */
  port?: number;
  /** For tests: the append-only file is kept, but nothing waits for the disk. */
  ephemeral?: boolean;
};

export type Redis = Service & { url: string; port: number };

const START_PATIENCE = 60_000;
const SHARED_CACHE = fileURLToPath(new URL('../../node_modules/.cache/lomash-wood', import.meta.url));

/**
 * Starts Redis (or Valkey) on 127.0.0.1 and returns when it answers: append-only file on, and never evicting, since job queues
 * live in it. It ends with this process; one that a killed process left on the same folder is ended first, as two servers would
 * ruin one append-only file.
 * @throws Error with the last lines of the server's log, or naming how to get a server
 */
export async function startRedis(options: RedisOptions): Promise<Redis> {
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
    if (await becameReady(server, port)) return { server, port };
    const said = tailOf(join(options.dataDir, 'redis.log'));
    server.kill();
    // Another program was quicker to take the port that looked free.
    const portTaken = options.port === undefined && said.includes('Address already in use');
    if (!portTaken || attempt === 5) throw new Error(`Redis did not start:\n${said}`);
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
    // An event that was accepted is on disk (docs/decisions/0040).
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

async function becameReady(server: Tethered, port: number): Promise<boolean> {
  let ended = false;
  server.exited.finally(() => (ended = true)).catch(() => undefined);
  const probe = async () => (ended ? 'ended' : (await ping(port)) && 'ready');
  return (await poll(probe, { patience: START_PATIENCE, every: 10 })) === 'ready' && !ended;
}

/** Whether the server answers PING; while it still loads its data it answers with an error. */
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
