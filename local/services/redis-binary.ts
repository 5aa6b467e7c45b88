import { spawnSync } from 'node:child_process';
import { unpackRedisFromDebian } from './redis-from-debian.ts';

/** A Redis server program and the environment that it needs. */
export type RedisBinary = { command: string; env: NodeJS.ProcessEnv };

/** The oldest version with XAUTOCLAIM, which the analytics buffer uses. */
const OLDEST_VERSION = 6.2;

/**
 * Finds a Redis server: `redis-server` or `valkey-server` on PATH, or else the system's Debian package, which is unpacked
 * without installation into the first writable folder of `cacheFolders`.
 * @throws Error with the commands that install a Redis server
 */
export async function findRedisBinary(cacheFolders: readonly string[]): Promise<RedisBinary> {
  for (const command of ['redis-server', 'valkey-server']) {
    const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    const version = /v=(\d+\.\d+)/.exec(stdout ?? '')?.[1];
    if (version !== undefined && Number.parseFloat(version) >= OLDEST_VERSION) return { command, env: process.env };
  }
  try {
    return await unpackRedisFromDebian(cacheFolders);
  } catch (error) {
    throw new Error(`${HELP}\n(${error instanceof Error ? error.message : error})`, { cause: error });
  }
}

const HELP = `No Redis server was found. Install one in one of these ways:
  Debian, Ubuntu   sudo apt-get install redis-server
  macOS            brew install redis
  Docker           docker run -d -p 127.0.0.1:6379:6379 redis:8.2.3, then REDIS_URL=redis://127.0.0.1:6379 npm start
or set REDIS_URL to your own server.`;
