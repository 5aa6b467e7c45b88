import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import {
  type ClosedDay,
  isWithinHours,
  type PlannedSlot,
  planSlots,
  type SlotSchedule,
  toClosedHours,
} from '../../../src/services/appointments/plan-slots.ts';
import { WEEKDAYS } from '../../../src/services/appointments/statuses.ts';

const zone = 'Europe/London';
const everyDay = (opens: string, closes: string) => WEEKDAYS.map(({ value: day }) => ({ day, opens, closes }));
const schedule = (overrides: Partial<SlotSchedule> = {}): SlotSchedule => ({
  type: 'ONLINE',
  showroomId: null,
  slotMinutes: 60,
  bufferMinutes: 0,
  lanes: 1,
  hours: everyDay('09:00', '12:00'),
  ...overrides,
});

const london = ({ startsAt }: PlannedSlot) => DateTime.fromJSDate(startsAt, { zone }).toFormat('yyyy-MM-dd HH:mm');
const on = (day: string, options: Partial<SlotSchedule> = {}, closedDays: ClosedDay[] = []) =>
  planSlots({ schedules: [schedule(options)], closedDays, from: DateTime.fromISO(day, { zone }).toJSDate(), days: 0 });

describe('around the clock changes,', () => {
  test.each([
    ['the day before summer time', '2027-03-27', '09:00:00.000Z'],
    ['the first day of summer time', '2027-03-28', '08:00:00.000Z'],
    ['the last day of summer time', '2027-10-30', '08:00:00.000Z'],
    ['the first day of winter time', '2027-10-31', '09:00:00.000Z'],
  ])('slots start at 9:00 London time on %s', (_, day, utc) => {
    const [first] = on(day);
    expect(first && london(first)).toBe(`${day} 09:00`);
    expect(first?.startsAt.toISOString()).toBe(`${day}T${utc}`);
  });

  test('slots keep their length and do not overlap', () => {
    for (const day of ['2027-03-28', '2027-10-31']) {
      const slots = on(day, { hours: everyDay('00:00', '06:00') });
      expect(slots).toHaveLength(day === '2027-03-28' ? 5 : 7);
      for (const { startsAt, endsAt } of slots) expect(endsAt.getTime() - startsAt.getTime()).toBe(3_600_000);
    }
  });
});

const here = { type: 'SHOWROOM' as const, showroomId: 'here' };
const closed = (showroomId: string | null, hours: Partial<ClosedDay> = {}): ClosedDay => ({
  ...{ date: '2027-05-03', showroomId, from: null, to: null },
  ...hours,
});

test('closed days of a showroom or of the company have no slots', () => {
  expect(on('2027-05-03', here, [closed(null)])).toEqual([]);
  expect(on('2027-05-03', here, [closed('here')])).toEqual([]);
  expect(on('2027-05-03', here, [closed('elsewhere')])).toHaveLength(3);
});

test('closed hours remove the slots that overlap them, and move no other slots', () => {
  const times = (closedDays: ClosedDay[]) => on('2027-05-03', here, closedDays).map((slot) => london(slot).slice(11));
  expect(times([closed('here', { from: '10:30', to: '11:00' })])).toEqual(['09:00', '11:00']);
  expect(times([closed(null, { from: '09:59', to: '10:01' })])).toEqual(['11:00']);
  expect(times([closed(null, { from: '10:00', to: '11:00' })])).toEqual(['09:00', '11:00']);
  expect(times([closed(null, { from: '12:00', to: '14:00' })])).toEqual(['09:00', '10:00', '11:00']);
  expect(times([closed('elsewhere', { from: '09:00', to: '12:00' })])).toHaveLength(3);
  expect(times([closed('here', { date: '2027-05-04', from: '09:00', to: '12:00' })])).toHaveLength(3);
  expect(times([closed('here', { from: '09:00', to: '09:15' }), closed(null, { from: '11:00', to: '11:15' })])).toEqual(
    ['10:00'],
  );
});

