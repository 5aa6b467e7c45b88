import type { JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type EventJob, QUEUE_NAMES, type QueueName, type Queues, toEventJobId } from '../events/queues.ts';
import type { MissingReceipt } from '../events/reconcile.ts';
import type { Dispatch, DueEvent } from '../events/start-relay.ts';
import { timestampFromUuid } from '../lib/ids.ts';
import { getTracing } from '../lib/tracing.ts';
import { findSubscriber, listSubscribers } from './subscribers.ts';

type Bulk = { name: string; data: EventJob; opts: JobsOptions }[];

/** Name of jobs that deliver an event to a subscriber. */
export const EVENT_JOB = 'event';

/**
 * Creates a {@link Dispatch} that adds one job per event and subscriber. A job that already exists stays unchanged, whatever its
 * state.
 */
export function createDispatch(queues: Queues): Dispatch {
  return (events) =>
    addJobs(
      queues,
      events.flatMap((event) => listSubscribers(event.topic).map((subscriber) => ({ ...event, subscriber }))),
    );
}

/** Records a span for the time that an event waited in the outbox, from the creation time in the event's UUIDv7. */
function traceOutboxWait({ id, topic, correlationId, traceparent: parent }: DueEvent): { traceparent?: string } {
  const trace = getTracing();
  if (!trace || parent === null) return {};
  const attributes = { 'messaging.destination.name': topic, 'event.id': id, correlation_id: correlationId };
  return {
    traceparent: trace.recordSpan(`outbox ${topic}`, timestampFromUuid(id), { kind: 'internal', parent, attributes }),
  };
}

async function addJobs(queues: Queues, events: (DueEvent & { subscriber: string })[]): Promise<void> {
  const bulks: Record<QueueName, Bulk> = { notifications: [], analytics: [], content: [], maintenance: [] };
  for (const event of events) {
    const { id: eventId, topic, correlationId, subscriber } = event;
    const data = { eventId, topic, subscriber, correlationId, ...traceOutboxWait(event) };
    bulks[findSubscriber(topic, subscriber).queue].push({ name: EVENT_JOB, data, opts: { jobId: toEventJobId(data) } });
  }
  await Promise.all(QUEUE_NAMES.map((name) => bulks[name].length > 0 && queues[name].addBulk(bulks[name])));
}

/**
 * Creates a function that queues lost jobs again and returns their number. Jobs that wait or run stay unchanged, and so do dead
 * jobs, because an admin decides about them. A delayed job whose next attempt is implausibly late runs now. A completed job
 * without a receipt runs again: the database has lost the receipt, together with its last commits.
 */
export function createRequeue(queues: Queues, redis: Redis): (missing: MissingReceipt[]) => Promise<number> {
  return async (missing) => {
    const lost: MissingReceipt[] = [];
    await Promise.all(
      missing.map(async (event) => {
        const queue = queues[findSubscriber(event.topic, event.subscriber).queue];
        const jobId = toEventJobId({ eventId: event.id, subscriber: event.subscriber });
        const state = await queue.getJobState(jobId);
        if (state === 'delayed') await promotePostponed(queue, jobId, redis);
        if (state !== 'unknown' && state !== 'completed') return;
        // Remove a job in state `unknown`, too: if Redis lost only the list that contains the job, the job's id is still in use.
        await queue.remove(jobId);
        lost.push(event);
      }),
    );
    await addJobs(queues, lost);
    return lost.length;
  };
}

/** The longest plausible time until the next attempt of a delayed job, in milliseconds; longer than any retry delay. */
const LONGEST_WAIT_MS = 30 * 60_000;
/**
 * BullMQ multiplies the due time of a delayed job (in milliseconds) by this factor to get the job's score. The lower bits of the
 * score contain the order within a millisecond.
 */
const SCORES_PER_MS = 0x1000;

/** Makes a delayed job run now if its next attempt is implausibly late, because a worker with a fast clock chose the time. */
async function promotePostponed(queue: Queue, jobId: string, redis: Redis): Promise<void> {
  const dueMs = Number(await redis.zscore(queue.toKey('delayed'), jobId)) / SCORES_PER_MS;
  if (dueMs > Date.now() + LONGEST_WAIT_MS) await (await queue.getJob(jobId))?.promote();
}
