import { expect, test } from 'vitest';
import { findDropTarget } from '../../../src/admin/appointments/calendar/drop-target.ts';
import type { CalendarSlots } from '../../../src/services/appointments/read-calendar.ts';

const slots = (id: string, startsAt: string, minutes = 60, more: Partial<CalendarSlots> = {}): CalendarSlots => ({
  ...{ type: 'SHOWROOM', showroomId: 'clapham', showroom: 'Clapham', state: 'FREE', slotIds: [id], startsAt },
  endsAt: new Date(Date.parse(startsAt) + minutes * 60_000).toISOString(),
  ...more,
});
const visit = { type: 'SHOWROOM' as const, showroomId: 'clapham', startsAt: '2027-03-26T10:00:00Z' };
const landing = (open: CalendarSlots[], at: string, on: 'time' | 'day' = 'time') =>
  findDropTarget(open, visit, { at: new Date(at), on })?.slotIds[0];

const nine = slots('nine', '2027-03-25T09:00:00Z');
const ten = slots('ten', '2027-03-25T10:15:00Z');

test('an appointment that is dropped in a slot, or just above one, is moved to that slot', () => {
  expect(landing([nine, ten], '2027-03-25T09:45:00Z')).toBe('nine');
  expect(landing([nine, ten], '2027-03-25T10:00:00Z')).toBe('ten');
  expect(landing([nine, ten], '2027-03-25T08:30:00Z')).toBeUndefined();
  expect(landing([nine, ten], '2027-03-25T11:15:00Z')).toBeUndefined();
});

test('an appointment is not moved to a slot of another type, or to a closed or held slot', () => {
  for (const more of [{ type: 'ONLINE' }, { state: 'CLOSED' }, { state: 'HELD' }] as const) {
    expect(landing([slots('x', '2027-03-25T09:00:00Z', 60, more)], '2027-03-25T09:00:00Z')).toBeUndefined();
  }
});

test('a slot of the appointment’s own showroom takes precedence over a nearer slot', () => {
  const other = slots('other', '2027-03-25T09:30:00Z', 60, { showroomId: 'finchley' });
  expect(landing([other, nine], '2027-03-25T09:30:00Z')).toBe('nine');
  expect(landing([other], '2027-03-25T09:30:00Z')).toBe('other');
});

test('in the month view, an appointment keeps its time of day, even across a clock change', () => {
  const summer = ['2027-03-29T08:00:00Z', '2027-03-29T09:00:00Z', '2027-03-29T10:00:00Z'].map((at) => slots(at, at));
  expect(landing(summer, '2027-03-28T23:00:00Z', 'day')).toBe('2027-03-29T09:00:00Z');
  expect(landing(summer, '2027-03-27T12:00:00Z', 'day')).toBeUndefined();
});