test.each([
  ['the first day of summer time', '2027-03-28'],
  ['the first day of winter time', '2027-10-31'],
])('closed hours are London times on %s', (_, date) => {
  const slots = on(date, here, [closed('here', { date, from: '09:00', to: '10:00' })]);
  expect(slots.map(london)).toEqual([`${date} 10:00`, `${date} 11:00`]);
});

test('no slot begins before the given time', () => {
  const from = DateTime.fromISO('2027-05-03T10:30', { zone }).toJSDate();
  const slots = planSlots({ schedules: [schedule()], closedDays: [], from, days: 0 });
  expect(slots.map(london)).toEqual(['2027-05-03 11:00']);
});

const time = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  const [hour, minute] = [Math.floor(quarter / 4), (quarter % 4) * 15];
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
});
const hours = fc
  .tuple(fc.constantFrom(...WEEKDAYS.map(({ value }) => value)), time, time)
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

const aroundMidnight = schedule({
  slotMinutes: 15,
  bufferMinutes: 30,
  hours: [
    { day: 'saturday', opens: '22:45', closes: '23:45' },
    { day: 'sunday', opens: '00:00', closes: '01:00' },
  ],
});

test('the last slot of a day leaves the buffer before the next day opens at midnight', () => {
  const slots = planSlots({
    schedules: [aroundMidnight],
    closedDays: [],
    from: new Date('2027-06-05T00:00:00Z'),
    days: 1,
  });
  expect(slots.map(london)).toEqual(['2027-06-05 22:45', '2027-06-06 00:00', '2027-06-06 00:45']);
});

describe('any availability', () => {
  test('has no overlapping slots in a lane, and keeps the buffer between them', () => {
    fc.assert(
      fc.property(schedules, days, (given, day) => {
        const slots = planSlots({ schedules: [given], closedDays: [], from: new Date(`${day}T00:00:00Z`), days: 5 });
        for (let lane = 1; lane <= given.lanes; lane++) {
          const lanes = slots.filter((slot) => slot.lane === lane).sort((a, b) => +a.startsAt - +b.startsAt);
          lanes.slice(1).forEach((slot, i) => {
            expect(+slot.startsAt - +(lanes[i]?.endsAt ?? 0)).toBeGreaterThanOrEqual(given.bufferMinutes * 60_000);
          });
        }
      }),
    );
  });

  test('has every slot within the hours of its London day', () => {
    fc.assert(
      fc.property(schedules, days, (given, day) => {
        for (const slot of planSlots({
          schedules: [given],
          closedDays: [],
          from: new Date(`${day}T00:00:00Z`),
          days: 5,
        })) {
          const start = DateTime.fromJSDate(slot.startsAt, { zone });
          const inside = given.hours.some(({ day: name, opens, closes }) => {
            const [oh, om] = opens.split(':').map(Number);
            const [ch, cm] = closes.split(':').map(Number);
            // When the clocks go back, one local hour occurs twice. Opening hours refer to the first.
            const open = start.startOf('day').set({ hour: oh, minute: om });
            const close = start.startOf('day').set({ hour: ch, minute: cm });
            return WEEKDAYS[start.weekday - 1]?.value === name && start >= open && +slot.endsAt <= +close;
          });
          expect(inside).toBe(true);
        }
      }),
    );
  });

  test('has as many slots as fit into the hours', () => {
    fc.assert(
      fc.property(schedules, hours, (given, only) => {
        const from = new Date('2027-06-07T00:00:00+01:00');
        const slots = planSlots({ schedules: [{ ...given, hours: [only] }], closedDays: [], from, days: 6 });
        const minutes = (t: string) => Number(t.slice(0, 2)) * 60 + Number(t.slice(3));
        const open = minutes(only.closes) - minutes(only.opens);
        const fit = Math.floor((open + given.bufferMinutes) / (given.slotMinutes + given.bufferMinutes));
        expect(slots).toHaveLength(fit * given.lanes);
      }),
    );
  });
});

