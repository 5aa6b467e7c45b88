import { type Job, type Processor, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { isProblem } from '../problem.ts';
import { traced } from '../tracing.ts';
import { handleJob } from './handle-job.ts';
import { QUEUE_PREFIX, type QueueName, retryDelay } from './queues.ts';
import { noteSuccess } from './schedule-times.ts';
import type { Schedule } from './schedules.ts';
import type { Timings } from './timings.ts';

/** Jobs that one process has in hand at a time: bounded by the mail server, by the pool of Postgres, and by need. */
const CONCURRENCY: Record<QueueName, number> = { notifications: 10, analytics: 10, content: 5, maintenance: 3 };

/** A job whose worker died is taken up again; one that keeps killing its worker is dead after these many. */
const DEATHS = 10;

type Options = {
  /** For taking jobs. */
  worker: Redis;
  /** For writing down that a schedule has run. */
  bus: Redis;
  schedules: Schedule[];
  timings: Timings;
  onError: (error: Error) => void;
};

/** Starts taking jobs from every queue. */
export function openWorkers(payload: Payload, options: Options): Worker[] {
  const { worker: connection, bus, schedules, timings, onError } = options;
  const byName = new Map(schedules.map((schedule) => [schedule.name, schedule]));
  const events: Processor = (job, token) => handleJob(payload, job, token, timings);
  const maintenance: Processor = (job) => runSchedule(payload, byName, job.name, bus);

  const open = (name: QueueName, processor: Processor) => {
    const worker = new Worker(name, processor, {
      connection,
      prefix: QUEUE_PREFIX,
      concurrency: CONCURRENCY[name],
      lockDuration: timings.lock,
      stalledInterval: timings.lock,
      maxStalledCount: DEATHS,
      runRetryDelay: 1000,
      settings: { backoffStrategy: retryDelay },
    });
    worker.on('error', onError);
    worker.on('failed', (job, err) => reportFailure(payload, name, job, err));
    return worker;
  };
  return [
    open('notifications', events),
    open('analytics', events),
    open('content', events),
    open('maintenance', maintenance),
  ];
}

/** Runs a turn of a schedule. One that finds a service away is no failure to look into: the next turn makes it good. */
async function runSchedule(
  payload: Payload,
  schedules: Map<string, Schedule>,
  name: string,
  redis: Redis,
): Promise<unknown> {
  const schedule = schedules.get(name);
  if (!schedule) throw new Error(`This release has no schedule ${name}.`);
  return traced(`schedule ${name}`, { kind: 'consumer' }, async () => {
    try {
      const result = await schedule.run(payload);
      await noteSuccess(redis, name);
      return result;
    } catch (err) {
      if (!isAway(err)) throw err;
      payload.logger.warn({ err, schedule: name }, 'A service is away: the next turn of the schedule makes it good.');
      return 'A service was away.';
    }
  });
}

/** What says when to try again. A key that is refused does not: no turn makes that good. */
const isAway = (error: unknown): boolean =>
  error instanceof AggregateError
    ? error.errors.every(isAway)
    : isProblem(error) && error.code === 'unavailable' && error.headers?.['Retry-After'] !== undefined;

function reportFailure({ logger }: Payload, queue: QueueName, job: Job | undefined, err: Error): void {
  const dead = !job || err instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1);
  const facts = { err, queue, jobId: job?.id, attempts: job?.attemptsMade, correlationId: job?.data?.correlationId };
  if (dead) logger.error(facts, 'A job is dead. It stays in the failed set until somebody retries it.');
  else logger.warn(facts, 'A job failed and will be tried again.');
}
