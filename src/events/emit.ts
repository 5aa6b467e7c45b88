import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { afterCommit, type Transactional, transactionOf } from '../database/transaction.ts';
import { currentCorrelationId } from '../lib/correlation.ts';
import { uuidv7 } from '../lib/ids.ts';
import { runtimeOf } from '../lib/runtime.ts';
import { currentTraceparent } from '../lib/tracing.ts';
import { crashPoint } from './crash-points.ts';
import { TOPICS, type Topic, type TopicPayload } from './topics.ts';

/** An event as consumers receive it. docs/spec/events.md#envelope defines its shape. */
export type Envelope<T extends Topic = Topic> = {
  /** UUIDv7, by which consumers deduplicate. */
  id: string;
  topic: T;
  version: number;
  /** ISO 8601, UTC. */
  timestamp: string;
  producerId: string;
  correlationId: string;
  payload: TopicPayload<T>;
};

/** The Redis channel through which a commit wakes the relays. */
export const WAKE_CHANNEL = 'outbox:wake';

/**
 * Wakes the relays after a commit. A failure is harmless, because the relays also poll. Postgres NOTIFY is not used, because it
 * takes an instance-wide lock when the transaction commits.
 */
export function wakeRelay(payload: Payload): void {
  runtimeOf(payload)
    .redis.publish(WAKE_CHANNEL, '1')
    .catch((err: unknown) =>
      payload.logger.debug({ err }, 'Could not wake the relay. Its next poll will find the event.'),
    );
}

/**
 * Emits a domain event: stores its envelope in the caller's transaction, so that the event and the change commit together, and
 * wakes the relay after the commit.
 * @throws if `req` has no transaction, or `payload` does not match the topic's schema
 */
export async function emit<T extends Topic>(
  req: Transactional,
  topic: T,
  payload: TopicPayload<T>,
): Promise<Envelope<T>> {
  const { producer, versions } = TOPICS[topic];
  const tx = await transactionOf(req);
  const event: Envelope<T> = {
    id: uuidv7(),
    topic,
    version: versions.length,
    timestamp: new Date().toISOString(),
    producerId: producer,
    correlationId: currentCorrelationId(),
    payload: versions[versions.length - 1]?.parse(payload) as TopicPayload<T>,
  };
  await tx.execute(
    sql`
    INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload, traceparent)
    VALUES (${event.id}, ${topic}, ${event.version}, ${event.timestamp}, ${producer}, ${event.correlationId},
      ${JSON.stringify(event.payload)}::jsonb, ${currentTraceparent() ?? null})`,
    { prepared: true },
  );
  crashPoint('after-outbox-insert');
  await afterCommit(req, () => {
    crashPoint('after-commit');
    wakeRelay(req.payload);
  });
  return event;
}
