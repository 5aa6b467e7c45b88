import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { dayOrMoment, parseDay, parseMoment, toDate } from '../../../src/dates.ts';
import { projectFiles } from './project-files.ts';

/** What `Date` makes of a text depends on the engine, and 31 November is 1 December to it: texts are for src/dates.ts. */
const PARSED = /Date\.parse\(|new Date\((?!\))([^\n]*)/g;

/** A count of milliseconds is no text. */
const NUMBER = /^(?:Date\.|Math\.|\d|now\.|start |\w+\.getTime\(\)|\w+ \* 1000)/;

/** Where what is given is a number, or a text that has been checked already. */
const KNOWN: Record<string, string> = {
  'src/dates.ts': 'the parser',
  'src/access/queries/operators.ts': 'what Payload itself reads so of a filter',
  'src/hooks/blogs/set-published-at.ts': 'what a date field holds, which Payload itself reads so',
  'src/services/analytics/funnels/count-funnels.ts': 'milliseconds',
  'src/services/analytics/ingest/iso-instant.ts': 'milliseconds',
  'src/services/analytics/ingest/to-tracking-event.ts':
    'a moment that its schema has checked, tens of thousands a second',
  'src/services/operations/dead-jobs.ts': 'milliseconds of the queue',
  'src/services/operations/give-up.ts': 'milliseconds of the queue',
  'src/services/sales/receive-webhook.ts': 'seconds and moments of Stripe, which their schema has checked',
  'src/events/once-outside.ts': 'a moment of Postgres, or now',
};

test('texts become dates in one place', () => {
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
  it.each(['2026-11-30', '2028-02-29', '2000-02-29', '0001-01-01'])('takes %s', (day) =>
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
  ])('refuses %j', (day) => expect(parseDay(day)).toBeUndefined());
});

describe('parseMoment', () => {
  it.each([
    ['2026-11-24T10:30:00.000Z', '2026-11-24T10:30:00.000Z'],
    ['2026-11-24T10:30Z', '2026-11-24T10:30:00.000Z'],
    ['2026-11-24T10:30:00+01:00', '2026-11-24T09:30:00.000Z'],
    ['2026-11-24 10:30:00.123456+00', '2026-11-24T10:30:00.123Z'],
  ])('reads %s', (text, expected) => expect(parseMoment(text)?.toISOString()).toBe(expected));

  it.each([
    '2026-11-31T10:30:00Z',
    '2026-11-24T24:00:00Z',
    '2026-11-24T10:60:00Z',
    '2026-11-24T10:30:00',
    '2026-11-24',
    'now',
    null,
  ])('refuses %j', (text) => expect(parseMoment(text)).toBeUndefined());

  it('gives back every moment that was written', () => {
    const years = { min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true };
    fc.assert(fc.property(fc.date(years), (at) => toDate(at.toISOString()).getTime() === at.getTime()));
  });
});

test('toDate refuses what is no moment, dayOrMoment takes days', () => {
  expect(() => toDate('2026-11-24')).toThrow(RangeError);
  expect(dayOrMoment('2026-11-24').toISOString()).toBe('2026-11-24T12:00:00.000Z');
  expect(() => dayOrMoment('2026-11-31')).toThrow(RangeError);
});
