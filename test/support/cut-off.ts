import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import type { Pool, PoolClient } from 'pg';
import { runtimeOf } from '../../src/lib/runtime.ts';

/** `before`: the call never arrives. `after`: the call is executed, but its response is lost. */
export type Cut = 'before' | 'after';

type Call = () => Promise<unknown>;

/**
 * Returns a function `run` that makes one call of `payload` to Redis or Postgres fail. The calls of an action are numbered from
 * 1. A test repeats the action and lets another call fail each time, to check the state after a failure at each point.
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

  const domain = runtimeOf(payload);
  domain.redis = cutCall(domain.redis, new Set(['eval', 'get', 'set', 'del', 'mget', 'ping']), through);
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
    /** Runs `act` and fails its call number `at`. @returns whether `act` made that call, and the error of `act` */
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

function cutCall(redis: Redis, names: ReadonlySet<string>, through: (call: Call) => Promise<unknown>): Redis {
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
