import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../local/services/postgres.ts';
import { startRedis } from '../../local/services/redis.ts';
import { siteEnvironment } from './environment.ts';
import { run } from './run.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated database to clone, the server that it is on, and a Redis. */
    services: { templateUrl: string; redisUrl: string };
  }
}

/** Starts Postgres and Redis once for a run of tests and migrates the database that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
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
    await run('src/migrate.ts', siteEnvironment({ databaseUrl: postgres.url, redisUrl: redis.url }));
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('services', { templateUrl: postgres.url, redisUrl: redis.url });
  return stop;
}
