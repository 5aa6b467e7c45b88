import type { Payload } from 'payload';
import type { Queues } from './queues.ts';
import type { Schedule } from './schedules.ts';

/** Runs are many and say little once done; failed ones are of interest for a while. */
const KEPT = { attempts: 1, removeOnComplete: { count: 100 }, removeOnFail: { count: 100 } };

/**
 * Registers the schedules in Redis and looks again every so often, since whoever empties Redis empties them too. The
 * schedules are shared: any number of workers may keep them, and each turn runs once.
 * @returns what ends it.
 */
export function keepSchedules(payload: Payload, queues: Queues, schedules: Schedule[], every: number): () => void {
  let started = false;
  const look = async () => {
    try {
      await registerMissing(queues, schedules);
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

async function registerMissing({ maintenance }: Queues, schedules: Schedule[]): Promise<void> {
  const registered = await maintenance.getJobSchedulers();
  for (const { name, every } of schedules) {
    if (registered.some((scheduler) => scheduler.key === name && scheduler.every === every)) continue;
    await maintenance.upsertJobScheduler(name, { every }, { name, opts: KEPT });
  }
}

/** Workers that start within the same few seconds share one run. */
async function runAtStart({ maintenance }: Queues, schedules: Schedule[]): Promise<void> {
  for (const { name } of schedules.filter(({ atStart }) => atStart)) {
    await maintenance.add(name, {}, { ...KEPT, deduplication: { id: `start_${name}`, ttl: 5000 } });
  }
}
