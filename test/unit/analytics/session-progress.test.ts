import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Hit,
  joinSessions,
  measureProgress,
  sortByTime,
} from '../../../src/services/analytics/session-progress.ts';

const MINUTE = 60_000;
const hit = (type: string, minute: number, page = '/', eventId = `${type}${minute}`): Hit => ({
  ...{ eventId, type, page, at: minute * MINUTE },
});

describe('hits', () => {
  test('are sorted by time, then by id, and the given list stays as it is', () => {
    const hits = [hit('b', 2), hit('a', 1, '/', 'y'), hit('a', 1, '/', 'x')];
    expect(sortByTime(hits).map(({ eventId }) => eventId)).toEqual(['x', 'y', 'b2']);
    expect(sortByTime(hits.toReversed()).map(({ eventId }) => eventId)).toEqual(['x', 'y', 'b2']);
    expect(hits[0]?.eventId).toBe('b2');
  });
});

describe('the progress of a session', () => {
  const funnel = {
    ...{ funnel: 'f', windowMinutes: 30 },
    steps: [
      { event: 'page', page: '/kitchens' },
      { event: 'book', page: '' },
      { event: 'pay', page: '' },
    ],
  };
  const progress = (...hits: Hit[]) => measureProgress(funnel, hits);

  test('begins with the first event of the first step on a page below its path', () => {
    expect(progress()).toBeUndefined();
    expect(progress(hit('page', 1, '/bedrooms'), hit('book', 2))).toBeUndefined();
    expect(progress(hit('click', 1, '/kitchens'))).toBeUndefined();
    expect(progress(hit('page', 1, '/kitchens/oak'), hit('page', 5, '/kitchens'))).toEqual({
      startedAt: MINUTE,
      reached: 1,
    });
  });

  test('counts each later step after the one before, and other events in between', () => {
    expect(progress(hit('book', 0), hit('page', 1, '/kitchens'), hit('pay', 2), hit('x', 3), hit('book', 4))).toEqual({
      ...{ startedAt: MINUTE, reached: 2 },
    });
    expect(progress(hit('page', 1, '/kitchens'), hit('book', 2), hit('pay', 3), hit('pay', 4))).toEqual({
      ...{ startedAt: MINUTE, reached: 3 },
    });
  });

  test('ends with the window, which starts at the first step', () => {
    expect(progress(hit('page', 1, '/kitchens'), hit('book', 20), hit('pay', 31))?.reached).toBe(3);
    expect(progress(hit('page', 1, '/kitchens'), hit('book', 20), hit('pay', 32))?.reached).toBe(2);
  });

  test('never decreases with another event', () => {
    const hits = fc.array(
      fc.record({ type: fc.constantFrom('page', 'book', 'pay'), minute: fc.nat(30), page: fc.constant('/kitchens') }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(hits, (given) => {
        const sorted = sortByTime(given.map(({ type, minute, page }, i) => hit(type, minute, page, String(i))));
        const all = measureProgress(funnel, sorted)?.reached ?? 0;
        expect(measureProgress(funnel, sorted.slice(0, -1))?.reached ?? 0).toBeLessThanOrEqual(all);
      }),
    );
  });
});

describe('an event without a session', () => {
  const inSession = (sessionId: string | null, minute: number, userId: string | null = null) => ({
    ...hit('page', minute, '/', `${sessionId}${minute}`),
    sessionId,
    userId,
  });
  const identities = ['b', 'c', 'a'].map((sessionId) => ({ userId: 'jo', sessionId }));
  const join = (events: ReturnType<typeof inSession>[], sessionless: ReturnType<typeof inSession>[]) =>
    Object.fromEntries(
      [...joinSessions(events, sessionless, identities)].map(([id, hits]) => [id, hits.map(({ at }) => at / MINUTE)]),
    );

  test('belongs to the latest session of the customer that had started', () => {
    const events = [inSession('a', 5), inSession('a', 1), inSession('b', 3), inSession('x', 4)];
    expect(join(events, [inSession(null, 2, 'jo')])).toEqual({ a: [5, 1, 2], b: [3], x: [4] });
    expect(join(events, [inSession(null, 3, 'jo')])).toEqual({ a: [5, 1], b: [3, 3], x: [4] });
    expect(join(events, [inSession(null, 9, 'jo')])).toEqual({ a: [5, 1], b: [3, 9], x: [4] });
    expect(join([inSession('a', 3), inSession('c', 1)], [inSession(null, 9, 'jo')])).toEqual({ a: [3, 9], c: [1] });
  });

  test('belongs to the session with the greater id if two started at the same time', () => {
    expect(join([inSession('b', 1), inSession('a', 1)], [inSession(null, 2, 'jo')])).toEqual({ b: [1, 2], a: [1] });
    expect(join([inSession('c', 1), inSession('b', 1)], [inSession(null, 2, 'jo')])).toEqual({ b: [1], c: [1, 2] });
  });

  test('is left out before the first session, and for another customer', () => {
    const events = [inSession('a', 5)];
    expect(join(events, [inSession(null, 4, 'jo'), inSession(null, 9, 'al'), inSession(null, 9)])).toEqual({ a: [5] });
    expect(join([inSession(null, 1)], [])).toEqual({});
  });
});
