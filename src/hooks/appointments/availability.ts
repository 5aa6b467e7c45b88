import type { FieldHook, GlobalAfterChangeHook, GlobalBeforeChangeHook } from 'payload';
import { toRelationId } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import type { Availability } from '../../payload-types.ts';
import { isSameClosedDay, lockClosedDays, setSlotsClosed } from '../../services/appointments/close-day.ts';
import {
  generateSlots,
  lockSlotPlan,
  openWithinHours,
  toClosedDay,
  toOpeningHours,
} from '../../services/appointments/generate-slots.ts';
import type { ClosedDay } from '../../services/appointments/plan-slots.ts';

type StoredDay = NonNullable<Availability['closedDays']>[number];

/** Returns the key of a closed day. Two entries have the same key exactly if `isSameClosedDay` is true for them. */
function toKey(stored: StoredDay): string {
  const { date, showroomId, from, to } = toClosedDay(stored);
  return [date, showroomId, from, to].join(' ');
}

/** Copies the keys of the closed days into `closedDaysSeen`, which the form sends back. */
export const copyClosedDays: FieldHook = ({ siblingData }) =>
  ((siblingData as Partial<Availability>).closedDays ?? []).map(toKey);

/**
 * Merges the closed days of a form with the changes that were made in the calendar since the form was loaded: days that were
 * added there stay, and days that were removed there do not come back. A caller that sends no `closedDaysSeen` replaces the list.
 */
export const mergeClosedDays: GlobalBeforeChangeHook = async ({ data, req }) => {
  const { closedDaysSeen: seen, ...rest } = data as Partial<Availability>;
  // Lock even if there is nothing to merge, so that every change of the availability acquires its locks in the same order.
  const stored = await lockClosedDays(req);
  if (!Array.isArray(seen)) return rest;
  const [seenKeys, storedKeys] = [new Set<unknown>(seen), new Set(stored.map(toKey))];
  const wanted = (rest.closedDays ?? []).filter((day) => storedKeys.has(toKey(day)) || !seenKeys.has(toKey(day)));
  const wantedKeys = new Set(wanted.map(toKey));
  const added = stored.filter((day) => !seenKeys.has(toKey(day)) && !wantedKeys.has(toKey(day)));
  return { ...rest, closedDays: [...wanted, ...added] };
};

/**
 * Refuses a closed day with only one of its two times, or with an end that is not after the start.
 * @throws Problem `validation_failed` at the field
 */
export const checkClosedHours: GlobalBeforeChangeHook = ({ data }) => {
  (data as Availability).closedDays?.forEach(({ from, to }, i) => {
    const path = `closedDays.${i}`;
    if (Boolean(from) !== Boolean(to)) {
      throw new Problem('validation_failed', 'Enter both times, or neither to close the whole day.', {
        field: `${path}.${from ? 'to' : 'from'}`,
      });
    }
    if (from && to && from >= to) {
      throw new Problem('validation_failed', 'The end must be after the beginning.', { field: `${path}.to` });
    }
  });
  return data;
};

/**
 * Refuses a showroom schedule without a showroom, any other schedule with a showroom, a second schedule for the same type and
 * showroom, and a closing time that is not after the opening time.
 * @throws Problem `validation_failed` at the field
 */
export const checkHours: GlobalBeforeChangeHook = ({ data }) => {
  const usedKeys = new Set<string>();
  (data as Availability).schedules?.forEach((schedule, i) => {
    const path = `schedules.${i}`;
    const showroom = toRelationId(schedule.showroom);
    if ((schedule.type === 'SHOWROOM') !== (showroom !== undefined)) {
      throw new Problem('validation_failed', 'Choose a showroom for showroom visits, and none for other types.', {
        field: `${path}.showroom`,
      });
    }
    const key = `${schedule.type} ${showroom ?? ''}`;
    if (usedKeys.has(key)) {
      throw new Problem('validation_failed', 'There is already a schedule for this type and showroom.', {
        field: `${path}.type`,
      });
    }
    usedKeys.add(key);
    schedule.hours?.forEach(({ opens, closes }, j) => {
      if (opens >= closes) {
        throw new Problem('validation_failed', 'The closing time must be after the opening time.', {
          field: `${path}.hours.${j}.closes`,
        });
      }
    });
  });
  return data;
};

/**
 * Regenerates slots in the transaction of the change, so that the website never shows outdated hours. The generator
 * never deletes slots that a booking refers to or that were made by hand. So this hook closes the slots that remain on
 * each added closed day, and reopens the slots of each removed closed day. The generator closes booked slots that are
 * outside of the opening hours. This hook reopens booked slots when the opening hours include them again.
 */
export const regenerateSlots: GlobalAfterChangeHook = async ({ doc, previousDoc, req }) => {
  const [hoursBefore, hoursAfter] = [toOpeningHours(previousDoc ?? {}), toOpeningHours(doc)];
  const [before, after] = [hoursBefore.closedDays, hoursAfter.closedDays];
  const removed = before.filter((day) => !includes(after, day));
  await lockSlotPlan(req);
  for (const day of removed) await setSlotsClosed(req, day, false);
  await openWithinHours(req, { before: hoursBefore, after: hoursAfter, now: new Date() });
  await generateSlots(req.payload, { req });
  for (const day of after) {
    if (!includes(before, day) || removed.some(({ date }) => date === day.date)) await setSlotsClosed(req, day, true);
  }
  return doc;
};

const includes = (days: readonly ClosedDay[], day: ClosedDay): boolean =>
  days.some((other) => isSameClosedDay(other, day));
