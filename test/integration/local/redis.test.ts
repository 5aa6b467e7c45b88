import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startRedis } from '../../../local/services/redis.ts';
import { makeDataDir } from './data-dir.ts';
import { serviceEndsWithParent, startAndKillParent } from './kill-parent.ts';

async function start(dataDir: string) {
  const server = await startRedis({ dataDir });
  onTestFinished(() => server.stop());
  return server;
}

async function command(url: string, name: string, ...args: string[]) {
  const client = new Redis(url);
  try {
    return await client.call(name, ...args);
  } finally {
    client.disconnect();
  }
}

describe('the local Redis', () => {
  it('evicts no keys and writes an append-only file', async () => {
    const { url } = await start(join(makeDataDir(), 'redis'));
    expect(await command(url, 'CONFIG', 'GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await command(url, 'CONFIG', 'GET', 'appendonly')).toEqual(['appendonly', 'yes']);
    expect(await command(url, 'CONFIG', 'GET', 'appendfsync')).toEqual(['appendfsync', 'always']);
    expect(await command(url, 'CONFIG', 'GET', 'bind')).toEqual(['bind', '127.0.0.1']);
  });

  it('keeps data and port between starts', async () => {
    const dataDir = join(makeDataDir(), 'redis');
    const first = await startRedis({ dataDir });
    await command(first.url, 'SET', 'kept', 'yes');
    await first.stop();
    const second = await start(dataDir);
    expect(second.url).toBe(first.url);
    expect(await command(second.url, 'GET', 'kept')).toBe('yes');
  });

  it('exits when its parent process is killed', async () => {
    expect(await serviceEndsWithParent('redis', join(makeDataDir(), 'redis'))).toBe(true);
  });

  it('starts on the folder of a server whose parent process was just killed', async () => {
    const dataDir = join(makeDataDir(), 'redis');
    const former = await startAndKillParent('redis', dataDir);
    const server = await start(dataDir);
    expect(server.pid).not.toBe(former.pid);
    expect(await command(server.url, 'PING')).toBe('PONG');
  });
});
