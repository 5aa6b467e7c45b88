import { spawnSync } from 'node:child_process';
import { unpackRedisFromDebian } from './redis-from-debian.ts';

/** A Redis server program and what it needs around it to run. */
export type RedisBinary = { command: string; env: NodeJS.ProcessEnv };

/** Streams with XAUTOCLAIM, which the analytics buffer uses, came with 6.2. */
const OLDEST = 6.2;

/**
 * Finds a Redis server: `redis-server` or `valkey-server` on PATH, else the one of the system's Debian packages, unpacked into
 * `cacheFolders` (the first that can be written) without installing anything.
 * @throws Error naming the commands that install one
 */
export async function findRedisBinary(cacheFolders: readonly string[]): Promise<RedisBinary> {
  for (const command of ['redis-server', 'valkey-server']) {
    const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    const version = /v=(\d+\.\d+)/.exec(stdout ?? '')?.[1];
    if (version !== undefined && Number.parseFloat(version) >= OLDEST) return { command, env: process.env };
  }
  try {
    return await unpackRedisFromDebian(cacheFolders);
  } catch (error) {
    throw new Error(`${HELP}\n(${error instanceof Error ? error.message : error})`, { cause: error });
  }
}

const HELP = `No Redis server was found. One of these gives you one:
  Debian, Ubuntu   sudo apt-get install redis-server
  macOS            brew install redis
  Docker           docker compose up -d redis, then REDIS_URL=redis://127.0.0.1:6379 npm start
or set REDIS_URL to a server of yours.`;
