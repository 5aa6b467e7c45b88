import { describe, expect, test } from 'vitest';
import {
  APPOINTMENT_TYPE_VALUES,
  BOOKING_STATUSES,
  bookingStatusInWords,
  canTransitionBooking,
  explainNoTransition,
  isOpenStatus,
  isOutcomeStatus,
  WEEKDAYS,
} from '../../../src/services/appointments/statuses.ts';

const STATUSES = BOOKING_STATUSES.map(({ value }) => value);

describe('the status of a booking', () => {
  test('is one of five, of which two are open and two are outcomes', () => {
    expect(STATUSES).toEqual(['PENDING', 'CONFIRMED', 'COMPLETED', 'NO_SHOW', 'CANCELLED']);
    expect(STATUSES.filter(isOpenStatus)).toEqual(['PENDING', 'CONFIRMED']);
    expect(STATUSES.filter(isOutcomeStatus)).toEqual(['COMPLETED', 'NO_SHOW']);
  });

  test('changes along the transitions of the contract only', () => {
    const allowed = STATUSES.flatMap((from) =>
      STATUSES.filter((to) => canTransitionBooking(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(allowed).toEqual([
      'PENDING → CONFIRMED',
      'PENDING → CANCELLED',
      'CONFIRMED → COMPLETED',
      'CONFIRMED → NO_SHOW',
      'CONFIRMED → CANCELLED',
    ]);
  });

  test('is written in the middle of a sentence', () => {
    expect(STATUSES.map(bookingStatusInWords)).toEqual(['pending', 'confirmed', 'completed', 'no-show', 'cancelled']);
    expect(explainNoTransition('CANCELLED', 'CONFIRMED')).toBe(
      "The booking's status is cancelled and can't change to confirmed.",
    );
  });
});

test('there are three types of appointment', () => {
  expect(APPOINTMENT_TYPE_VALUES).toEqual(['HOME_MEASUREMENT', 'SHOWROOM', 'ONLINE']);
});

test('the weekdays are in the order of ISO 8601', () => {
  expect(WEEKDAYS.map(({ value }) => value)).toEqual([
    ...['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
  ]);
});
