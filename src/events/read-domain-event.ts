import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';
import { toDate } from '../lib/dates.ts';
import type { Envelope } from './emit.ts';
import { TOPICS, type Topic, type TopicDefinition } from './topics.ts';

/** A stored envelope, of any version and not yet validated. */
export type StoredEnvelope = Omit<Envelope, 'topic' | 'payload'> & { topic: string; payload: unknown };

/** Thrown for an event whose payload does not match its topic and version. Retries cannot help. */
export class PoisonEventError extends Error {
  override name = 'PoisonEventError';
}

/**
 * Validates a payload against the schema of `version` and upgrades it to the newest version.
 * @throws PoisonEventError if the payload does not match, or if `version` is below 1
 * @throws Error if only a newer release knows `version`. The event is then retried, because a process of that release
 * may succeed.
 */
export function upgradePayload(
  { versions, upgrades = [] }: TopicDefinition,
  version: number,
  payload: unknown,
): unknown {
  let current = payload;
  for (let number = version; number <= versions.length; number += 1) {
    const result = versions[number - 1]?.safeParse(current);
    if (!result) throw new PoisonEventError(`The event has version ${number}, but versions start at 1.`);
    if (!result.success)
      throw new PoisonEventError(`The payload does not match version ${number}.`, { cause: result.error });
    current = number < versions.length ? upgrades[number - 1]?.(result.data) : result.data;
  }
  if (version > versions.length)
    throw new Error(`The event has version ${version}, but this release knows only versions up to ${versions.length}.`);
  return current;
}

/**
 * Upgrades a stored envelope to the newest version of its topic, the only version that consumers see (docs/spec/events.md).
 * @throws as {@link upgradePayload} does; also Error for a topic that this release does not know
 */
export function upgradeEnvelope(stored: StoredEnvelope): Envelope {
  const definition: TopicDefinition | undefined = TOPICS[stored.topic as Topic];
  if (!definition) throw new Error(`This release does not know the topic ${stored.topic}.`);
  const payload = upgradePayload(definition, stored.version, stored.payload);
  return { ...stored, version: definition.versions.length, payload } as Envelope;
}

/**
 * Reads an event and upgrades it to the newest version of its topic. Null if there is no such event, for example
 * because it was deleted.
 * @throws as {@link upgradeEnvelope} does
 */
export async function readDomainEvent(payload: Payload, eventId: string): Promise<Envelope | null> {
  const { rows } = await database(payload).execute(sql`
    SELECT id, topic, version::int AS version, timestamp, producer_id AS "producerId",
      correlation_id AS "correlationId", payload
    FROM domain_events WHERE id = ${eventId}`);
  const row = rows[0] as StoredEnvelope | undefined;
  return row ? upgradeEnvelope({ ...row, timestamp: toDate(row.timestamp).toISOString() }) : null;
}
