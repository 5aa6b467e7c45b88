import type { CalendarAppointment, CalendarClosedDay } from '../../../services/appointments/read-calendar.ts';
import { formatLondonTime, toLondonDayKey } from '../../shared/format.ts';

/** A day to close, or some of its hours, without the reason. */
export type ClosableTime = Omit<CalendarClosedDay, 'reason'>;

/** Whether the whole day is closed. */
export const isWholeDay = ({ from }: Pick<ClosableTime, 'from'>): boolean => from === null;

/** Formats closed hours as "09:00–12:00"; undefined for a whole day. */
export const formatClosedHours = ({ from, to }: Pick<ClosableTime, 'from' | 'to'>): string | undefined =>
  from !== null && to !== null ? `${from}–${to}` : undefined;

/** Lists the pending and confirmed visits at a closed time, which staff have to move or cancel. */
export const listVisitsToMove = (visits: readonly CalendarAppointment[], closed: ClosableTime): CalendarAppointment[] =>
  visits.filter(
    (visit) =>
      (visit.status === 'PENDING' || visit.status === 'CONFIRMED') &&
      toLondonDayKey(visit.startsAt) === closed.date &&
      (closed.showroomId === null || closed.showroomId === visit.showroomId) &&
      overlaps(visit, closed),
  );

function overlaps({ startsAt, endsAt }: CalendarAppointment, { date, from, to }: ClosableTime): boolean {
  if (from === null || to === null) return true;
  const end = toLondonDayKey(endsAt) === date ? formatLondonTime(endsAt) : '24:00';
  return formatLondonTime(startsAt) < to && end > from;
}

type Entry = { startsAt: string; endsAt: string };

/** The hours that the calendar always shows, in London time. */
const FIRST = '08:00';
const LAST = '21:00';

/** Returns the hours that a grid has to show to include all entries: at least "08:00" to "21:00". */
export function computeShownHours(entries: readonly Entry[]): { from: string; to: string } {
  let [from, to] = [FIRST, LAST];
  for (const { startsAt, endsAt } of entries) {
    const start = `${formatLondonTime(startsAt).slice(0, 2)}:00`;
    const endsOnSameDay = toLondonDayKey(startsAt) === toLondonDayKey(endsAt);
    const end = endsOnSameDay ? formatLondonTime(endsAt) : '24:00';
    if (start < from) from = start;
    if (end > to) to = end;
  }
  return { from, to };
}
