import { describe, expect, it } from 'vitest';
import { formatLondonMoment, formatLondonSpan } from '../../../src/emails/wording.ts';

describe('formatLondonSpan', () => {
  it.each([
    ['winter', '2026-11-24T10:30:00Z', '2026-11-24T11:30:00Z', 'Tuesday 24 November 2026, 10:30–11:30'],
    ['summer', '2026-06-18T13:00:00Z', '2026-06-18T14:00:00Z', 'Thursday 18 June 2026, 14:00–15:00'],
    ['the eve of summer time', '2026-03-28T09:00:00Z', '2026-03-28T10:00:00Z', 'Saturday 28 March 2026, 09:00–10:00'],
    [
      'the first day of summer time',
      '2026-03-29T09:00:00Z',
      '2026-03-29T10:00:00Z',
      'Sunday 29 March 2026, 10:00–11:00',
    ],
    [
      'the hour that is skipped',
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:30:00Z',
      'Sunday 29 March 2026, 00:30 GMT–02:30 BST',
    ],
    [
      'the last day of summer time',
      '2026-10-24T09:00:00Z',
      '2026-10-24T10:00:00Z',
      'Saturday 24 October 2026, 10:00–11:00',
    ],
    ['the first day of winter', '2026-10-25T09:00:00Z', '2026-10-25T10:00:00Z', 'Sunday 25 October 2026, 09:00–10:00'],
    [
      'the hour that comes twice',
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:30:00Z',
      'Sunday 25 October 2026, 01:30 BST–01:30 GMT',
    ],
    [
      'midnight',
      '2026-07-01T22:30:00Z',
      '2026-07-01T23:30:00Z',
      'Wednesday 1 July 2026, 23:30 – Thursday 2 July 2026, 00:30',
    ],
  ])('formats a span: %s', (_, startsAt, endsAt, expected) => {
    expect(formatLondonSpan(startsAt, endsAt)).toBe(expected);
    expect(formatLondonSpan(new Date(startsAt), new Date(endsAt))).toBe(expected);
  });

  it('refuses an invalid time', () => {
    expect(() => formatLondonSpan('2026-06-18T13:00:00Z', 'later')).toThrow(RangeError);
    expect(() => formatLondonMoment(new Date(Number.NaN))).toThrow(RangeError);
  });
});
