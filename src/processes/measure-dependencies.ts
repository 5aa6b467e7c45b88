import { type PostgresAdapter, sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { listReplicas } from '../database/install-replicas.ts';
import { database } from '../database/transaction.ts';
import { measureOnScrape } from '../lib/metrics.ts';
import { assertRedisWritable } from '../lib/redis.ts';
import { runtimeOf } from '../lib/runtime.ts';

/** Registers metrics of this process's Postgres pool and clock, the read replicas, and Redis. Call it once. */
export function measureDependencies(payload: Payload): void {
  const { pool } = payload.db as unknown as PostgresAdapter;
  const { redis } = runtimeOf(payload);
  measureOnScrape('pg_pool_connections', 'Connections in the pool.', () => pool.totalCount);
  measureOnScrape('pg_pool_idle', 'Idle connections in the pool.', () => pool.idleCount);
  measureOnScrape('pg_pool_waiting', 'Requests waiting for a connection.', () => pool.waitingCount);
  measureOnScrape(
    'pg_replicas_unavailable',
    'Read replicas that this process cannot use, so that the primary answers their reads.',
    () => listReplicas(payload).filter(({ isUp }) => !isUp).length,
  );
  measureOnScrape(
    'clock_offset_seconds',
    'Time by which the clock of this process is ahead of the clock of Postgres.',
    async () => {
      const start = Date.now();
      const { rows } = await database(payload).execute<{ now: number }>(
        sql`SELECT extract(epoch FROM clock_timestamp())::float8 AS now`,
      );
      return (start + Date.now()) / 2000 - Number(rows[0]?.now);
    },
  );
  measureOnScrape('redis_up', 'Whether Redis accepts writes from this process: 1 if so, else 0.', () =>
    assertRedisWritable(redis).then(
      () => 1,
      () => 0,
    ),
  );
  measureOnScrape('redis_latency_seconds', 'Duration of one small write to Redis.', async () => {
    const start = performance.now();
    await assertRedisWritable(redis);
    return (performance.now() - start) / 1000;
  });
}
