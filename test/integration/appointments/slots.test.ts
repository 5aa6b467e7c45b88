import { sql } from '@payloadcms/db-postgres';
import { DateTime } from 'luxon';
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { emitDueReminders } from '../../../src/services/appointments/emit-due-reminders.ts';
import { generateSlots } from '../../../src/services/appointments/generate-slots.ts';
import { holdSlot } from '../../../src/services/appointments/hold-slot.ts';
import { listSlots } from '../../../src/services/appointments/list-slots.ts';
import { makeBooking, makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
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

describe('the slot generator', () => {
  beforeAll(() => setAvailability({}));

  test('creates every slot up to the horizon in London time, and changes nothing when it runs again', async () => {
    await setAvailability({});
    const slots = await generated();
    const days = new Set(slots.map(({ startsAt }) => DateTime.fromISO(startsAt, { zone }).toISODate()));
    for (let day = 1; day <= 7; day++) expect(days).toContain(dayAhead(day).toISODate());
    const times = new Set(slots.map(({ startsAt }) => DateTime.fromISO(startsAt, { zone }).toFormat('HH:mm')));
    expect([...times].sort()).toEqual(['09:00', '10:00', '11:00']);
    expect(await generateSlots(payload)).toEqual({ created: 0, removed: 0 });
  });

  test('creates each slot once when it runs concurrently', async () => {
    await database(payload).execute(sql`DELETE FROM time_slots WHERE is_generated`);
    const runs = await Promise.all(Array.from({ length: 4 }, () => generateSlots(payload)));
    const created = runs.reduce((sum, run) => sum + run.created, 0);
    expect(created).toBe((await generated()).length);
    expect(created).toBeGreaterThanOrEqual(21);
  });

  test('updates free slots after a change of the availability, and keeps booked and closed slots', async () => {
    await setAvailability({});
    const at = (day: number, hour: number) => dayAhead(day).set({ hour }).toJSDate().getTime();
    const find = async (time: number) => (await generated()).find(({ startsAt }) => Date.parse(startsAt) === time);
    const booked = await find(at(3, 9));
    const closed = await find(at(4, 9));
    await createBooking(payload, await makeCustomer(payload), toBookingInput(booked?.id as string, { type: 'ONLINE' }));
    await payload.update({ collection: 'time-slots', id: closed?.id as string, data: { isClosed: true } });
    await setAvailability({ schedules: [{ ...online, hours: everyDay.map((row) => ({ ...row, opens: '10:00' })) }] });
    expect((await find(at(3, 9)))?.isBooked).toBe(true);
    expect((await find(at(4, 9)))?.isClosed).toBe(true);
    expect(await find(at(5, 9))).toBeUndefined();
    expect(await find(at(5, 10))).toBeDefined();
  });

  test('closes a booked slot that the hours no longer include, and opens it when the hours include it again while it is booked', async () => {
    await setAvailability({ schedules: [{ ...online, lanes: 2 }] });
    const at = (day: number, hour: number) => dayAhead(day).set({ hour }).toJSDate().getTime();
    const [early, second, later] = await Promise.all(
      (await generated())
        .filter(({ startsAt, lane }) => {
          const time = Date.parse(startsAt);
          return (
            (time === at(2, 9) && lane === 1) ||
            (time === at(2, 10) && lane === 2) ||
            (time === at(2, 11) && lane === 1)
          );
        })
        .map(async ({ id }) => ({ slot: id, booking: (await makeBooking(payload, id, { type: 'ONLINE' })).id })),
    );
    const cancel = (booking: string | undefined) =>
      payload.update({ collection: 'bookings', id: String(booking), data: { status: 'CANCELLED' } });
    const areClosed = () =>
      Promise.all(
        [early, second, later].map(
          async (visit) => (await payload.findByID({ collection: 'time-slots', id: String(visit?.slot) })).isClosed,
        ),
      );
    await setAvailability({ schedules: [{ ...online, hours: everyDay.map((row) => ({ ...row, opens: '09:30' })) }] });
    expect(await areClosed()).toEqual([true, true, false]);
    await cancel(early?.booking);
    await cancel(later?.booking);
    await generateSlots(payload);
    expect(await areClosed()).toEqual([true, true, false]);
    const book = async (slot: string | undefined) =>
      createBooking(payload, await makeCustomer(payload), toBookingInput(String(slot), { type: 'ONLINE' }));
    await expect(book(early?.slot)).rejects.toMatchObject({ code: 'slot_unavailable' });
    // With the new hours, slots begin at other times, but this slot is still within the hours.
    await expect(book(later?.slot)).resolves.toMatchObject({ status: 201 });
    await setAvailability({ schedules: [{ ...online, lanes: 2 }] });
    // The first slot has become free meanwhile. It stays closed, because the generator does not know whether
    // staff have closed it.
    expect(await areClosed()).toEqual([true, false, false]);
  });

  test('does not open a slot again with the hours if staff have closed it after its booking was cancelled', async () => {
    await setAvailability({});
    const slot = (await generated()).find(
      (each) =>
        !each.isBooked &&
        !each.isClosed &&
        DateTime.fromISO(each.startsAt, { zone }).hour === 9 &&
        Date.parse(each.startsAt) > dayAhead(2).toMillis(),
    );
    const { id } = await makeBooking(payload, String(slot?.id), { type: 'ONLINE' });
    await payload.update({ collection: 'bookings', id: String(id), data: { status: 'CANCELLED' } });
    await payload.update({ collection: 'time-slots', id: String(slot?.id), data: { isClosed: true } });
    await setAvailability({ schedules: [{ ...online, hours: everyDay.map((row) => ({ ...row, opens: '10:00' })) }] });
    await setAvailability({});
    expect(await payload.findByID({ collection: 'time-slots', id: String(slot?.id) })).toMatchObject({
      isClosed: true,
    });
  });

  test('keeps a booked slot closed if staff have closed it, whatever the hours are', async () => {
    await setAvailability({});
    const afterNotice = dayAhead(2).toMillis();
    const slot = (await generated()).find(
      (each) => !each.isBooked && !each.isClosed && Date.parse(each.startsAt) > afterNotice,
    );
    await makeBooking(payload, String(slot?.id), { type: 'ONLINE' });
    await payload.update({ collection: 'time-slots', id: String(slot?.id), data: { isClosed: true } });
    await setAvailability({ schedules: [{ ...online, lanes: 3 }] });
    await setAvailability({});
    expect(await payload.findByID({ collection: 'time-slots', id: String(slot?.id) })).toMatchObject({
      isClosed: true,
    });
  });

  test('removes the free slots of a closed day and restores them when it reopens', async () => {
    const date = dayAhead(6).toISODate();
    const onDay = async () =>
      (await generated()).filter(({ startsAt }) => DateTime.fromISO(startsAt, { zone }).toISODate() === date);
    await setAvailability({ closedDays: [{ date, reason: 'Stocktaking' }] });
    expect(await onDay()).toEqual([]);
    await setAvailability({});
    expect(await onDay()).toHaveLength(3);
  });

  test('keeps slots outside of opening hours that staff have created', async () => {
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
    ['an invalid time', { schedules: [{ ...online, hours: [{ day: 'monday', opens: '25:00', closes: '26:00' }] }] }],
    ['an invalid closed day', { closedDays: [{ date: '2027-02-31x' }] }],
    ['schedules that are not a list', { schedules: 'all' }],
    ['a schedule that is null', { schedules: [online, null] }],
    ['hours that are null', { schedules: [{ ...online, hours: [...online.hours, null] }] }],
    ['a closed day that is null', { closedDays: [null] }],
  ])('refuses %s', async (_, data) => {
    await expect(setAvailability(data)).rejects.toMatchObject({ status: expect.toBeOneOf([400, 409]) });
  });
});

describe('the list of slots', () => {
  test('omits closed and past slots, and marks slots as unavailable if they are booked, held or within the notice period', async () => {
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
    await createBooking(payload, customer, toBookingInput(taken, { type: 'SHOWROOM' }));
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
    const { body } = await createBooking(payload, await makeCustomer(payload), toBookingInput(await makeSlot(payload)));
    return (body as { bookingId: string }).bookingId;
  };

  test('are due 24 hours before the visit', async () => {
    const booking = await payload.findByID({ collection: 'bookings', id: await booked(), depth: 1 });
    const { startsAt } = booking.slot as { startsAt: string };
    expect(Date.parse(startsAt) - Date.parse(booking.reminderDueAt as string)).toBe(86_400_000);
  });

  test('are emitted once when several workers run', async () => {
    const bookingId = await booked();
    await due(bookingId, '-1 minute');
    await Promise.all(Array.from({ length: 5 }, () => emitDueReminders(payload)));
    await emitDueReminders(payload);
    expect(await reminders(bookingId)).toBe(1);
  });

  test('are not emitted early, or for a cancelled visit', async () => {
    const [early, cancelled] = [await booked(), await booked()];
    await due(early, '1 minute');
    await payload.update({ collection: 'bookings', id: cancelled, data: { status: 'CANCELLED' } });
    await emitDueReminders(payload);
    expect([await reminders(early), await reminders(cancelled)]).toEqual([0, 0]);
  });
});
