import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import type { Queues } from './queues.ts';
import { noteKnown } from './schedule-times.ts';
import type { Schedule } from './schedules.ts';

/** Runs are many and say little once done; failed ones are of interest for a while. */
const KEPT = { attempts: 1, removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } };

/** Milliseconds by which the clocks of two workers may differ. */
const CLOCKS_DIFFER = 5000;

/**
 * Registers the schedules in Redis and looks again every so often, since whoever empties Redis empties them too, and a worker
 * whose clock is ahead puts off the next turn by as much. The schedules are shared: any number of workers may keep them, and each
 * turn runs once.
 * @returns what ends it.
 */
export function keepSchedules(
  payload: Payload,
  { queues, redis }: { queues: Queues; redis: Redis },
  schedules: Schedule[],
  every: number,
): () => void {
  let started = false;
  const look = async () => {
    try {
      await register(queues, schedules);
      await noteKnown(redis, schedules);
      if (!started) await runAtStart(queues, schedules);
      started = true;
    } catch (err) {
      payload.logger.warn({ err }, 'The schedules could not be looked at; Redis may be away.');
    }
  };
  look();
  const timer = setInterval(look, every);
  return () => clearInterval(timer);
}

async function register({ maintenance }: Queues, schedules: Schedule[]): Promise<void> {
  const registered = new Map((await maintenance.getJobSchedulers()).map((scheduler) => [scheduler.key, scheduler]));
  for (const { name, every } of schedules) {
    const found = registered.get(name);
    const tooLate = (found?.next ?? 0) > Date.now() + every + CLOCKS_DIFFER;
    if (found?.every === every && !tooLate) continue;
    // Without that BullMQ keeps the time of the next turn.
    if (tooLate) await maintenance.removeJobScheduler(name);
    await maintenance.upsertJobScheduler(name, { every }, { name, opts: KEPT });
  }
}

/** Workers that start within the same few seconds share one run. */
async function runAtStart({ maintenance }: Queues, schedules: Schedule[]): Promise<void> {
  for (const { name } of schedules.filter(({ atStart }) => atStart)) {
    await maintenance.add(name, {}, { ...KEPT, deduplication: { id: `start_${name}`, ttl: 5000 } });
  }
}
