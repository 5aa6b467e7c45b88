import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  PoisonEventError,
  type StoredEnvelope,
  upgradeEnvelope,
  upgradePayload,
} from '../../../src/events/read-domain-event.ts';
import { TOPIC_NAMES, TOPICS, type Topic, type TopicDefinition } from '../../../src/events/topics.ts';

const folder = new URL('./envelopes/', import.meta.url);
const recorded = readdirSync(folder).map((name): [string, StoredEnvelope] => [
  name,
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
]);

test('every topic has a recorded envelope of version 1', () => {
  const names = recorded.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(TOPIC_NAMES.map((topic) => `${topic}.v1.json`)));
});

test.each(recorded)('the recorded envelope %s can still be read', (_, envelope) => {
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

test('consumers get every older payload in the newest version', () => {
  expect(upgradePayload(GROWN, 1, { name: 'a' })).toEqual({ count: 1 });
  expect(upgradePayload(GROWN, 2, { names: ['a', 'b'] })).toEqual({ count: 2 });
  expect(upgradePayload(GROWN, 3, { count: 3 })).toEqual({ count: 3 });
});

test('a payload that does not match its own version is poison, but a payload of a newer version is not', () => {
  expect(() => upgradePayload(GROWN, 2, { name: 'a' })).toThrow(PoisonEventError);
  expect(() => upgradePayload(GROWN, 0, {})).toThrow(PoisonEventError);
  const newer = () => upgradePayload(GROWN, 4, {});
  expect(newer).toThrow('knows only versions up to 3');
  expect(newer).not.toThrow(PoisonEventError);
});
