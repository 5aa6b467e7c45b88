import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../local/services/postgres.ts';
import { startRedis } from '../../local/services/redis.ts';
import { siteEnvironment } from './environment.ts';
import { run } from './run.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The URLs of Redis and of the migrated template database, and the folder for the files of the demo database. */
    services: { templateUrl: string; redisUrl: string; demoFolder: string };
  }
}

type Services = { urls: ProvidedContext['services']; stop: () => Promise<void> };

declare global {
  var testServices: { started: Promise<Services>; users: number } | undefined;
}

/**
 * Starts Postgres and Redis, and migrates the template database, once per test run: the first project starts them, and the last
 * stops them. Each test file clones the template.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Vitest loads this module once per project.
  globalThis.testServices ??= { started: start(), users: 0 };
  const shared = globalThis.testServices;
  shared.users += 1;
  const { urls, stop } = await shared.started;
  project.provide('services', urls);
  return async () => {
    shared.users -= 1;
    if (shared.users === 0) await stop();
  };
}

async function start(): Promise<Services> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'lomash-test-'));
  const [postgres, redis] = await Promise.all([
    startPostgres({ dataDir: path.join(dataDir, 'postgres'), ephemeral: true, database: 'template' }),
    startRedis({ dataDir: path.join(dataDir, 'redis'), ephemeral: true }),
  ]);
  const stop = async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await run('src/processes/migrate.ts', siteEnvironment({ databaseUrl: postgres.url, redisUrl: redis.url }));
  } catch (error) {
    await stop();
    throw error;
  }
  const demoFolder = path.join(dataDir, 'demo');
  return { urls: { templateUrl: postgres.url, redisUrl: redis.url, demoFolder }, stop };
}
