import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { domainOf } from './domain.ts';

/** Closes what a process holds open: the pool and Redis. */
export async function closeDomain(payload: Payload): Promise<void> {
  domainOf(payload).redis.disconnect();
  await (payload.db as unknown as PostgresAdapter).pool.end();
}
