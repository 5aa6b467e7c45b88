import { toDate } from '../../dates.ts';
import type { DiaryVisit, OpenSlots } from '../../services/appointments/diary.ts';
import { londonDayKey, londonTime } from '../london-format.ts';

/** How far above a slot a visit may be dropped and still land in it. */
const ABOVE_MS = 15 * 60_000;

/** Where a dragged visit was let go: at a time of day, or only on a day, in the month. */
export type Drop = { at: Date; on: 'time' | 'day' };

type Reach = { reaches: (slots: OpenSlots) => boolean; distance: (slots: OpenSlots) => number };

/**
 * The free slots that a visit lands in when it is dropped: those of its type where it was let go, of its own showroom before
 * those of another, and of those the nearest. Undefined where there are none.
 */
export function dropTarget(
  open: readonly OpenSlots[],
  visit: Pick<DiaryVisit, 'type' | 'showroomId' | 'startsAt'>,
  { at, on }: Drop,
): OpenSlots | undefined {
  const { reaches, distance } = on === 'time' ? atTime(at.getTime()) : onDay(londonDayKey(at), visit.startsAt);
  const elsewhere = ({ showroomId }: OpenSlots) => Number(showroomId !== visit.showroomId);
  return open
    .filter((slots) => slots.state === 'FREE' && slots.type === visit.type && reaches(slots))
    .sort((a, b) => elsewhere(a) - elsewhere(b) || distance(a) - distance(b))[0];
}

const atTime = (at: number): Reach => ({
  reaches: ({ startsAt, endsAt }) => at >= toDate(startsAt).getTime() - ABOVE_MS && at < toDate(endsAt).getTime(),
  distance: ({ startsAt }) => Math.abs(toDate(startsAt).getTime() - at),
});

/** In the month, a visit keeps its time of day as well as it can. */
const onDay = (day: string, like: string): Reach => ({
  reaches: ({ startsAt }) => londonDayKey(startsAt) === day,
  distance: ({ startsAt }) => Math.abs(minuteOfDay(startsAt) - minuteOfDay(like)),
});

function minuteOfDay(at: string): number {
  const [hours = 0, minutes = 0] = londonTime(at).split(':').map(Number);
  return hours * 60 + minutes;
}
