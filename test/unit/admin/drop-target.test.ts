import { expect, test } from 'vitest';
import { dropTarget } from '../../../src/admin/calendar/drop-target.ts';
import type { OpenSlots } from '../../../src/services/appointments/diary.ts';

const slots = (id: string, startsAt: string, minutes = 60, more: Partial<OpenSlots> = {}): OpenSlots => ({
  ...{ type: 'SHOWROOM', showroomId: 'clapham', showroom: 'Clapham', state: 'FREE', slotIds: [id], startsAt },
  endsAt: new Date(Date.parse(startsAt) + minutes * 60_000).toISOString(),
  ...more,
});
const visit = { type: 'SHOWROOM' as const, showroomId: 'clapham', startsAt: '2027-03-26T10:00:00Z' };
const landing = (open: OpenSlots[], at: string, on: 'time' | 'day' = 'time') =>
  dropTarget(open, visit, { at: new Date(at), on })?.slotIds[0];

const nine = slots('nine', '2027-03-25T09:00:00Z');
const ten = slots('ten', '2027-03-25T10:15:00Z');

test('a visit lands in the slot that it is dropped in, or just above', () => {
  expect(landing([nine, ten], '2027-03-25T09:45:00Z')).toBe('nine');
  expect(landing([nine, ten], '2027-03-25T10:00:00Z')).toBe('ten');
  expect(landing([nine, ten], '2027-03-25T08:30:00Z')).toBeUndefined();
  expect(landing([nine, ten], '2027-03-25T11:15:00Z')).toBeUndefined();
});

test('it lands in none that is of another type, closed or held', () => {
  for (const more of [{ type: 'ONLINE' }, { state: 'CLOSED' }, { state: 'HELD' }] as const) {
    expect(landing([slots('x', '2027-03-25T09:00:00Z', 60, more)], '2027-03-25T09:00:00Z')).toBeUndefined();
  }
});

test('its own showroom comes before another that is nearer', () => {
  const other = slots('other', '2027-03-25T09:30:00Z', 60, { showroomId: 'finchley' });
  expect(landing([other, nine], '2027-03-25T09:30:00Z')).toBe('nine');
  expect(landing([other], '2027-03-25T09:30:00Z')).toBe('other');
});

test('in the month it keeps its time of day, across the change to summer time as well', () => {
  const summer = ['2027-03-29T08:00:00Z', '2027-03-29T09:00:00Z', '2027-03-29T10:00:00Z'].map((at) => slots(at, at));
  expect(landing(summer, '2027-03-28T23:00:00Z', 'day')).toBe('2027-03-29T09:00:00Z');
  expect(landing(summer, '2027-03-27T12:00:00Z', 'day')).toBeUndefined();
});
