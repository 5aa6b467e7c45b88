import { sql } from '@payloadcms/db-postgres';
import { DateTime } from 'luxon';
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { book } from '../../../src/services/appointments/book.ts';
import { generateSlots } from '../../../src/services/appointments/generator.ts';
import { holdSlot } from '../../../src/services/appointments/hold-slot.ts';
import { listSlots } from '../../../src/services/appointments/list-slots.ts';
import { emitDueReminders } from '../../../src/services/appointments/reminders.ts';
import { bookingOf, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();
const zone = 'Europe/London';
const everyDay = (['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const).map(
  (day) => ({
    day,
    opens: '09:00',
    closes: '12:00',
  }),
);
const online = { type: 'ONLINE' as const, slotMinutes: 60, bufferMinutes: 0, lanes: 1, hours: everyDay };
const dayAhead = (days: number) => DateTime.now().setZone(zone).startOf('day').plus({ days });

const setAvailability = (data: object) =>
  payload.updateGlobal({
    slug: 'availability',
    data: { horizonDays: 7, noticeHours: 24, schedules: [online], closedDays: [], ...data },
  });

const generated = async () =>
  (
    await payload.find({
      collection: 'time-slots',
      where: { isGenerated: { equals: true } },
      pagination: false,
      sort: 'startsAt',
    })
  ).docs;

describe('the generator', () => {
  beforeAll(() => setAvailability({}));

  test('makes every slot up to the horizon at its London time, and nothing when repeated', async () => {
    await setAvailability({});
    const slots = await generated();
    const days = new Set(slots.map(({ startsAt }) => DateTime.fromISO(startsAt, { zone }).toISODate()));
    for (let day = 1; day <= 7; day++) expect(days).toContain(dayAhead(day).toISODate());
    const times = new Set(slots.map(({ startsAt }) => DateTime.fromISO(startsAt, { zone }).toFormat('HH:mm')));
    expect([...times].sort()).toEqual(['09:00', '10:00', '11:00']);
    expect(await generateSlots(payload)).toEqual({ made: 0, removed: 0 });
  });

  test('run by many at once makes each slot once', async () => {
    await database(payload).execute(sql`DELETE FROM time_slots WHERE is_generated`);
    const runs = await Promise.all(Array.from({ length: 4 }, () => generateSlots(payload)));
    const made = runs.reduce((sum, run) => sum + run.made, 0);
    expect(made).toBe((await generated()).length);
    expect(made).toBeGreaterThanOrEqual(21);
  });

  test('follows a change: free slots go and come, a booked and a closed one stay', async () => {
    await setAvailability({});
    const at = (day: number, hour: number) => dayAhead(day).set({ hour }).toJSDate().getTime();
    const find = async (time: number) => (await generated()).find(({ startsAt }) => Date.parse(startsAt) === time);
    const booked = await find(at(3, 9));
    const closed = await find(at(4, 9));
    await book(payload, await makeCustomer(payload), bookingOf(booked?.id as string, { type: 'ONLINE' }));
    await payload.update({ collection: 'time-slots', id: closed?.id as string, data: { isClosed: true } });
    await setAvailability({ schedules: [{ ...online, hours: everyDay.map((row) => ({ ...row, opens: '10:00' })) }] });
    expect((await find(at(3, 9)))?.isBooked).toBe(true);
    expect((await find(at(4, 9)))?.isClosed).toBe(true);
    expect(await find(at(5, 9))).toBeUndefined();
    expect(await find(at(5, 10))).toBeDefined();
  });

  test('a closed day loses its free slots and gets them back', async () => {
    const date = dayAhead(6).toISODate();
    const onDay = async () =>
      (await generated()).filter(({ startsAt }) => DateTime.fromISO(startsAt, { zone }).toISODate() === date);
    await setAvailability({ closedDays: [{ date, reason: 'Stocktaking' }] });
    expect(await onDay()).toEqual([]);
    await setAvailability({});
    expect(await onDay()).toHaveLength(3);
  });

  test('leaves slots alone that staff made by hand, outside of all hours', async () => {
    const byHand = await makeSlot(payload, { type: 'ONLINE', startsAt: dayAhead(5).set({ hour: 20 }).toJSDate() });
    await generateSlots(payload);
    await expect(payload.findByID({ collection: 'time-slots', id: byHand })).resolves.toMatchObject({
      isGenerated: false,
    });
  });

  test.each([
    ['two schedules of one type', { schedules: [online, online] }],
    ['a showroom visit without a showroom', { schedules: [{ ...online, type: 'SHOWROOM' }] }],
    [
      'closing before opening',
      { schedules: [{ ...online, hours: [{ day: 'monday', opens: '12:00', closes: '09:00' }] }] },
    ],
    [
      'a time that is none',
      { schedules: [{ ...online, hours: [{ day: 'monday', opens: '25:00', closes: '26:00' }] }] },
    ],
    ['a closed day that is none', { closedDays: [{ date: '2027-02-31x' }] }],
    ['schedules that are no list', { schedules: 'all' }],
    ['a schedule that is none', { schedules: [online, null] }],
    ['hours that are none', { schedules: [{ ...online, hours: [...online.hours, null] }] }],
    ['a day that is none', { closedDays: [null] }],
  ])('refuses %s', async (_, data) => {
    await expect(setAvailability(data)).rejects.toMatchObject({ status: expect.toBeOneOf([400, 409]) });
  });
});

describe('the list', () => {
  test('shows what is free: not closed, not begun; booked, held and too soon are unavailable', async () => {
    const base = Date.now() + 100 * 86_400_000;
    const at = (hours: number) => ({ type: 'SHOWROOM' as const, startsAt: new Date(base + hours * 3_600_000) });
    const showroom = (
      await payload.create({
        collection: 'showrooms',
        data: { name: 'Clapham', slug: 'clapham', address: '1 High Street', postcode: 'sw47aa' },
      })
    ).id;
    const [free, taken, held, , soon] = await Promise.all([
      makeSlot(payload, { ...at(1), showroom }),
      makeSlot(payload, { ...at(2), showroom }),
      makeSlot(payload, { ...at(3), showroom }),
      makeSlot(payload, { ...at(4), showroom, isClosed: true }),
      makeSlot(payload, { type: 'SHOWROOM', showroom, startsAt: new Date(Date.now() + 3_600_000) }),
    ]);
    const customer = await makeCustomer(payload);
    await book(payload, customer, bookingOf(taken, { type: 'SHOWROOM' }));
    await holdSlot(payload, customer, held);
    const list = await listSlots(payload, {
      type: 'SHOWROOM',
      from: new Date(0),
      to: new Date(base + 86_400_000),
      showroom: 'clapham',
    });
    expect(list.map(({ slotId, available }) => [slotId, available])).toEqual([
      [soon, false],
      [free, true],
      [taken, false],
      [held, false],
    ]);
    expect(list[0]?.showroom).toMatchObject({ id: showroom, slug: 'clapham', postcode: 'SW4 7AA' });
    const elsewhere = await listSlots(payload, {
      from: new Date(0),
      to: new Date(base + 86_400_000),
      showroom: "x' OR 1=1",
    });
    expect(elsewhere).toEqual([]);
  });
});

describe('reminders', () => {
  const due = (bookingId: string, when: string) =>
    database(payload).execute(
      sql`UPDATE bookings SET reminder_due_at = now() + ${when}::interval WHERE id = ${bookingId}`,
    );
  const reminders = async (bookingId: string) => {
    const { rows } = await database(payload).execute(sql`
      SELECT 1 FROM domain_events WHERE topic = 'booking.reminder_due' AND payload->>'bookingId' = ${bookingId}`);
    return rows.length;
  };
  const booked = async () => {
    const { body } = await book(payload, await makeCustomer(payload), bookingOf(await makeSlot(payload)));
    return (body as { bookingId: string }).bookingId;
  };

  test('fall due 24 hours before the visit', async () => {
    const booking = await payload.findByID({ collection: 'bookings', id: await booked(), depth: 1 });
    const { startsAt } = booking.slot as { startsAt: string };
    expect(Date.parse(startsAt) - Date.parse(booking.reminderDueAt as string)).toBe(86_400_000);
  });

  test('are emitted once, however many workers look for them', async () => {
    const bookingId = await booked();
    await due(bookingId, '-1 minute');
    await Promise.all(Array.from({ length: 5 }, () => emitDueReminders(payload)));
    await emitDueReminders(payload);
    expect(await reminders(bookingId)).toBe(1);
  });

  test('are not emitted before their time, nor for a cancelled visit', async () => {
    const [early, cancelled] = [await booked(), await booked()];
    await due(early, '1 minute');
    await payload.update({ collection: 'bookings', id: cancelled, data: { status: 'CANCELLED' } });
    await emitDueReminders(payload);
    expect([await reminders(early), await reminders(cancelled)]).toEqual([0, 0]);
  });
});
