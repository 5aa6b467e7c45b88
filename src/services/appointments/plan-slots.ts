import type { DateTime } from 'luxon';
import { inLondon } from '../london.ts';
import type { AppointmentType } from './types.ts';
import { DAYS, type Day } from './weekdays.ts';

export type Schedule = {
  type: AppointmentType;
  showroomId: string | null;
  slotMinutes: number;
  bufferMinutes: number;
  lanes: number;
  /** Wall-clock hours in London as `HH:mm`. */
  hours: { day: Day; opens: string; closes: string }[];
};

export type ClosedDay = { date: string; showroomId: string | null };

export type PlannedSlot = {
  type: AppointmentType;
  showroomId: string | null;
  lane: number;
  startsAt: Date;
  endsAt: Date;
};

type Plan = { schedules: Schedule[]; closedDays: ClosedDay[]; from: Date; days: number };

/**
 * The slots that `schedules` have in the `days` London days from the day of `from`, not starting before `from`. Hours
 * are wall-clock times: 9:00 is 9:00 on both sides of a daylight-saving change, and slots last their full length across it.
 */
export function planSlots({ schedules, closedDays, from, days }: Plan): PlannedSlot[] {
  const firstDay = inLondon(from).startOf('day');
  return Array.from({ length: days + 1 }, (_, i) => firstDay.plus({ days: i })).flatMap((day) =>
    schedules
      .filter(({ showroomId }) => !isClosed(closedDays, day, showroomId))
      .flatMap((schedule) => slotsOfDay(schedule, day))
      .filter(({ startsAt }) => startsAt >= from),
  );
}

function isClosed(closedDays: ClosedDay[], day: DateTime, showroomId: string | null): boolean {
  return closedDays.some(
    (closed) => closed.date === day.toISODate() && (closed.showroomId === null || closed.showroomId === showroomId),
  );
}

function slotsOfDay(schedule: Schedule, day: DateTime): PlannedSlot[] {
  const { type, showroomId, slotMinutes, bufferMinutes, lanes } = schedule;
  const slots: PlannedSlot[] = [];
  let free = day.startOf('day');
  const hours = schedule.hours
    .filter((row) => DAYS[day.weekday - 1]?.value === row.day)
    .sort((a, b) => a.opens.localeCompare(b.opens));
  for (const { opens, closes } of hours) {
    const end = at(day, closes);
    let start = later(at(day, opens), free);
    while (start.plus({ minutes: slotMinutes }) <= end) {
      const endsAt = start.plus({ minutes: slotMinutes });
      for (let lane = 1; lane <= lanes; lane++) {
        slots.push({ type, showroomId, lane, startsAt: start.toJSDate(), endsAt: endsAt.toJSDate() });
      }
      start = endsAt.plus({ minutes: bufferMinutes });
      free = start;
    }
  }
  return slots;
}

const later = (a: DateTime, b: DateTime) => (a > b ? a : b);

function at(day: DateTime, time: string): DateTime {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return day.set({ hour, minute });
}
