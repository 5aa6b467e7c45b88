import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { type PlannedSlot, planSlots, type Schedule } from '../../../src/services/appointments/plan-slots.ts';
import { DAYS } from '../../../src/services/appointments/weekdays.ts';

const zone = 'Europe/London';
const everyDay = (opens: string, closes: string) => DAYS.map(({ value: day }) => ({ day, opens, closes }));
const schedule = (overrides: Partial<Schedule> = {}): Schedule => ({
  type: 'ONLINE',
  showroomId: null,
  slotMinutes: 60,
  bufferMinutes: 0,
  lanes: 1,
  hours: everyDay('09:00', '12:00'),
  ...overrides,
});

const london = ({ startsAt }: PlannedSlot) => DateTime.fromJSDate(startsAt, { zone }).toFormat('yyyy-MM-dd HH:mm');
const on = (
  day: string,
  options: Partial<Schedule> = {},
  closedDays: { date: string; showroomId: string | null }[] = [],
) =>
  planSlots({ schedules: [schedule(options)], closedDays, from: DateTime.fromISO(day, { zone }).toJSDate(), days: 0 });

describe('daylight saving', () => {
  test.each([
    ['the day before summer time', '2027-03-27', '09:00:00.000Z'],
    ['the first day of summer time', '2027-03-28', '08:00:00.000Z'],
    ['the last day of summer time', '2027-10-30', '08:00:00.000Z'],
    ['the first day of winter time', '2027-10-31', '09:00:00.000Z'],
  ])('nine o’clock is nine o’clock on %s', (_, day, utc) => {
    const [first] = on(day);
    expect(first && london(first)).toBe(`${day} 09:00`);
    expect(first?.startsAt.toISOString()).toBe(`${day}T${utc}`);
  });

  test('slots across the changed night last their full length and do not overlap', () => {
    for (const day of ['2027-03-28', '2027-10-31']) {
      const slots = on(day, { hours: everyDay('00:00', '06:00') });
      expect(slots).toHaveLength(day === '2027-03-28' ? 5 : 7);
      for (const { startsAt, endsAt } of slots) expect(endsAt.getTime() - startsAt.getTime()).toBe(3_600_000);
    }
  });
});

test('closed days have no slots: of one showroom, or of all', () => {
  const here = { type: 'SHOWROOM' as const, showroomId: 'here' };
  expect(on('2027-05-03', here, [{ date: '2027-05-03', showroomId: null }])).toEqual([]);
  expect(on('2027-05-03', here, [{ date: '2027-05-03', showroomId: 'here' }])).toEqual([]);
  expect(on('2027-05-03', here, [{ date: '2027-05-03', showroomId: 'elsewhere' }])).toHaveLength(3);
});

test('nothing begins before the time asked for', () => {
  const from = DateTime.fromISO('2027-05-03T10:30', { zone }).toJSDate();
  const slots = planSlots({ schedules: [schedule()], closedDays: [], from, days: 0 });
  expect(slots.map(london)).toEqual(['2027-05-03 11:00']);
});

const time = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  const [hour, minute] = [Math.floor(quarter / 4), (quarter % 4) * 15];
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
});
const hours = fc
  .tuple(fc.constantFrom(...DAYS.map(({ value }) => value)), time, time)
  .filter(([, opens, closes]) => opens < closes)
  .map(([day, opens, closes]) => ({ day, opens, closes }));
const schedules = fc.record({
  type: fc.constant('HOME_MEASUREMENT' as const),
  showroomId: fc.constant(null),
  slotMinutes: fc.constantFrom(15, 30, 45, 60, 90),
  bufferMinutes: fc.constantFrom(0, 5, 15, 30),
  lanes: fc.integer({ min: 1, max: 3 }),
  hours: fc.array(hours, { maxLength: 6 }),
});
const days = fc.constantFrom('2027-03-26', '2027-10-29', '2028-02-27', '2027-12-30', '2027-06-01');

describe('any availability', () => {
  test('has no overlapping slots in a lane, with the buffer between them', () => {
    fc.assert(
      fc.property(schedules, days, (one, day) => {
        const slots = planSlots({ schedules: [one], closedDays: [], from: new Date(`${day}T00:00:00Z`), days: 5 });
        for (let lane = 1; lane <= one.lanes; lane++) {
          const lanes = slots.filter((slot) => slot.lane === lane).sort((a, b) => +a.startsAt - +b.startsAt);
          lanes.slice(1).forEach((slot, i) => {
            expect(+slot.startsAt - +(lanes[i]?.endsAt ?? 0)).toBeGreaterThanOrEqual(one.bufferMinutes * 60_000);
          });
        }
      }),
    );
  });

  test('keeps every slot inside hours of its London day', () => {
    fc.assert(
      fc.property(schedules, days, (one, day) => {
        for (const slot of planSlots({
          schedules: [one],
          closedDays: [],
          from: new Date(`${day}T00:00:00Z`),
          days: 5,
        })) {
          const start = DateTime.fromJSDate(slot.startsAt, { zone });
          const inside = one.hours.some(({ day: name, opens, closes }) => {
            const [oh, om] = opens.split(':').map(Number);
            const [ch, cm] = closes.split(':').map(Number);
            // Of a time that comes twice in the changed night, hours mean the first.
            const open = start.startOf('day').set({ hour: oh, minute: om });
            const close = start.startOf('day').set({ hour: ch, minute: cm });
            return DAYS[start.weekday - 1]?.value === name && start >= open && +slot.endsAt <= +close;
          });
          expect(inside).toBe(true);
        }
      }),
    );
  });

  test('misses none: hours of one opening hold as many slots as fit', () => {
    fc.assert(
      fc.property(schedules, hours, (one, only) => {
        const from = new Date('2027-06-07T00:00:00+01:00');
        const slots = planSlots({ schedules: [{ ...one, hours: [only] }], closedDays: [], from, days: 6 });
        const minutes = (t: string) => Number(t.slice(0, 2)) * 60 + Number(t.slice(3));
        const open = minutes(only.closes) - minutes(only.opens);
        const fit = Math.floor((open + one.bufferMinutes) / (one.slotMinutes + one.bufferMinutes));
        expect(slots).toHaveLength(fit * one.lanes);
      }),
    );
  });
});
