import { readdir } from 'node:fs/promises';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import type { Logger } from 'pino';
import { assertDatabaseWritable } from '../database/check-database.ts';
import { listReplicas, type ReadReplica } from '../database/install-replicas.ts';
import { database } from '../database/transaction.ts';
import { withTimeLimit } from '../lib/concurrency.ts';
import { assertRedisWritable } from '../lib/redis.ts';
import { oncePerPayload, runtimeOf } from '../lib/runtime.ts';

/** Milliseconds after which a dependency that has not responded counts as down. */
const TIMEOUT_MS = 2000;

/** The result of checking one dependency, with the time it took in milliseconds. */
type HealthCheck = { ok: boolean; latencyMs: number };

/** Whether this process can serve, and the state of each dependency. */
export type Readiness = {
  ready: boolean;
  /** The optional dependencies that are down: Redis and read replicas. The site serves requests without them. */
  degraded: string[];
  checks: {
    postgres: HealthCheck;
    migrations: HealthCheck & { pending: number };
    redis: HealthCheck;
    [replica: `postgres-replica-${number}`]: HealthCheck;
  };
};

/**
 * Returns a function that checks all dependencies in parallel, each by a real operation such as a write. Concurrent calls share
 * one check. A change of a dependency's state is logged with the reason.
 */
export const getReadinessCheck = oncePerPayload(createReadinessCheck);

function createReadinessCheck(payload: Payload): () => Promise<Readiness> {
  const pendingMigrations = createMigrationCheck(payload);
  const logState = createStateLogger(payload.logger);
  let running: Promise<Readiness> | undefined;
  const runChecks = async (): Promise<Readiness> => {
    const [postgres, migrations, redis, replicas] = await Promise.all([
      timeCheck(() => assertDatabaseWritable(payload)),
      timeCheck(pendingMigrations),
      timeCheck(() => assertRedisWritable(runtimeOf(payload).redis)),
      Promise.all(listReplicas(payload).map(checkReplica)),
    ]);
    logState('postgres', postgres.error);
    logState('redis', redis.error);
    const pending = migrations.value ?? 0;
    const migrated = migrations.ok && pending === 0;
    return {
      ready: postgres.ok && migrated,
      degraded: [...(redis.ok ? [] : ['redis']), ...replicas.filter(([, { ok }]) => !ok).map(([name]) => name)],
      checks: {
        postgres: toHealthCheck(postgres),
        migrations: { ...toHealthCheck(migrations), ok: migrated, pending },
        redis: toHealthCheck(redis),
        ...Object.fromEntries(replicas),
      },
    };
  };
  return () => {
    running ??= runChecks().finally(() => {
      running = undefined;
    });
    return running;
  };
}

const checkReplica = async (replica: ReadReplica): Promise<[string, HealthCheck]> => [
  replica.name,
  toHealthCheck(await timeCheck(() => replica.check())),
];

type TimedCheck<T> = HealthCheck & { value?: T; error?: unknown };

const toHealthCheck = ({ ok, latencyMs }: HealthCheck): HealthCheck => ({ ok, latencyMs });

async function timeCheck<T>(work: () => Promise<T>): Promise<TimedCheck<T>> {
  const start = performance.now();
  const readLatencyMs = () => Math.round((performance.now() - start) * 10) / 10;
  try {
    const value = await withTimeLimit(TIMEOUT_MS, work());
    return { ok: true, latencyMs: readLatencyMs(), value };
  } catch (error) {
    return { ok: false, latencyMs: readLatencyMs(), error };
  }
}

/** Returns a function that counts the migrations that are not applied. Once it has returned 0, it no longer checks. */
function createMigrationCheck(payload: Payload): () => Promise<number> {
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

/** Called after each check of a dependency. `error` is the error of the check; undefined if the dependency works. */
type StateLogger = (dependency: string, error: unknown) => void;

const readReason = (error: unknown) => (error instanceof Error ? error.message : error && String(error));

/** Returns a function that logs when a dependency fails, fails for a new reason, or recovers. It logs no other checks. */
function createStateLogger(logger: Pick<Logger, 'error' | 'info'>): StateLogger {
  const reasons = new Map<string, unknown>();
  return (dependency, error) => {
    const reason = readReason(error);
    if (reason === reasons.get(dependency)) return;
    reasons.set(dependency, reason);
    if (reason === undefined) logger.info({ dependency }, 'A dependency is available again.');
    else logger.error({ err: error, dependency }, 'A dependency is unavailable.');
  };
}
