import { toDate } from '../../../lib/dates.ts';
import type { CalendarAppointment, CalendarSlots } from '../../../services/appointments/read-calendar.ts';
import { formatLondonTime, toLondonDayKey } from '../../shared/format.ts';

/** An appointment dropped up to 15 minutes above a slot counts as dropped on this slot. */
const ABOVE_MS = 15 * 60_000;

/** Where a dragged appointment was dropped: at a time of day, or, in the month view, on a day. */
export type Drop = { at: Date; on: 'time' | 'day' };

type DropRange = { reaches: (slots: CalendarSlots) => boolean; distance: (slots: CalendarSlots) => number };

/**
 * Returns the free slots for a dropped appointment: slots of its type at the time or on the day of the drop. Prefers the
 * appointment's showroom, then the nearest time. Undefined if there are no such slots.
 */
export function findDropTarget(
  open: readonly CalendarSlots[],
  appointment: Pick<CalendarAppointment, 'type' | 'showroomId' | 'startsAt'>,
  { at, on }: Drop,
): CalendarSlots | undefined {
  const { reaches, distance } = on === 'time' ? atTime(at.getTime()) : onDay(toLondonDayKey(at), appointment.startsAt);
  const elsewhere = ({ showroomId }: CalendarSlots) => Number(showroomId !== appointment.showroomId);
  return open
    .filter((slots) => slots.state === 'FREE' && slots.type === appointment.type && reaches(slots))
    .sort((a, b) => elsewhere(a) - elsewhere(b) || distance(a) - distance(b))[0];
}

const atTime = (at: number): DropRange => ({
  reaches: ({ startsAt, endsAt }) => at >= toDate(startsAt).getTime() - ABOVE_MS && at < toDate(endsAt).getTime(),
  distance: ({ startsAt }) => Math.abs(toDate(startsAt).getTime() - at),
});

/**
 * Matches the slots of a day. The distance is the difference from the appointment's present time of day, because a drop in the
 * month view has no time.
 */
const onDay = (day: string, like: string): DropRange => ({
  reaches: ({ startsAt }) => toLondonDayKey(startsAt) === day,
  distance: ({ startsAt }) => Math.abs(minuteOfDay(startsAt) - minuteOfDay(like)),
});

function minuteOfDay(at: string): number {
  const [hours = 0, minutes = 0] = formatLondonTime(at).split(':').map(Number);
  return hours * 60 + minutes;
}
