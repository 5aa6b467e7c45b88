import { parseDay } from '../../dates.ts';
import type { Diary } from '../../services/appointments/diary.ts';
import { APPOINTMENT_TYPE_VALUES, type AppointmentType } from '../../services/appointments/types.ts';

export type DiaryView = 'day' | 'week' | 'month';

/** What of the diary is shown; it stands in the page's address, so that a view can be kept and sent. */
export type Shown = {
  view: DiaryView;
  /** YYYY-MM-DD in London. */
  date: string;
  types: readonly AppointmentType[];
  /** Empty: everywhere. */
  showroomId: string;
};

const VIEWS: readonly DiaryView[] = ['day', 'week', 'month'];

type Params = Record<string, string | string[] | undefined>;

/** Reads it from the address; what makes no sense there is as if it weren't there. */
export function shownOf({ view, date, types, showroom }: Params, today: string): Shown {
  const asked = String(types ?? '').split(',');
  const known = APPOINTMENT_TYPE_VALUES.filter((type) => asked.includes(type));
  return {
    view: VIEWS.find((one) => one === view) ?? 'week',
    date: parseDay(date) ?? today,
    types: known.length > 0 ? known : APPOINTMENT_TYPE_VALUES,
    showroomId: typeof showroom === 'string' ? showroom : '',
  };
}

/** The query of its address. */
export function queryOf({ view, date, types, showroomId }: Shown): string {
  const query = new URLSearchParams({ view, date });
  if (types.length < APPOINTMENT_TYPE_VALUES.length) query.set('types', types.join(','));
  if (showroomId) query.set('showroom', showroomId);
  return query.toString();
}

/** What of `diary` is of the types and the showroom that are shown. */
export function filtered(diary: Diary, { types, showroomId }: Pick<Shown, 'types' | 'showroomId'>): Diary {
  const fits = (one: { type: AppointmentType; showroomId: string | null }) =>
    types.includes(one.type) && (!showroomId || one.showroomId === showroomId);
  return {
    visits: diary.visits.filter(fits),
    openSlots: diary.openSlots.filter(fits),
    closedDays: diary.closedDays.filter(
      (day) => day.showroomId === null || !showroomId || day.showroomId === showroomId,
    ),
  };
}
