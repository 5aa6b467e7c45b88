import type { Topic } from '../events/topics.ts';

/** The data of a job that brings one event to one subscriber: ids alone, so no personal data lies in Redis. */
export type EventJob = {
  eventId: string;
  topic: Topic;
  subscriber: string;
  correlationId: string;
  /** Of its time in the outbox, when that is traced. */
  traceparent?: string | undefined;
};

/** The id of the job: adding the same one twice is one job. BullMQ allows no colon in it. */
export const eventJobId = ({ eventId, subscriber }: Pick<EventJob, 'eventId' | 'subscriber'>): string =>
  `${eventId}_${subscriber}`;
