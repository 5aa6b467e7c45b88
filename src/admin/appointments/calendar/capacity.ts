import type { CalendarClosedDay, CalendarData } from '../../../services/appointments/read-calendar.ts';
import { groupBy, toLondonDayKey } from '../../shared/format.ts';

/**
 * The number of appointments and free slots of a day, or of one {@link Part} (an appointment type with its place) on
 * that day.
 */
export type Capacity = { appointments: number; free: number };

/** An appointment type with its place: home visits, online consultations, or appointments in one showroom. */
export type Part = Capacity & { key: string } & Pick<
    CalendarData['visits'][number],
    'type' | 'showroom' | 'showroomId'
  >;

export type DayCapacity = Capacity & {
  /** The capacity of each type and place. */
  parts: Part[];
  closed: CalendarClosedDay[];
  /** Whether no slots have been generated yet for this and all later days. */
  notYetOpen: boolean;
};

const EMPTY_DAY = { appointments: 0, free: 0, parts: [], closed: [] };

/** Returns the key of the {@link Part} to which an appointment or slot belongs. */
export const toPlaceKey = (entry: { type: string; showroom: string | null }) => `${entry.type} ${entry.showroom ?? ''}`;

/**
 * Returns a function that returns the capacity of a London date.
 * @param notYetFrom the first day, as YYYY-MM-DD, for which no slots have been generated yet
 */
export function capacityByDay(data: CalendarData, notYetFrom: string): (date: string) => DayCapacity {
  const { visits, openSlots, closedDays } = data;
  const appointmentsByDay = groupBy(visits, ({ startsAt }) => toLondonDayKey(startsAt));
  const openSlotsByDay = groupBy(
    openSlots.filter(({ state }) => state === 'FREE'),
    ({ startsAt }) => toLondonDayKey(startsAt),
  );
  const closedDaysByDay = groupBy(closedDays, ({ date }) => date);
  const capacities = new Map<string, Omit<DayCapacity, 'notYetOpen'>>();
  for (const date of new Set([...appointmentsByDay.keys(), ...openSlotsByDay.keys(), ...closedDaysByDay.keys()])) {
    const [own, open] = [appointmentsByDay.get(date) ?? [], openSlotsByDay.get(date) ?? []];
    const parts = [...groupBy([...own, ...open], toPlaceKey)].flatMap(([key, [first]]) =>
      first
        ? [
            {
              ...{ key, type: first.type, showroom: first.showroom, showroomId: first.showroomId },
              appointments: own.filter((appointment) => toPlaceKey(appointment) === key).length,
              free: sumFree(open.filter((slots) => toPlaceKey(slots) === key)),
            },
          ]
        : [],
    );
    capacities.set(date, {
      ...{ appointments: own.length, free: sumFree(open), closed: closedDaysByDay.get(date) ?? [] },
      parts: parts.sort((a, b) => a.key.localeCompare(b.key)),
    });
  }
  return (date) => ({ ...(capacities.get(date) ?? EMPTY_DAY), notYetOpen: date >= notYetFrom });
}

const sumFree = (open: CalendarData['openSlots']) => open.reduce((sum, { slotIds }) => sum + slotIds.length, 0);
