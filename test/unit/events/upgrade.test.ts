import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { TOPIC_NAMES, TOPICS, type Topic, type TopicDefinition } from '../../../src/events/topics.ts';
import { PoisonEvent, type StoredEnvelope, upgradeEnvelope, upgradePayload } from '../../../src/events/upgrade.ts';

const folder = new URL('./envelopes/', import.meta.url);
const recorded = readdirSync(folder).map((name): [string, StoredEnvelope] => [
  name,
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
]);

test('an envelope of version 1 is recorded for every topic', () => {
  const names = recorded.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(TOPIC_NAMES.map((topic) => `${topic}.v1.json`)));
});

test.each(recorded)('%s is still understood', (_, envelope) => {
  const { producer, versions } = TOPICS[envelope.topic as Topic];
  const upgraded = upgradeEnvelope(envelope);
  expect(upgraded).toMatchObject({ id: envelope.id, topic: envelope.topic, version: versions.length });
  expect(upgraded.producerId).toBe(producer);
  expect(versions[versions.length - 1]?.safeParse(upgraded.payload).success).toBe(true);
});

const GROWN: TopicDefinition = {
  producer: 'test-service',
  versions: [
    z.strictObject({ name: z.string() }),
    z.strictObject({ names: z.array(z.string()) }),
    z.strictObject({ count: z.int() }),
  ],
  upgrades: [
    (payload) => ({ names: [(payload as { name: string }).name] }),
    (payload) => ({ count: (payload as { names: string[] }).names.length }),
  ],
};

test('consumers see the newest version of every older payload', () => {
  expect(upgradePayload(GROWN, 1, { name: 'a' })).toEqual({ count: 1 });
  expect(upgradePayload(GROWN, 2, { names: ['a', 'b'] })).toEqual({ count: 2 });
  expect(upgradePayload(GROWN, 3, { count: 3 })).toEqual({ count: 3 });
});

test('a payload that does not fit its own version is poison; a version from the future is not', () => {
  expect(() => upgradePayload(GROWN, 2, { name: 'a' })).toThrow(PoisonEvent);
  expect(() => upgradePayload(GROWN, 0, {})).toThrow(PoisonEvent);
  const newer = () => upgradePayload(GROWN, 4, {});
  expect(newer).toThrow('newer');
  expect(newer).not.toThrow(PoisonEvent);
});
