import { describe, expect, test } from 'vitest';
import {
  computeReminderDueAt,
  noFreeCodeProblem,
  REFERENCE_ALPHABET,
  randomReferenceCode,
} from '../../../src/services/appointments/booking-facts.ts';

describe('a reference code', () => {
  test('has four characters that nobody confuses on the phone', () => {
    expect(REFERENCE_ALPHABET).not.toMatch(/[0O1ILU]/);
    const codes = Array.from({ length: 500 }, () => randomReferenceCode());
    for (const code of codes) expect(code).toMatch(new RegExp(`^BK-\\d{8}-[${REFERENCE_ALPHABET}]{4}$`));
    expect(new Set(codes.join('').replaceAll(/BK-\d{8}-/g, '')).size).toBe(REFERENCE_ALPHABET.length);
    expect(new Set(codes).size).toBeGreaterThan(480);
  });

  test.each([
    ['2027-06-30T22:59:59Z', 'BK-20270630-'],
    ['2027-06-30T23:00:00Z', 'BK-20270701-'],
    ['2027-12-31T23:59:59Z', 'BK-20271231-'],
  ])('has the London date at %s', (now, start) => {
    expect(randomReferenceCode(new Date(now))).toContain(start);
  });

  test('may be requested again a second later if none was free', () => {
    expect(noFreeCodeProblem()).toMatchObject({ code: 'unavailable', headers: { 'Retry-After': '1' } });
  });
});

test('the reminder is due 24 hours before the appointment, unless that time has passed', () => {
  const startsAt = new Date('2027-03-28T12:00:00Z');
  const due = new Date('2027-03-27T12:00:00Z');
  expect(computeReminderDueAt(startsAt, new Date('2027-03-27T11:59:59.999Z'))).toEqual(due);
  expect(computeReminderDueAt(startsAt, due)).toBeNull();
});
