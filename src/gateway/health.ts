import { readdir } from 'node:fs/promises';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { assertTakesWrites } from '../database/assert-takes-writes.ts';
import { database } from '../database/transaction.ts';
import { domainOf } from '../domain.ts';
import { assertRedisWrites } from '../redis.ts';
import { timeLimit } from '../time-limit.ts';
import { logChanges } from './log-changes.ts';

/** A dependency that takes longer counts as away. */
const TIMEOUT_MS = 2000;

export type Check = { ok: boolean; latencyMs: number };

export type Readiness = {
  ready: boolean;
  /** Dependencies that do not do their work and that the site does without. */
  degraded: string[];
  checks: { postgres: Check; migrations: Check & { pending: number }; redis: Check };
};

const known = new WeakMap<Payload, () => Promise<Readiness>>();

/**
 * What asks each dependency to do its work, all at once; one process asks each of them once at a time, however often it is asked
 * itself. A change of a dependency's state is logged with its reason.
 */
export function readinessOf(payload: Payload): () => Promise<Readiness> {
  const readiness = known.get(payload) ?? newReadiness(payload);
  known.set(payload, readiness);
  return readiness;
}

function newReadiness(payload: Payload): () => Promise<Readiness> {
  const pendingMigrations = migrationsOf(payload);
  const note = logChanges(payload.logger);
  let running: Promise<Readiness> | undefined;
  const ask = async (): Promise<Readiness> => {
    const [postgres, migrations, redis] = await Promise.all([
      timed(() => assertTakesWrites(payload)),
      timed(pendingMigrations),
      timed(() => assertRedisWrites(domainOf(payload).redis)),
    ]);
    note('postgres', postgres.error);
    note('redis', redis.error);
    const pending = migrations.value ?? 0;
    const migrated = migrations.ok && pending === 0;
    return {
      ready: postgres.ok && migrated,
      degraded: redis.ok ? [] : ['redis'],
      checks: {
        postgres: check(postgres),
        migrations: { ...check(migrations), ok: migrated, pending },
        redis: check(redis),
      },
    };
  };
  return () => {
    running ??= ask().finally(() => {
      running = undefined;
    });
    return running;
  };
}

type Timed<T> = Check & { value?: T; error?: unknown };

const check = ({ ok, latencyMs }: Check): Check => ({ ok, latencyMs });

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const start = performance.now();
  const latency = () => Math.round((performance.now() - start) * 10) / 10;
  try {
    const value = await timeLimit(TIMEOUT_MS, work());
    return { ok: true, latencyMs: latency(), value };
  } catch (error) {
    return { ok: false, latencyMs: latency(), error };
  }
}

/** Counts the migration files that the database has not seen; once there are none, they are not looked at again. */
function migrationsOf(payload: Payload): () => Promise<number> {
  let done = false;
  return async () => {
    if (done) return 0;
    const files = await readdir(payload.db.migrationDir).catch(() => []);
    const names = files
      .filter((file) => /\.[jt]s$/.test(file) && !/^index\./.test(file))
      .map((file) => file.split('.')[0]);
    const { rows } = await database(payload).execute(sql`SELECT name FROM payload_migrations`);
    const applied = new Set(rows.map(({ name }) => String(name)));
    const pending = names.filter((name) => !applied.has(String(name))).length;
    done = pending === 0;
    return pending;
  };
}
