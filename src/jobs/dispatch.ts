import type { JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Missing } from '../events/reconcile.ts';
import type { Dispatch, DueEvent } from '../events/relay.ts';
import { instantOf } from '../ids.ts';
import { tracing } from '../tracing.ts';
import { type EventJob, eventJobId } from './event-job.ts';
import { QUEUE_NAMES, type QueueName, type Queues } from './queues.ts';
import { findSubscriber, subscribersOf } from './subscribers.ts';

type Bulk = { name: string; data: EventJob; opts: JobsOptions }[];

/** The name of the jobs that bring an event to a subscriber. */
export const EVENT_JOB = 'event';

/** Adds one job per event and subscriber; a job that is there already stays as it is, whatever its state. */
export function dispatcher(queues: Queues): Dispatch {
  return (events) =>
    addJobs(
      queues,
      events.flatMap((event) => subscribersOf(event.topic).map((subscriber) => ({ ...event, subscriber }))),
    );
}

/** The time that an event has waited, which its UUIDv7 tells. */
function traceOf({ id, topic, correlationId, traceparent: follows }: DueEvent): { traceparent?: string } {
  const trace = tracing();
  if (!trace || follows === null) return {};
  const attributes = { 'messaging.destination.name': topic, 'event.id': id, correlation_id: correlationId };
  return { traceparent: trace.passed(`outbox ${topic}`, instantOf(id), { kind: 'internal', follows, attributes }) };
}

async function addJobs(queues: Queues, events: (DueEvent & { subscriber: string })[]): Promise<void> {
  const bulks: Record<QueueName, Bulk> = { notifications: [], analytics: [], content: [], maintenance: [] };
  for (const event of events) {
    const { id: eventId, topic, correlationId, subscriber } = event;
    const data = { eventId, topic, subscriber, correlationId, ...traceOf(event) };
    bulks[findSubscriber(topic, subscriber).queue].push({ name: EVENT_JOB, data, opts: { jobId: eventJobId(data) } });
  }
  await Promise.all(QUEUE_NAMES.map((name) => bulks[name].length > 0 && queues[name].addBulk(bulks[name])));
}

/**
 * Adds the jobs again that the queues have lost. One that waits, runs or is dead stays: a dead one is for people. One
 * that counts as completed without a receipt has lost it with the database's last seconds, and runs again.
 */
export function requeuer(queues: Queues, redis: Redis): (missing: Missing[]) => Promise<number> {
  return async (missing) => {
    const lost: Missing[] = [];
    await Promise.all(
      missing.map(async (event) => {
        const queue = queues[findSubscriber(event.topic, event.subscriber).queue];
        const jobId = eventJobId({ eventId: event.id, subscriber: event.subscriber });
        const state = await queue.getJobState(jobId);
        if (state === 'delayed') await promotePutOff(queue, jobId, redis);
        if (state !== 'unknown' && state !== 'completed') return;
        // Also when unknown: a job whose list was lost keeps its id taken.
        await queue.remove(jobId);
        lost.push(event);
      }),
    );
    await addJobs(queues, lost);
    return lost.length;
  };
}

/** Milliseconds: longer than any retry waits. */
const LONGEST_WAIT = 30 * 60_000;
/** BullMQ keeps the order of jobs of one millisecond in the lower bits of the score. */
const SCORES_A_MS = 0x1000;

/** A worker whose clock is days ahead has put its retries off by as many days. */
async function promotePutOff(queue: Queue, jobId: string, redis: Redis): Promise<void> {
  const due = Number(await redis.zscore(queue.toKey('delayed'), jobId)) / SCORES_A_MS;
  if (due > Date.now() + LONGEST_WAIT) await (await queue.getJob(jobId))?.promote();
}
