import { type PostgresAdapter, sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';
import { domainOf } from '../domain.ts';
import { measureOnScrape } from '../metrics.ts';
import { assertRedisWrites } from '../redis.ts';

/** Adds the state of this process's Postgres pool and of Redis. Call it once. */
export function measureDependencies(payload: Payload): void {
  const { pool } = payload.db as unknown as PostgresAdapter;
  const { redis } = domainOf(payload);
  measureOnScrape('pg_pool_connections', 'Connections that the pool holds.', () => pool.totalCount);
  measureOnScrape('pg_pool_idle', 'Connections that wait for work.', () => pool.idleCount);
  measureOnScrape('pg_pool_waiting', 'Requests that wait for a connection.', () => pool.waitingCount);
  measureOnScrape(
    'clock_offset_seconds',
    'How far the clock of this process is ahead of that of Postgres.',
    async () => {
      const start = Date.now();
      const { rows } = await database(payload).execute<{ now: number }>(
        sql`SELECT extract(epoch FROM clock_timestamp())::float8 AS now`,
      );
      return (start + Date.now()) / 2000 - Number(rows[0]?.now);
    },
  );
  measureOnScrape('redis_up', 'Whether Redis takes writes of this process.', () =>
    assertRedisWrites(redis).then(
      () => 1,
      () => 0,
    ),
  );
  measureOnScrape('redis_latency_seconds', 'Time of one small write.', async () => {
    const start = performance.now();
    await assertRedisWrites(redis);
    return (performance.now() - start) / 1000;
  });
}
