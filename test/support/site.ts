import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { afterAll } from 'vitest';
import { cloneDatabase } from './database.ts';
import { siteEnvironment } from './environment.ts';
import { workerRedisUrl } from './redis.ts';

export type Site = {
  payload: Payload;
  redis: Redis;
  /** The environment, for processes beside this one on the same data. */
  environment: Record<string, string>;
};

/**
 * A Payload instance in this process on a database of its own and an emptied Redis; call it once a test file, at its top
 * level. It is taken down after the file's tests.
 */
export async function startSite(overrides: Record<string, string> = {}): Promise<Site> {
  const database = await cloneDatabase();
  const redisUrl = workerRedisUrl();
  const redis = new Redis(redisUrl);
  await redis.flushdb();
  const environment = { ...siteEnvironment({ databaseUrl: database.url, redisUrl }), ...overrides };
  Object.assign(process.env, environment);
  // Read only now: the configuration takes the environment in when it is imported.
  const [{ getPayload }, { default: config }] = await Promise.all([
    import('payload'),
    import('../../payload.config.ts'),
  ]);
  const payload = await getPayload({ config });
  afterAll(async () => {
    const { closeDomain } = await import('../../src/close-domain.ts');
    await closeDomain(payload);
    redis.disconnect();
    await database.drop();
    await rm(String(environment.MEDIA_DIR), { recursive: true, force: true });
  });
  return { payload, redis, environment };
}

/** Serves the site of this process over HTTP as `src/server.ts` does. @returns its base URL. */
export async function serve(app: (...args: never[]) => unknown): Promise<string> {
  const { createServer } = await import('node:http');
  const server: Server = createServer(app as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
