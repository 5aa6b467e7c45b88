import { parseDay } from '../../../lib/dates.ts';
import type { CalendarData } from '../../../services/appointments/read-calendar.ts';
import { APPOINTMENT_TYPE_VALUES, type AppointmentType } from '../../../services/appointments/statuses.ts';

export type CalendarSpan = 'day' | 'week' | 'month';

/** The filters of the calendar. The URL contains them, so that a view can be bookmarked and shared. */
export type CalendarFilters = {
  view: CalendarSpan;
  /** YYYY-MM-DD in London. */
  date: string;
  types: readonly AppointmentType[];
  /** Empty for all showrooms. */
  showroomId: string;
};

const VIEWS: readonly CalendarSpan[] = ['day', 'week', 'month'];

type Params = Record<string, string | string[] | undefined>;

/** Parses the filters from the URL; invalid values are ignored. */
export function parseCalendarFilters({ view, date, types, showroom }: Params, today: string): CalendarFilters {
  const requested = String(types ?? '').split(',');
  const knownTypes = APPOINTMENT_TYPE_VALUES.filter((type) => requested.includes(type));
  return {
    view: VIEWS.find((candidate) => candidate === view) ?? 'week',
    date: parseDay(date) ?? today,
    types: knownTypes.length > 0 ? knownTypes : APPOINTMENT_TYPE_VALUES,
    showroomId: typeof showroom === 'string' ? showroom : '',
  };
}

/** Converts the filters to a query string. */
export function toCalendarSearch({ view, date, types, showroomId }: CalendarFilters): string {
  const query = new URLSearchParams({ view, date });
  if (types.length < APPOINTMENT_TYPE_VALUES.length) query.set('types', types.join(','));
  if (showroomId) query.set('showroom', showroomId);
  return query.toString();
}

/** Returns the entries that match the selected types and the selected showroom. */
export function applyFilters(
  data: CalendarData,
  { types, showroomId }: Pick<CalendarFilters, 'types' | 'showroomId'>,
): CalendarData {
  const isShown = (entry: { type: AppointmentType; showroomId: string | null }) =>
    types.includes(entry.type) && (!showroomId || entry.showroomId === showroomId);
  return {
    visits: data.visits.filter(isShown),
    openSlots: data.openSlots.filter(isShown),
    closedDays: data.closedDays.filter(
      (day) => day.showroomId === null || !showroomId || day.showroomId === showroomId,
    ),
  };
}
