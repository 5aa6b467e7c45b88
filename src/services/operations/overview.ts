import type { Payload } from 'payload';
import { type OutboxBacklog, outboxBacklog } from '../../events/outbox-backlog.ts';
import { type UnknownTopic, unknownTopics } from '../../events/unknown-topics.ts';
import { refusedEvents } from '../analytics/flush/health.ts';
import { type WaitingBrochures, waitingBrochures } from '../brochures/delivery.ts';
import { plannedPosts } from '../content/blog/planned.ts';
import { type TaskState, taskStates } from '../content/tasks/task-states.ts';
import { type EventForAttention, eventsForAttention } from '../sales/health.ts';
import { type DeadJobs, deadJobs } from './dead-jobs.ts';

/** What whoever runs the site has to know of. */
export type Overview = {
  outbox: OutboxBacklog;
  /** What waits for a newer release. */
  unknownTopics: UnknownTopic[];
  /** Null while Redis is away, which is worth knowing, too. */
  jobs: DeadJobs | null;
  /** Stripe's money that no order waits for. */
  stripeEvents: EventForAttention[];
  /** Analytics events that were accepted and that Postgres would not take. */
  refusedEvents: number;
  brochures: WaitingBrochures[];
  tasks: TaskState[];
  /** Posts whose scheduled publication failed. */
  failedPosts: number;
};

/** Reads it all at once. @throws Error when Postgres is away */
export async function overview(payload: Payload): Promise<Overview> {
  const [outbox, topics, jobs, stripeEvents, refused, brochures, tasks, planned] = await Promise.all([
    outboxBacklog(payload),
    unknownTopics(payload),
    deadJobs(payload).catch((err: unknown) => {
      payload.logger.warn({ err }, 'The queues could not be looked at.');
      return null;
    }),
    eventsForAttention(payload),
    refusedEvents(payload),
    waitingBrochures(payload),
    taskStates(payload),
    plannedPosts(payload),
  ]);
  const failedPosts = [...planned.values()].filter(({ failure }) => failure !== null).length;
  return {
    ...{ outbox, unknownTopics: topics, jobs, stripeEvents, brochures, tasks, failedPosts },
    refusedEvents: refused,
  };
}
