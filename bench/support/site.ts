import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../local/services/postgres.ts';
import { startRedis } from '../../local/services/redis.ts';
import { siteEnvironment } from '../../test/support/environment.ts';
import { run } from '../../test/support/run.ts';
import type { Cleanup } from './cleanup.ts';
import { openMailSink } from './mail-sink.ts';

export type BenchSite = {
  /** The environment of the web process, the worker and the programs of the benchmarks. */
  environment: Record<string, string>;
  /** Connections to the site's database, to insert and read data directly. */
  database: pg.Pool;
  folder: string;
};

/**
 * Starts the services of a site in a temporary folder: Postgres and Redis with the same crash-safe settings as `npm start`, and a
 * mail server that discards everything. Then migrates the database.
 */
export async function startBenchSite(cleanup: Cleanup, overrides: Record<string, string> = {}): Promise<BenchSite> {
  const folder = await mkdtemp(join(tmpdir(), 'lomash-bench-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
  cleanup.add(postgres.stop);
  const redis = await startRedis({ dataDir: join(folder, 'redis') });
  cleanup.add(redis.stop);
  const smtpUrl = await openMailSink(cleanup);
  const environment = {
    ...siteEnvironment({ databaseUrl: postgres.url, redisUrl: redis.url, smtpUrl }),
    NODE_ENV: 'production',
    // As in the Dockerfile.
    NODE_OPTIONS: '--max-semi-space-size=32',
    WEB_ROLES: 'api',
    DATABASE_POOL_SIZE: '20',
    RATE_LIMIT_MULTIPLIER: '1000000',
    LOG_LEVEL: 'info',
    MEDIA_DIR: join(folder, 'media'),
    ...overrides,
  };
  await run('src/processes/migrate.ts', environment);
  const database = new pg.Pool({ connectionString: postgres.url, max: 4 });
  cleanup.add(() => database.end());
  return { environment, database, folder };
}
