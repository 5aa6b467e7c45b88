import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import type { Queues } from '../events/queues.ts';
import type { JobSchedule } from './schedules.ts';

/** The Redis hash with the time of each schedule's last success, in seconds since the epoch by the clock of Redis. */
const SUCCESS_KEY = 'schedules:succeeded';

type NamedSchedule = { name: string; every: number };

const readRedisSeconds = async (redis: Redis): Promise<number> => Number((await redis.time())[0]);

/** Stores the current time as the last success of a schedule. */
export async function recordSuccess(redis: Redis, name: string): Promise<void> {
  await redis.hset(SUCCESS_KEY, name, await readRedisSeconds(redis));
}

/** Stores the current time as the last success of every schedule without a stored success, such as a new schedule. */
export async function recordKnownSchedules(redis: Redis, schedules: readonly NamedSchedule[]): Promise<void> {
  const at = await readRedisSeconds(redis);
  await Promise.all(schedules.map(({ name }) => redis.hsetnx(SUCCESS_KEY, name, at)));
}

/** Seconds by which each schedule is overdue: time since its last success minus its period, at least 0. */
export async function readOverdueSeconds(
  redis: Redis,
  schedules: readonly NamedSchedule[],
): Promise<Map<string, number>> {
  const [at, succeeded] = await Promise.all([readRedisSeconds(redis), redis.hgetall(SUCCESS_KEY)]);
  return new Map(
    schedules.map(({ name, every }) => [name, Math.max(0, at - Number(succeeded[name] ?? at) - every / 1000)]),
  );
}

/**
 * Options for the runs of schedules. Schedules run often, so Redis stores only the last 100 successful runs and the
 * last 100 failed runs. These numbers are totals for all schedules together.
 */
const SCHEDULE_JOB_OPTIONS = { attempts: 1, removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } };

/** Milliseconds by which the clocks of two workers may differ. */
const MAX_CLOCK_SKEW_MS = 5000;

/**
 * Registers the schedules in Redis, and corrects them every `intervalMs` milliseconds. Corrections are necessary
 * because flushing Redis deletes the schedules, and because a worker with a fast clock sets the next run too late. The
 * workers share the schedules, and each run happens on only one of the workers.
 * @returns a function that stops the checks
 */
export function startSchedules(
  payload: Payload,
  { queues, redis }: { queues: Queues; redis: Redis },
  schedules: JobSchedule[],
  intervalMs: number,
): () => void {
  let started = false;
  const poll = async () => {
    try {
      await register(queues, schedules);
      await recordKnownSchedules(redis, schedules);
      if (!started) await runAtStart(queues, schedules);
      started = true;
    } catch (err) {
      payload.logger.warn({ err }, 'Could not check the schedules; Redis may be unavailable.');
    }
  };
  poll();
  const timer = setInterval(poll, intervalMs);
  return () => clearInterval(timer);
}

async function register({ maintenance }: Queues, schedules: JobSchedule[]): Promise<void> {
  const registered = new Map((await maintenance.getJobSchedulers()).map((scheduler) => [scheduler.key, scheduler]));
  for (const { name, every } of schedules) {
    const registration = registered.get(name);
    const isTooLate = (registration?.next ?? 0) > Date.now() + every + MAX_CLOCK_SKEW_MS;
    if (registration?.every === every && !isTooLate) continue;
    // The upsert does not change the time of the next run, so a schedule with a wrong time is removed first.
    if (isTooLate) await maintenance.removeJobScheduler(name);
    await maintenance.upsertJobScheduler(name, { every }, { name, opts: SCHEDULE_JOB_OPTIONS });
  }
}

/** Queues a run of each schedule with `atStart`. Workers that start within 5 s share one run. */
async function runAtStart({ maintenance }: Queues, schedules: JobSchedule[]): Promise<void> {
  for (const { name } of schedules.filter(({ atStart }) => atStart)) {
    await maintenance.add(name, {}, { ...SCHEDULE_JOB_OPTIONS, deduplication: { id: `start_${name}`, ttl: 5000 } });
  }
}
