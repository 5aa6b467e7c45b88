import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isStorableDate, parseDay, parseMoment, toDate, toDisplayDate } from '../../../src/lib/dates.ts';
import { projectFiles } from './project-files.ts';

/**
 * Finds calls that parse a text with `Date`. Only src/lib/dates.ts may do so: the result of `Date` depends on the engine, and
 * `Date` turns 31 November into 1 December.
 */
const PARSED = /Date\.parse\(|new Date\((?!\))([^\n]*)/g;

/** Matches an argument that is a number of milliseconds, not a text. */
const NUMBER = /^(?:Date\.|Math\.|\d|now\.|start |\w+\.getTime\(\)|\w+ \* 1000)/;

/** Files that may call `Date` with an argument, with the kind of argument. */
const KNOWN: Record<string, string> = {
  'src/lib/dates.ts': 'the parser',
  'src/access/operators.ts': 'texts of filters, which Payload itself parses with Date',
  'src/access/guard-shapes.ts': 'texts, to check whether Payload itself can parse them',
  'src/hooks/content/posts.ts': 'the value of a date field, which Payload itself parses with Date',
  'src/services/analytics/count-funnels.ts': 'milliseconds',
  'src/services/analytics/to-tracking-event.ts':
    'milliseconds, and a timestamp that its schema has checked (up to tens of thousands of times a second)',
  'src/services/operations/read-dead-jobs.ts': 'milliseconds of the queue',
  'src/services/operations/give-up.ts': 'milliseconds of the queue',
  'src/services/sales/receive-webhook.ts': 'timestamps of Stripe, which their schema has checked',
  'src/services/sales/stripe-event-handlers.ts': 'seconds of Stripe, which their schema has checked',
  'src/events/apply-once.ts': 'a timestamp of Postgres, or the current time',
};

test('only src/lib/dates.ts parses dates', () => {
  const found = projectFiles('src/')
    .filter((file) => /\.tsx?$/.test(file) && !(file in KNOWN))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(PARSED)]
        .filter(([text, given]) => text.startsWith('Date.parse') || !NUMBER.test(given ?? ''))
        .map(([text]) => `${file}: ${text}`),
    );
  expect(found).toEqual([]);
});

describe('parseDay', () => {
  it.each(['2026-11-30', '2028-02-29', '2000-02-29', '0001-01-01'])('accepts %s', (day) =>
    expect(parseDay(day)).toBe(day),
  );

  it.each([
    '2026-11-31',
    '2027-02-29',
    '2100-02-29',
    '2026-00-10',
    '2026-13-01',
    '2026-1-1',
    ' 2026-11-30',
    '',
    null,
    20261130,
  ])('rejects %j', (day) => expect(parseDay(day)).toBeUndefined());
});

describe('parseMoment', () => {
  it.each([
    ['2026-11-24T10:30:00.000Z', '2026-11-24T10:30:00.000Z'],
    ['2026-11-24T10:30Z', '2026-11-24T10:30:00.000Z'],
    ['2026-11-24T10:30:00+01:00', '2026-11-24T09:30:00.000Z'],
    ['2026-11-24 10:30:00.123456+00', '2026-11-24T10:30:00.123Z'],
  ])('parses %s', (text, expected) => expect(parseMoment(text)?.toISOString()).toBe(expected));

  it.each([
    '2026-11-31T10:30:00Z',
    '2026-11-24T24:00:00Z',
    '2026-11-24T10:60:00Z',
    '2026-11-24T10:30:00',
    '2026-11-24',
    'now',
    null,
  ])('rejects %j', (text) => expect(parseMoment(text)).toBeUndefined());

  it('round-trips every timestamp', () => {
    const years = { min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true };
    fc.assert(fc.property(fc.date(years), (at) => toDate(at.toISOString()).getTime() === at.getTime()));
  });
});

test('toDate rejects a day, and toDisplayDate accepts it', () => {
  expect(() => toDate('2026-11-24')).toThrow(RangeError);
  expect(toDisplayDate('2026-11-24').toISOString()).toBe('2026-11-24T12:00:00.000Z');
  expect(() => toDisplayDate('2026-11-31')).toThrow(RangeError);
});

describe('isStorableDate', () => {
  it.each([
    ...['2026-11-30', '2026-11-30T10:00', '2026-11-30T10:00:00', '2026-11-30T10:00:00.123Z', '2026-11-30T10:00+05:30'],
    ...['2026-11-30 10:00:00+00', '2028-02-29', 1_790_000_000_000, new Date(0)],
  ])('accepts %j', (value) => expect(isStorableDate(value)).toBe(true));

  it.each([
    ...['31 Nov 2026', '30 Nov 2026', '2026/11/31', '11/31/2026', 'Nov 31, 2026', '2026-11-31', '2026-11-31T10:00'],
    ...[
      '2026-11-31T10:00:00Z',
      '2027-02-29',
      '2026-11-30T25:00',
      '2026-11',
      '2026',
      '20261131',
      '',
      'x',
      'Z',
      '0000-01-01',
    ],
    ...['+012026-11-30T10:00:00.000Z', 1e300, Number.NaN, -1e15, null, {}, [], true],
  ])('rejects %j', (value) => expect(isStorableDate(value)).toBe(false));

  test('accepts a text only if `Date` parses it as the same day', () => {
    const parts = fc.tuple(
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 31 }),
    );
    const spellings = (y: string, m: string, d: string) => [
      `${y}-${m}-${d}`,
      `${y}/${m}/${d}`,
      `${m}/${d}/${y}`,
      `${d} ${m} ${y}`,
    ];
    fc.assert(
      fc.property(parts, ([year, month, day]) => {
        const [y, m, d] = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')];
        for (const text of spellings(y, m, d).filter(isStorableDate))
          expect(new Date(text).toISOString().slice(0, 10)).toBe(`${y}-${m}-${d}`);
      }),
    );
  });
});
