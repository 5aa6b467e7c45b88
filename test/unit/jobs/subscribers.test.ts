import { expect, test } from 'vitest';
import type { ZodObject, ZodType } from 'zod';
import { TOPIC_NAMES, TOPICS } from '../../../src/events/topics.ts';
import { SUBSCRIBERS } from '../../../src/jobs/subscribers.ts';
import { DELIVERY_SUBSCRIBER } from '../../../src/services/brochures/index.ts';
import { EMAIL_LABELS } from '../../../src/services/operations/customer-history.ts';
import { contractTopics, contractTopicsToCome, notBuilt } from '../../support/contract.ts';
import { parseTokens } from '../../support/documents.ts';

const contract = contractTopics();
const byTopic = <T>(entries: readonly (readonly [string, T])[]) => Object.fromEntries(entries);

test('every topic has the subscribers of the contract and no others', () => {
  const table = byTopic(TOPIC_NAMES.map((topic) => [topic, SUBSCRIBERS[topic].map(({ subscriber }) => subscriber)]));
  expect(table).toEqual(byTopic(contract.map(({ topic, subscribers }) => [topic, subscribers])));
});

test('every payload has the fields of the contract, with the same nullability', () => {
  const table = byTopic(
    TOPIC_NAMES.map((topic) => {
      const { shape } = TOPICS[topic].versions.at(-1) as unknown as ZodObject<Record<string, ZodType>>;
      const fields = Object.entries(shape).map(([name, type]) => [name, type.safeParse(null).success] as const);
      return [topic, Object.fromEntries(fields)];
    }),
  );
  const stated = contract.map(({ topic, payload }) => {
    return [topic, Object.fromEntries(payload.map(({ name, nullable }) => [name, nullable]))] as const;
  });
  expect(table).toEqual(byTopic(stated));
});

test('the producers of events match the contract', () => {
  const text = parseTokens('docs/spec/events.md')
    .filter(({ type }) => type === 'inline')
    .flatMap(({ children }) => children ?? []);
  const stated = text.map(({ content }) => content).filter((content) => /^[a-z-]+-service$/.test(content));
  expect([...new Set(TOPIC_NAMES.map((topic) => TOPICS[topic].producer as string))].sort()).toEqual(stated.sort());
});

test('the topics to come are listed as not built', () => {
  const builtTopics = new Set<string>(TOPIC_NAMES);
  expect(contractTopicsToCome().filter((topic) => builtTopics.has(topic))).toEqual([]);
  const pending = notBuilt().filter((name) => /^[a-z]+\.[a-z_]+$/.test(name) && !name.startsWith('settings.'));
  expect(pending.sort()).toEqual(contractTopicsToCome().sort());
});

test('names of subscribers fit into job ids and Message-IDs', () => {
  const names = TOPIC_NAMES.flatMap((topic) => SUBSCRIBERS[topic].map(({ subscriber }) => subscriber));
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

test("a customer's history names every e-mail to customers, apart from brochures", () => {
  const emails = TOPIC_NAMES.flatMap((topic) => [...SUBSCRIBERS[topic]])
    .filter(({ queue }) => queue === 'notifications')
    .map(({ subscriber }) => subscriber)
    .filter((name) => !/^(internal|staff)-/.test(name) && name !== DELIVERY_SUBSCRIBER);
  expect(Object.keys(EMAIL_LABELS).sort()).toEqual([...new Set(emails)].sort());
});
