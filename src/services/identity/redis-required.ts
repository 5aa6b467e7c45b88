import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import { Problem } from '../../problem.ts';

/** Reports a failure of Redis as 503. @throws Problem unavailable, always. */
export function unavailable(cause: unknown): never {
  const headers = { 'Retry-After': '5' };
  throw new Problem('unavailable', 'Codes cannot be sent or checked at this moment.', { headers, cause });
}

/**
 * Runs `command` on Redis, where one-time codes live. Redis away is 503 (api.md, "Without Redis"): nothing can stand in
 * for it here, since tries must be counted over all processes.
 * @throws Problem unavailable when Redis fails or is away.
 */
export async function onRedis<T>(payload: Payload, command: (redis: Redis) => Promise<T>): Promise<T> {
  return command(domainOf(payload).redis).catch(unavailable);
}

/** Ends a request before it stores anything when Redis is away, for routes that need it later on. */
export async function requireRedis(payload: Payload): Promise<void> {
  await onRedis(payload, (redis) => redis.ping());
}
