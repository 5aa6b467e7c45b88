import { type Job, type Processor, UnrecoverableError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { computeRetryDelayMs, QUEUE_PREFIX, type QueueName } from '../events/queues.ts';
import { isProblem } from '../lib/problem.ts';
import { withSpan } from '../lib/tracing.ts';
import { handleJob } from './handle-job.ts';
import type { JobSchedule } from './schedules.ts';
import { recordSuccess } from './start-schedules.ts';
import type { Timings } from './timings.ts';

/**
 * Concurrent jobs per queue and process. The numbers depend on the capacity of the mail server, the size of the Postgres
 * pool and the expected number of jobs.
 */
const CONCURRENCY: Record<QueueName, number> = { notifications: 10, analytics: 10, content: 5, maintenance: 3 };

/** If a worker dies, its job runs again. A job that has lost its worker more than this many times is dead. */
const MAX_STALLS = 10;

type Options = {
  /** The connection that fetches jobs. */
  worker: Redis;
  /** The connection that records successful runs of schedules. */
  bus: Redis;
  schedules: JobSchedule[];
  timings: Timings;
  onError: (error: Error) => void;
};

/** Starts a worker for each queue. */
export function openWorkers(payload: Payload, options: Options): Worker[] {
  const { worker: connection, bus, schedules, timings, onError } = options;
  const byName = new Map(schedules.map((schedule) => [schedule.name, schedule]));
  const processEvent: Processor = (job, token) => handleJob(payload, job, token, timings);
  const processMaintenance: Processor = (job) => runSchedule(payload, byName, job.name, bus);

  const openWorker = (name: QueueName, processor: Processor) => {
    const worker = new Worker(name, processor, {
      connection,
      prefix: QUEUE_PREFIX,
      concurrency: CONCURRENCY[name],
      lockDuration: timings.jobLockMs,
      stalledInterval: timings.jobLockMs,
      maxStalledCount: MAX_STALLS,
      runRetryDelay: 1000,
      settings: { backoffStrategy: computeRetryDelayMs },
    });
    worker.on('error', onError);
    worker.on('failed', (job, err) => reportFailure(payload, name, job, err));
    return worker;
  };
  return [
    openWorker('notifications', processEvent),
    openWorker('analytics', processEvent),
    openWorker('content', processEvent),
    openWorker('maintenance', processMaintenance),
  ];
}

/** Runs a schedule once. If it fails because a service is down, only a warning is logged, because the next run catches up. */
async function runSchedule(
  payload: Payload,
  schedules: Map<string, JobSchedule>,
  name: string,
  redis: Redis,
): Promise<unknown> {
  const schedule = schedules.get(name);
  if (!schedule) throw new Error(`This release has no schedule ${name}.`);
  return withSpan(`schedule ${name}`, { kind: 'consumer' }, async () => {
    try {
      const result = await schedule.run(payload);
      await recordSuccess(redis, name);
      return result;
    } catch (err) {
      if (!isServiceAway(err)) throw err;
      payload.logger.warn(
        { err, schedule: name },
        'A service is unavailable. The next run of the schedule will catch up.',
      );
      return 'A service was unavailable.';
    }
  });
}

/**
 * Whether an error means that a service is down. A Problem `unavailable` means this if it has the header `Retry-After`.
 * The Problem for a refused API key does not have this header, because waiting does not help. An AggregateError means
 * this if all its errors do.
 */
const isServiceAway = (error: unknown): boolean =>
  error instanceof AggregateError
    ? error.errors.every(isServiceAway)
    : isProblem(error) && error.code === 'unavailable' && error.headers?.['Retry-After'] !== undefined;

function reportFailure({ logger }: Payload, queue: QueueName, job: Job | undefined, err: Error): void {
  const isDead = !job || err instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1);
  const logFields = {
    err,
    queue,
    jobId: job?.id,
    attempts: job?.attemptsMade,
    correlationId: job?.data?.correlationId,
  };
  if (isDead) logger.error(logFields, 'A job is dead. Retry or discard it under Operations in the admin UI.');
  else logger.warn(logFields, 'A job failed and will be retried.');
}
