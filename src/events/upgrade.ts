import type { Envelope } from './envelope.ts';
import { TOPICS, type Topic, type TopicDefinition } from './topics.ts';

/** An envelope as it was stored: of any version, and not checked. */
export type StoredEnvelope = Omit<Envelope, 'topic' | 'payload'> & { topic: string; payload: unknown };

/** An event whose payload does not fit its own topic and version: no retry will mend it. */
export class PoisonEvent extends Error {
  override name = 'PoisonEvent';
}

/**
 * A payload of `version`, checked against that version's schema and brought to the newest one.
 * @throws PoisonEvent when it does not fit; Error for a version that this release does not know yet (another process is
 * newer), which a later attempt may.
 */
export function upgradePayload(
  { versions, upgrades = [] }: TopicDefinition,
  version: number,
  payload: unknown,
): unknown {
  let current = payload;
  for (let number = version; number <= versions.length; number += 1) {
    const result = versions[number - 1]?.safeParse(current);
    if (!result) throw new PoisonEvent(`There is no version ${number}.`);
    if (!result.success) throw new PoisonEvent(`The payload does not fit version ${number}.`, { cause: result.error });
    current = number < versions.length ? upgrades[number - 1]?.(result.data) : result.data;
  }
  if (version > versions.length) throw new Error(`Version ${version} is newer than this release.`);
  return current;
}

/**
 * The newest form of a stored envelope: consumers see no other (events.md).
 * @throws like {@link upgradePayload}, and Error for a topic that this release does not know.
 */
export function upgradeEnvelope(stored: StoredEnvelope): Envelope {
  const definition: TopicDefinition | undefined = TOPICS[stored.topic as Topic];
  if (!definition) throw new Error(`This release does not know the topic ${stored.topic}.`);
  const payload = upgradePayload(definition, stored.version, stored.payload);
  return { ...stored, version: definition.versions.length, payload } as Envelope;
}