describe('a booked slot is within the hours', () => {
  const at = (time: string) => DateTime.fromISO(`2027-05-03T${time}`, { zone }).toJSDate();
  const booked = (from: string, to: string, overrides: Partial<PlannedSlot> = {}): PlannedSlot => ({
    ...{ type: 'SHOWROOM', showroomId: 'here', lane: 1, startsAt: at(from), endsAt: at(to) },
    ...overrides,
  });
  const isInside = (slot: PlannedSlot, closedDays: ClosedDay[] = []) =>
    isWithinHours(slot, { schedules: [schedule(here), schedule({ ...here, showroomId: 'elsewhere' })], closedDays });

  test.each([
    ['from opening to closing', '09:00', '12:00', true],
    ['at a time that is not planned any more', '09:10', '09:25', true],
    ['a minute before opening', '08:59', '10:00', false],
    ['a minute after closing', '11:00', '12:01', false],
  ])('%s', (_, from, to, inside) => {
    expect(isInside(booked(from, to))).toBe(inside);
  });

  test('of its type, its showroom and the lanes', () => {
    expect(isInside(booked('09:00', '10:00', { lane: 2 }))).toBe(false);
    expect(isInside(booked('09:00', '10:00', { type: 'ONLINE' }))).toBe(false);
    expect(isInside(booked('09:00', '10:00', { showroomId: 'nowhere' }))).toBe(false);
    expect(isInside(booked('09:00', '10:00', { showroomId: 'elsewhere' }))).toBe(true);
  });

  test('unless the day or the hours are closed', () => {
    const slot = booked('09:00', '10:00');
    expect(isInside(slot, [closed(null)])).toBe(false);
    expect(isInside(slot, [closed('elsewhere')])).toBe(true);
    expect(isInside(slot, [closed('here', { from: '09:59', to: '12:00' })])).toBe(false);
    expect(isInside(slot, [closed('here', { from: '10:00', to: '12:00' })])).toBe(true);
  });

  test('of a weekday on which the showroom opens twice', () => {
    const hours: SlotSchedule['hours'] = [
      { day: 'monday', opens: '14:00', closes: '16:00' },
      { day: 'monday', opens: '09:00', closes: '11:00' },
      { day: 'tuesday', opens: '11:00', closes: '14:00' },
    ];
    const isWithin = (from: string, to: string) =>
      isWithinHours(booked(from, to), { schedules: [schedule({ ...here, hours })], closedDays: [] });
    expect(isWithin('10:00', '11:00')).toBe(true);
    expect(isWithin('14:00', '15:00')).toBe(true);
    expect(isWithin('11:00', '12:00')).toBe(false);
    expect(on('2027-05-03', { ...here, hours }).map((slot) => london(slot).slice(11))).toEqual([
      ...['09:00', '10:00', '14:00', '15:00'],
    ]);
  });
});

test('a closed day without both times is closed all day', () => {
  const day = { date: '2027-10-31', from: '09:00', to: '10:30' };
  expect(toClosedHours(day)).toEqual({ start: new Date('2027-10-31T09:00Z'), end: new Date('2027-10-31T10:30Z') });
  expect(toClosedHours({ ...day, from: null })).toBeUndefined();
  expect(toClosedHours({ ...day, to: null })).toBeUndefined();
});

test('a plan names the type, showroom, lane, start and end of each slot', () => {
  const [first, second, ...rest] = on('2027-05-03', { ...here, lanes: 2, hours: everyDay('09:00', '10:00') });
  const slot = { type: 'SHOWROOM', showroomId: 'here', startsAt: new Date('2027-05-03T08:00Z') };
  expect(first).toEqual({ ...slot, lane: 1, endsAt: new Date('2027-05-03T09:00Z') });
  expect(second).toEqual({ ...slot, lane: 2, endsAt: new Date('2027-05-03T09:00Z') });
  expect(rest).toEqual([]);
});

test('a day does not leave the buffer to a next day that is closed', () => {
  const plan = (closedDays: ClosedDay[]) =>
    planSlots({ schedules: [aroundMidnight], closedDays, from: new Date('2027-06-04T23:00Z'), days: 0 }).map(london);
  expect(plan([])).toEqual(['2027-06-05 22:45']);
  expect(plan([closed(null, { date: '2027-06-06' })])).toEqual(['2027-06-05 22:45', '2027-06-05 23:30']);
});
