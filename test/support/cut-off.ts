import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import type { Pool, PoolClient } from 'pg';
import { domainOf } from '../../src/domain.ts';

/** `before`: the call never arrives. `after`: it is carried out, and its answer is lost. */
export type Cut = 'before' | 'after';

type Call = () => Promise<unknown>;

/**
 * Cuts off one call that `payload` makes of Redis or Postgres, counted from 1 as they come. Pass every call of an act through
 * it, one run each, to see what is left when the act ends there.
 */
export function cutOffCalls(payload: Payload) {
  let seen = 0;
  let armed: { at: number; how: Cut } | undefined;
  let fired = false;

  const through = async (call: Call): Promise<unknown> => {
    if (!armed) return call();
    seen += 1;
    if (seen !== armed.at) return call();
    fired = true;
    if (armed.how === 'after') await call();
    throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
  };

  const domain = domainOf(payload);
  domain.redis = cutting(domain.redis, new Set(['eval', 'get', 'set', 'del', 'mget', 'ping']), through);
  const { pool } = payload.db as unknown as { pool: Pool };
  const patched = new WeakSet<object>();
  const patch = (target: Pool | PoolClient) => {
    if (patched.has(target)) return;
    patched.add(target);
    const query = target.query.bind(target) as unknown as (...args: unknown[]) => Promise<unknown>;
    Object.assign(target, {
      query: (...args: unknown[]) =>
        typeof args.at(-1) === 'function' ? query(...args) : through(() => query(...args)),
    });
  };
  patch(pool);
  pool.on('acquire', patch);

  return {
    /** Runs `act` with its call number `at` cut off. @returns whether there was such a call, and the error of the act. */
    async run(at: number, how: Cut, act: () => Promise<unknown>): Promise<{ fired: boolean; error: unknown }> {
      [seen, fired, armed] = [0, false, { at, how }];
      const error = await act().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      armed = undefined;
      return { fired, error };
    },
  };
}

function cutting(redis: Redis, names: ReadonlySet<string>, through: (call: Call) => Promise<unknown>): Redis {
  return new Proxy(redis, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const method = value.bind(target) as (...args: unknown[]) => unknown;
      if (typeof name !== 'string' || !names.has(name)) return method;
      return (...args: unknown[]) => through(async () => method(...args));
    },
  });
}
