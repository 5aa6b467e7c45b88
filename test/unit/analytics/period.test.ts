import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countDays,
  isDate,
  lastMonth,
  listDays,
  periodOfLastDays,
  previousPeriod,
} from '../../../src/services/analytics/period.ts';

describe('a date', () => {
  test.each(['2028-02-29', '1000-01-01', '2999-12-31', '2027-03-28'])('%s is valid', (date) => {
    expect(isDate(date)).toBe(true);
  });

  test.each([
    '2027-02-29',
    '2027-13-01',
    '2027-04-31',
    '0999-12-31',
    '3000-01-01',
    '2027-1-1',
    '2027-01-01T00',
    'x2027-01-01',
    '+002027-01-01',
    '',
  ])('%j is not valid', (date) => {
    expect(isDate(date)).toBe(false);
  });
});

test.each([
  ['2027-01-01', '2027-01-01', 1],
  ['2027-03-27', '2027-03-29', 3],
  ['2027-10-30', '2027-11-01', 3],
  ['2028-01-01', '2029-01-01', 367],
  ['2027-01-02', '2027-01-01', 0],
  ['2027-01-03', '2027-01-01', -1],
])('from %s to %s are %i days', (from, to, days) => {
  expect(countDays({ from, to })).toBe(days);
});

test('the last days end today in London', () => {
  expect(periodOfLastDays(1, new Date('2027-06-30T22:59:59Z'))).toEqual({ from: '2027-06-30', to: '2027-06-30' });
  expect(periodOfLastDays(7, new Date('2027-06-30T23:00:00Z'))).toEqual({ from: '2027-06-25', to: '2027-07-01' });
});

test.each([
  ['2027-03-31T12:00:00Z', '2027-02-01', '2027-02-28'],
  ['2028-03-01T00:00:00Z', '2028-02-01', '2028-02-29'],
  ['2027-01-15T00:00:00Z', '2026-12-01', '2026-12-31'],
  ['2027-06-30T23:00:00Z', '2027-06-01', '2027-06-30'],
])('the month before %s lasts from %s to %s', (now, from, to) => {
  expect(lastMonth(new Date(now))).toEqual({ from, to });
});

test('a period lists its days, across changes of the clock', () => {
  expect(listDays({ from: '2027-03-27', to: '2027-03-29' })).toEqual(['2027-03-27', '2027-03-28', '2027-03-29']);
  expect(listDays({ from: '2027-10-31', to: '2027-10-31' })).toEqual(['2027-10-31']);
});

test('the previous period is as long and ends on the day before', () => {
  expect(previousPeriod({ from: '2027-04-01', to: '2027-04-30' })).toEqual({ from: '2027-03-02', to: '2027-03-31' });
  const period = fc.record({ from: fc.integer({ min: 0, max: 3000 }), days: fc.integer({ min: 1, max: 367 }) });
  const toDate = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
  fc.assert(
    fc.property(period, ({ from, days }) => {
      const current = { from: toDate(from), to: toDate(from + days - 1) };
      expect(previousPeriod(current)).toEqual({ from: toDate(from - days), to: toDate(from - 1) });
      expect(listDays(current)).toHaveLength(days);
    }),
  );
});
