import type { DateTime } from 'luxon';
import { toLondon } from '../../lib/dates.ts';
import { type AppointmentType, WEEKDAYS, type Weekday } from './statuses.ts';

export type SlotSchedule = {
  type: AppointmentType;
  showroomId: string | null;
  slotMinutes: number;
  bufferMinutes: number;
  lanes: number;
  /** Wall-clock hours in London as `HH:mm`. */
  hours: { day: Weekday; opens: string; closes: string }[];
};

/**
 * A London date on which one showroom, or the whole company (`showroomId` null), is closed: all day, or between two wall-clock
 * times (`HH:mm`).
 */
export type ClosedDay = { date: string; showroomId: string | null; from: string | null; to: string | null };

export type PlannedSlot = {
  type: AppointmentType;
  showroomId: string | null;
  lane: number;
  startsAt: Date;
  endsAt: Date;
};

type PlanInput = { schedules: SlotSchedule[]; closedDays: ClosedDay[]; from: Date; days: number };

/**
 * Plans the slots of `schedules` from `from` until the end of the London day `days` days later. It leaves out slots on closed
 * days and slots that overlap closed hours. Hours are wall-clock times: 9:00 is 9:00 on both sides of a daylight-saving change,
 * and slots keep their full length across the change.
 */
export function planSlots({ schedules, closedDays, from, days }: PlanInput): PlannedSlot[] {
  const firstDay = toLondon(from).startOf('day');
  return Array.from({ length: days + 1 }, (_, i) => firstDay.plus({ days: i })).flatMap((day) =>
    schedules
      .filter(({ showroomId }) => !isClosed(closedDays, day, showroomId))
      .flatMap((schedule) => planDay(schedule, day, nextOpening(schedule, day.plus({ days: 1 }), closedDays)))
      .filter((slot) => slot.startsAt >= from && !overlapsClosedHours(closedDays, day, slot)),
  );
}

/**
 * Whether a slot lies within the weekly hours of its type and showroom, in an existing lane, and outside of closed days and
 * hours. Its start need not match a planned slot, because a booked slot may have been generated before the slot length changed.
 */
export function isWithinHours(
  slot: PlannedSlot,
  { schedules, closedDays }: Pick<PlanInput, 'schedules' | 'closedDays'>,
) {
  const day = toLondon(slot.startsAt).startOf('day');
  if (isClosed(closedDays, day, slot.showroomId) || overlapsClosedHours(closedDays, day, slot)) return false;
  return schedules.some(
    (schedule) =>
      schedule.type === slot.type &&
      schedule.showroomId === slot.showroomId &&
      schedule.lanes >= slot.lane &&
      listHours(schedule, day).some(
        ({ opens, closes }) =>
          atTime(day, opens).toJSDate() <= slot.startsAt && slot.endsAt <= atTime(day, closes).toJSDate(),
      ),
  );
}

const concerns = (closed: ClosedDay, day: DateTime, showroomId: string | null): boolean =>
  closed.date === day.toISODate() && (closed.showroomId === null || closed.showroomId === showroomId);

const isClosed = (closedDays: ClosedDay[], day: DateTime, showroomId: string | null): boolean =>
  closedDays.some((closed) => concerns(closed, day, showroomId) && !toClosedHours(closed));

const overlapsClosedHours = (closedDays: ClosedDay[], day: DateTime, slot: PlannedSlot): boolean =>
  closedDays.some((closed) => {
    const hours = concerns(closed, day, slot.showroomId) && toClosedHours(closed);
    return hours && slot.startsAt < hours.end && slot.endsAt > hours.start;
  });

/** Returns when the closed hours begin and end; undefined if the whole day is closed. */
export function toClosedHours({
  date,
  from,
  to,
}: Omit<ClosedDay, 'showroomId'>): { start: Date; end: Date } | undefined {
  if (!from || !to) return undefined;
  const day = toLondon(date).startOf('day');
  return { start: atTime(day, from).toJSDate(), end: atTime(day, to).toJSDate() };
}

/** Returns the first opening time of the day; undefined if the day is closed. */
function nextOpening(schedule: SlotSchedule, day: DateTime, closedDays: ClosedDay[]): DateTime | undefined {
  const [first] = isClosed(closedDays, day, schedule.showroomId) ? [] : listHours(schedule, day);
  return first && atTime(day, first.opens);
}

const listHours = ({ hours }: SlotSchedule, day: DateTime) =>
  hours.filter((row) => WEEKDAYS[day.weekday - 1]?.value === row.day).sort((a, b) => a.opens.localeCompare(b.opens));

/**
 * Plans the slots of one day. The buffer after its last slot ends no later than `tomorrow`, the first opening time of the next
 * day.
 */
function planDay(schedule: SlotSchedule, day: DateTime, tomorrow: DateTime | undefined): PlannedSlot[] {
  const { type, showroomId, slotMinutes, bufferMinutes, lanes } = schedule;
  const slots: PlannedSlot[] = [];
  let nextFree = day.startOf('day');
  const lastEnd = tomorrow?.minus({ minutes: bufferMinutes });
  for (const { opens, closes } of listHours(schedule, day)) {
    const closing = atTime(day, closes);
    const end = lastEnd ? earliest(closing, lastEnd) : closing;
    let start = latest(atTime(day, opens), nextFree);
    while (start.plus({ minutes: slotMinutes }) <= end) {
      const endsAt = start.plus({ minutes: slotMinutes });
      for (let lane = 1; lane <= lanes; lane++) {
        slots.push({ type, showroomId, lane, startsAt: start.toJSDate(), endsAt: endsAt.toJSDate() });
      }
      start = endsAt.plus({ minutes: bufferMinutes });
      nextFree = start;
    }
  }
  return slots;
}

const earliest = (a: DateTime, b: DateTime) => (a < b ? a : b);
const latest = (a: DateTime, b: DateTime) => (a > b ? a : b);

function atTime(day: DateTime, time: string): DateTime {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return day.set({ hour, minute });
}
