import type { ClosedDay, Diary } from '../../services/appointments/diary.ts';
import { groupBy } from '../group-by.ts';
import { londonDayKey } from '../london-format.ts';

/** How full a day, or a part of it, is. */
export type Capacity = { visits: number; free: number };

export type DayCapacity = Capacity & {
  /** Of each type and place, by its name. */
  parts: (Capacity & { key: string; type: Diary['visits'][number]['type']; showroom: string | null })[];
  closed: ClosedDay[];
};

const EMPTY: DayCapacity = { visits: 0, free: 0, parts: [], closed: [] };

/** How full each London day is, by its date. */
export function capacityByDay({ visits, openSlots, closedDays }: Diary): (date: string) => DayCapacity {
  const visitsOf = groupBy(visits, ({ startsAt }) => londonDayKey(startsAt));
  const openOf = groupBy(
    openSlots.filter(({ state }) => state === 'FREE'),
    ({ startsAt }) => londonDayKey(startsAt),
  );
  const closedOf = groupBy(closedDays, ({ date }) => date);
  const keyOf = (one: { type: string; showroom: string | null }) => `${one.type} ${one.showroom ?? ''}`;
  const made = new Map<string, DayCapacity>();
  for (const date of new Set([...visitsOf.keys(), ...openOf.keys(), ...closedOf.keys()])) {
    const [own, open] = [visitsOf.get(date) ?? [], openOf.get(date) ?? []];
    const parts = [...groupBy([...own, ...open], keyOf)].flatMap(([key, [first]]) =>
      first
        ? [
            {
              ...{ key, type: first.type, showroom: first.showroom },
              visits: own.filter((visit) => keyOf(visit) === key).length,
              free: sumFree(open.filter((slots) => keyOf(slots) === key)),
            },
          ]
        : [],
    );
    made.set(date, {
      ...{ visits: own.length, free: sumFree(open), closed: closedOf.get(date) ?? [] },
      parts: parts.sort((a, b) => a.key.localeCompare(b.key)),
    });
  }
  return (date) => made.get(date) ?? EMPTY;
}

const sumFree = (open: Diary['openSlots']) => open.reduce((sum, { slotIds }) => sum + slotIds.length, 0);
