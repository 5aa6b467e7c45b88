import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { domainOf } from '../domain.ts';
import { measureOnScrape } from '../metrics.ts';

/** Adds the state of this process's Postgres pool and of Redis. Call it once. */
export function measureDependencies(payload: Payload): void {
  const { pool } = payload.db as unknown as PostgresAdapter;
  const { redis } = domainOf(payload);
  measureOnScrape('pg_pool_connections', 'Connections that the pool holds.', () => pool.totalCount);
  measureOnScrape('pg_pool_idle', 'Connections that wait for work.', () => pool.idleCount);
  measureOnScrape('pg_pool_waiting', 'Requests that wait for a connection.', () => pool.waitingCount);
  measureOnScrape('redis_up', 'Whether Redis is connected.', () => (redis.status === 'ready' ? 1 : 0));
  measureOnScrape('redis_latency_seconds', 'Time of one PING.', async () => {
    const start = performance.now();
    await redis.ping();
    return (performance.now() - start) / 1000;
  });
}
