import { sql } from '@payloadcms/db-postgres';
import { currentCorrelationId } from '../correlation.ts';
import { afterCommit, sessionOf, type Transactional } from '../database/transaction.ts';
import { uuidv7 } from '../ids.ts';
import { currentTraceparent } from '../tracing.ts';
import { crashPoint } from './crash-points.ts';
import type { Envelope } from './envelope.ts';
import { TOPICS, type Topic, type TopicPayload } from './topics.ts';
import { wakeRelay } from './wake.ts';

/**
 * Emits a domain event: stores its envelope in the caller's transaction, so it exists exactly when the change does, and
 * wakes the relay once that has committed.
 * @throws when `req` is in no transaction, or `payload` does not fit the topic's schema.
 */
export async function emit<T extends Topic>(
  req: Transactional,
  topic: T,
  payload: TopicPayload<T>,
): Promise<Envelope<T>> {
  const { producer, versions } = TOPICS[topic];
  const tx = await sessionOf(req);
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
