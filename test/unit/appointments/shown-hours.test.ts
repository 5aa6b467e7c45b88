import { expect, test } from 'vitest';
import { computeShownHours } from '../../../src/admin/appointments/calendar/calendar-hours.ts';

const entry = (startsAt: string, endsAt: string) => ({ startsAt, endsAt });

test.each([
  ['nothing', [], '08:00', '21:00'],
  ['entries within the usual hours', [entry('2027-01-04T09:00:00Z', '2027-01-04T10:00:00Z')], '08:00', '21:00'],
  ['an early entry, in summer time', [entry('2027-07-05T05:30:00Z', '2027-07-05T06:30:00Z')], '06:00', '21:00'],
  ['a late entry', [entry('2027-01-04T20:45:00Z', '2027-01-04T21:45:00Z')], '08:00', '21:45'],
  ['an entry that ends at midnight', [entry('2027-01-04T23:00:00Z', '2027-01-05T00:00:00Z')], '08:00', '24:00'],
  ['an entry beyond midnight', [entry('2027-01-04T23:30:00Z', '2027-01-05T00:30:00Z')], '08:00', '24:00'],
])('the calendar shows all hours that it needs for %s', (_, entries, from, to) => {
  expect(computeShownHours(entries)).toEqual({ from, to });
});
