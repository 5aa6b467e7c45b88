import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Redis } from 'ioredis';
import { getPayload, type Payload, type SanitizedConfig } from 'payload';
import { afterAll } from 'vitest';
import { closeRuntime } from '../../src/plugin/index.ts';
import { parseEnv } from '../../src/processes/env.ts';
import { type SiteConfigOptions, siteConfig } from '../../src/processes/site-config.ts';
import { cloneDatabase } from './database.ts';
import { copyDemoMedia, ensureDemoDatabase } from './demo.ts';
import { siteEnvironment } from './environment.ts';
import { workerRedisUrl } from './redis.ts';

export type Site = {
  payload: Payload;
  redis: Redis;
  /** The environment with which a test can start more processes on the same data. */
  environment: Record<string, string>;
};

declare global {
  /** Payload's cache of its instances. */
  var _payload: Map<string, unknown> | undefined;
}

/**
 * Starts Payload in this process with `config`, until the tests of the file have ended. Payload's handlers of REST and GraphQL
 * look up the instance `default`, so the instance of an earlier file must be forgotten. Payload has no function for that.
 */
export async function startPayload(config: Promise<SanitizedConfig>): Promise<Payload> {
  globalThis._payload?.delete('default');
  const payload = await getPayload({ config });
  afterAll(() => closeRuntime(payload));
  return payload;
}

export type SiteOptions = SiteConfigOptions & {
  /** Starts with demo data. Start the Stripe simulator with the same option if the site requests payments from it. */
  demo?: boolean;
};

/**
 * Starts Payload in this process with its own database and an emptied Redis, until the tests of the file have ended. Call it once
 * per test file, at the top level.
 * @param overrides variables that differ from those of {@link siteEnvironment}
 */
export async function startSite(
  overrides: Record<string, string> = {},
  { demo = false, ...options }: SiteOptions = {},
): Promise<Site> {
  if (demo) await ensureDemoDatabase();
  const database = await cloneDatabase(demo ? 'demo' : 'template');
  const redisUrl = workerRedisUrl();
  const redis = new Redis(redisUrl);
  await redis.flushdb();
  const environment = { ...siteEnvironment({ databaseUrl: database.url, redisUrl }), ...overrides };
  // Vitest runs these functions in reverse order, so Payload is closed first.
  afterAll(async () => {
    redis.disconnect();
    await database.drop();
    await rm(String(environment.MEDIA_DIR), { recursive: true, force: true });
  });
  if (demo) await copyDemoMedia(String(environment.MEDIA_DIR));
  const payload = await startPayload(siteConfig(parseEnv(environment), options));
  return { payload, redis, environment };
}

/** Serves an app over HTTP until the tests of the file have ended. @returns the base URL */
export async function serve(app: (...args: never[]) => unknown): Promise<string> {
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
