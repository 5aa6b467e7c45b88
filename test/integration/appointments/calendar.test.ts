import { sql } from '@payloadcms/db-postgres';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { database, transactionOf, withTransaction } from '../../../src/database/transaction.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { generateSlots } from '../../../src/services/appointments/generate-slots.ts';
import { holdSlot } from '../../../src/services/appointments/hold-slot.ts';
import { anonymiseBookings } from '../../../src/services/appointments/personal-data.ts';
import { WEEKDAYS } from '../../../src/services/appointments/statuses.ts';
import { makeBooking, makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { countLockWaits } from '../../support/count-lock-waits.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';

const { payload, call } = await startGateway();
const { admin, sales } = await staffTokens(payload);

type CalendarReply = {
  visits: { bookingId: string; notes: string | null; startsAt: string }[];
  openSlots: { state: string; slotIds: string[]; startsAt: string }[];
  closedDays: {
    date: string;
    reason: string | null;
    showroomId: string | null;
    from: string | null;
    to: string | null;
  }[];
};

/** The number of days from today to the London day that `someDay` returned last. */
let next = 40;
function someDay() {
  next += 1;
  return DateTime.now().setZone('Europe/London').startOf('day').plus({ days: next });
}

async function readCalendar(day: DateTime): Promise<CalendarReply> {
  const date = day.toISODate();
  const { status, body } = await call('GET', `/api/desk/diary?from=${date}&to=${date}`, { token: sales });
  expect(status).toBe(200);
  return body as CalendarReply;
}

const slotAt = (day: DateTime, hour: number, more: object = {}) =>
  makeSlot(payload, { startsAt: day.set({ hour }).toJSDate(), ...more });

const closeDay = (day: DateTime, more: object = {}) =>
  call('POST', '/api/desk/closed-days', { token: sales, body: { date: day.toISODate(), ...more } });

const readAvailability = () => payload.findGlobal({ slug: 'availability', depth: 0 });

test.each(['9999-12-31', '0000-01-01', '2100-01-01', '2027-02-29'])('%s cannot be closed or reopened', async (date) => {
  const refusal = { status: 400, body: { code: 'validation_failed', errors: [{ path: 'date' }] } };
  expect(await call('POST', '/api/desk/closed-days', { token: sales, body: { date } })).toMatchObject(refusal);
  expect(await call('DELETE', `/api/desk/closed-days/${date}`, { token: sales })).toMatchObject(refusal);
});

test('the calendar returns visits, and open slots grouped by time and state', async () => {
  const day = someDay();
  const [booked, cancelled, held] = [await slotAt(day, 9), await slotAt(day, 10), await slotAt(day, 11)];
  const lanes = [await slotAt(day, 12), await slotAt(day, 12, { lane: 2 })];
  const closed = await slotAt(day, 13, { isClosed: true });
  const { id } = await makeBooking(payload, booked);
  const gone = await makeBooking(payload, cancelled);
  await payload.update({ collection: 'bookings', id: gone.id, data: { status: 'CANCELLED' } });
  await holdSlot(payload, await makeCustomer(payload), held);
  const { visits, openSlots } = await readCalendar(day);
  expect(visits.map(({ bookingId }) => bookingId)).toEqual([id]);
  expect(openSlots.map(({ state, slotIds }) => [state, slotIds])).toEqual([
    ['FREE', [cancelled]],
    ['HELD', [held]],
    ['FREE', lanes],
    ['CLOSED', [closed]],
  ]);
});

test('closing a day closes its free and held slots, keeps its bookings, and returns the number of bookings', async () => {
  const day = someDay();
  const [booked, free, held] = [await slotAt(day, 9), await slotAt(day, 10), await slotAt(day, 11)];
  await makeBooking(payload, booked);
  await holdSlot(payload, await makeCustomer(payload), held);
  const other = await slotAt(day.plus({ days: 1 }), 0);
  next += 1;
  expect(await closeDay(day, { reason: 'Stocktaking' })).toMatchObject({ status: 200, body: { bookings: 1 } });
  const { visits, openSlots, closedDays } = await readCalendar(day);
  expect(visits).toHaveLength(1);
  expect(openSlots.map(({ state, slotIds }) => [state, ...slotIds])).toEqual([
    ['CLOSED', free],
    ['CLOSED', held],
  ]);
  expect(closedDays).toContainEqual({
    ...{ date: day.toISODate(), reason: 'Stocktaking', showroomId: null, from: null, to: null },
  });
  expect(await payload.findByID({ collection: 'time-slots', id: other })).toMatchObject({ isClosed: false });

  await closeDay(day, { reason: 'Stocktaking again' });
  const { closedDays: stored } = await readAvailability();
  expect(stored?.filter(({ date }) => date === day.toISODate())).toMatchObject([{ reason: 'Stocktaking again' }]);

  const reopened = await call('DELETE', `/api/desk/closed-days/${day.toISODate()}`, { token: sales });
  expect(reopened.status).toBe(204);
  expect((await readCalendar(day)).openSlots.map(({ state }) => state)).toEqual(['FREE', 'HELD']);
  expect((await readAvailability()).closedDays?.some(({ date }) => date === day.toISODate())).toBe(false);
});

const makeShowroom = async (slug: string) =>
  (
    await payload.create({
      collection: 'showrooms',
      data: { name: slug, slug, address: '1 High Street', postcode: 'SW4 7AA' },
    })
  ).id;

const readStates = async (day: DateTime) =>
  Object.fromEntries(
    (await readCalendar(day)).openSlots.flatMap(({ state, slotIds }) => slotIds.map((id) => [id, state])),
  );

const reopen = async (day: DateTime, query: Record<string, string> = {}) => {
  const path = `/api/desk/closed-days/${day.toISODate()}?${new URLSearchParams(query)}`;
  return (await call('DELETE', path, { token: sales })).status;
};

describe('closing hours of a day', () => {
  test('closes the free and held slots that overlap the hours, keeps bookings, and can be undone', async () => {
    const day = someDay();
    const [before, free, held, after] = [
      await slotAt(day, 9),
      await slotAt(day, 10),
      await slotAt(day, 11),
      await slotAt(day, 13),
    ];
    const [booked, bookedLater] = [await slotAt(day, 12), await slotAt(day, 15)];
    await makeBooking(payload, booked);
    await makeBooking(payload, bookedLater);
    await holdSlot(payload, await makeCustomer(payload), held);
    const hours = { from: '10:30', to: '13:00' };
    const answer = await closeDay(day, { ...hours, reason: 'Training' });
    expect(answer).toMatchObject({ status: 200, body: { bookings: 1 } });
    expect(await readStates(day)).toEqual({ [before]: 'FREE', [free]: 'CLOSED', [held]: 'CLOSED', [after]: 'FREE' });
    const { visits, closedDays } = await readCalendar(day);
    expect(visits).toHaveLength(2);
    const date = day.toISODate();
    expect(closedDays).toContainEqual({ date, reason: 'Training', showroomId: null, ...hours });
    await closeDay(day, { ...hours, reason: 'Training again' });
    const stored = (await readAvailability()).closedDays?.filter((closed) => closed.date === date);
    expect(stored).toMatchObject([{ ...hours, reason: 'Training again' }]);
    expect(await reopen(day)).toBe(204);
    expect((await readStates(day))[free]).toBe('CLOSED');
    expect(await reopen(day, hours)).toBe(204);
    expect(Object.values(await readStates(day)).sort()).toEqual(['FREE', 'FREE', 'FREE', 'HELD']);
    expect((await readAvailability()).closedDays?.some((closed) => closed.date === date)).toBe(false);
  });

  test('for one showroom leaves the others open; a slot that two entries close is closed until both entries are removed', async () => {
    const day = someDay();
    const [brixton, camden] = [await makeShowroom('brixton'), await makeShowroom('camden')];
    const ours = await slotAt(day, 9, { type: 'SHOWROOM', showroom: brixton });
    const theirs = await slotAt(day, 9, { type: 'SHOWROOM', showroom: camden });
    const [morning, here] = [
      { from: '08:00', to: '12:00' },
      { from: '09:30', to: '09:45', showroomId: brixton },
    ];
    await closeDay(day, here);
    expect(await readStates(day)).toEqual({ [ours]: 'CLOSED', [theirs]: 'FREE' });
    await closeDay(day, morning);
    expect(await readStates(day)).toEqual({ [ours]: 'CLOSED', [theirs]: 'CLOSED' });
    expect(await reopen(day, morning)).toBe(204);
    expect(await readStates(day)).toEqual({ [ours]: 'CLOSED', [theirs]: 'FREE' });
    expect(await reopen(day, here)).toBe(204);
    expect(await readStates(day)).toEqual({ [ours]: 'FREE', [theirs]: 'FREE' });
  });

  test('applies to slots that are generated later, and frees these slots when the hours open again', async () => {
    const before = await readAvailability();
    const everyDay = WEEKDAYS.map(({ value }) => ({ day: value, opens: '09:00', closes: '13:00' }));
    const schedules = [{ type: 'ONLINE' as const, slotMinutes: 60, bufferMinutes: 0, lanes: 1, hours: everyDay }];
    const day = someDay();
    const daysAhead = Math.round(day.diff(DateTime.now(), 'days').days) + 1;
    await payload.updateGlobal({ slug: 'availability', data: { horizonDays: daysAhead - 2, schedules } });
    const startTimes = async () =>
      (await readCalendar(day)).openSlots.map(({ startsAt }) =>
        DateTime.fromISO(startsAt, { zone: 'Europe/London' }).toFormat('HH:mm'),
      );
    expect(await startTimes()).toEqual([]);
    const hours = { from: '10:00', to: '11:30' };
    expect((await closeDay(day, hours)).status).toBe(200);
    await payload.updateGlobal({ slug: 'availability', data: { horizonDays: daysAhead + 1 } });
    expect(await startTimes()).toEqual(['09:00', '12:00']);
    await generateSlots(payload);
    expect(await startTimes()).toEqual(['09:00', '12:00']);
    expect(await reopen(day, hours)).toBe(204);
    expect(await startTimes()).toEqual(['09:00', '10:00', '11:00', '12:00']);
    const { horizonDays } = before;
    await payload.updateGlobal({ slug: 'availability', data: { horizonDays, schedules: before.schedules ?? [] } });
  });

  test.each([
    ['an end without a beginning', { to: '10:00' }],
    ['a beginning without an end', { from: '10:00' }],
    ['an end before the beginning', { from: '11:00', to: '10:00' }],
    ['an empty time', { from: '10:00', to: '10:00' }],
    ['a time that does not exist', { from: '10:00', to: '24:00' }],
  ])('refuses %s', async (_, hours) => {
    const day = someDay();
    expect(await closeDay(day, hours)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(await reopen(day, hours)).toBe(400);
    const closedDays = [{ date: String(day.toISODate()), ...hours }];
    const edit = payload.updateGlobal({ slug: 'availability', data: { closedDays } });
    await expect(edit).rejects.toMatchObject({ status: 400 });
    expect((await readAvailability()).closedDays?.some(({ date }) => date === day.toISODate())).toBe(false);
  });

  test('is checked by the database as well', async () => {
    const day = someDay();
    await closeDay(day, { from: '10:00', to: '11:00' });
    const change = database(payload).execute(sql`
      UPDATE availability_closed_days SET "to" = '09:00' WHERE date = ${day.toISODate()}`);
    await expect(change).rejects.toMatchObject({ constraint: 'availability_closed_days_hours' });
  });
});

describe('the slot of a visit in closed hours', () => {
  const hours = { from: '09:00', to: '12:00' };

  const listOnWebsite = async (day: DateTime) => {
    const date = day.toISODate();
    const { body } = await call('GET', `/v1/appointments/slots?from=${date}&to=${date}`);
    return (body as { data: { slotId: string }[] }).data.map(({ slotId }) => slotId);
  };
  const act = async (id: string, verb: string, body?: object) =>
    expect((await call('POST', `/v1/appointments/${id}/${verb}`, { token: sales, body })).status).toBe(200);

  test.each<[string, (id: string, day: DateTime) => Promise<unknown>]>([
    ['is cancelled', (id) => act(id, 'cancel')],
    ['is moved', async (id, day) => act(id, 'reschedule', { slotId: await slotAt(day, 15) })],
    ['is anonymised', (id) => withTransaction(payload, (req) => anonymiseBookings(req, [id]))],
  ])('stays closed when the visit %s, and is free after the hours open again', async (_, leave) => {
    const day = someDay();
    const slot = await slotAt(day, 10);
    const { id } = await makeBooking(payload, slot);
    expect(await closeDay(day, hours)).toMatchObject({ status: 200, body: { bookings: 1 } });
    await leave(id, day);
    expect((await readStates(day))[slot]).toBe('CLOSED');
    expect(await listOnWebsite(day)).not.toContain(slot);
    const bookAgain = createBooking(payload, await makeCustomer(payload), toBookingInput(slot));
    await expect(bookAgain).rejects.toMatchObject({ code: 'slot_unavailable' });
    await generateSlots(payload);
    expect((await readStates(day))[slot]).toBe('CLOSED');
    expect(await reopen(day, hours)).toBe(204);
    expect((await readStates(day))[slot]).toBe('FREE');
    expect(await listOnWebsite(day)).toContain(slot);
  });

  test('is free when the visit is cancelled after the hours have opened again', async () => {
    const day = someDay();
    const slot = await slotAt(day, 10);
    const { id } = await makeBooking(payload, slot);
    await closeDay(day, hours);
    await reopen(day, hours);
    await act(id, 'cancel');
    expect(await readStates(day)).toEqual({ [slot]: 'FREE' });
  });

  test('is closed and opened again by editing the availability, too', async () => {
    const day = someDay();
    const [booked, left, byHand, later] = [
      await slotAt(day, 9),
      await slotAt(day, 10),
      await slotAt(day, 11),
      await slotAt(day, 15),
    ];
    const [visit, gone] = [await makeBooking(payload, booked), await makeBooking(payload, left)];
    await act(gone.id, 'cancel');
    const { closedDays: before } = await readAvailability();
    const save = (closedDays: NonNullable<typeof before>) =>
      payload.updateGlobal({ slug: 'availability', data: { closedDays } });
    const date = String(day.toISODate());
    await save([...(before ?? []), { date, ...hours }]);
    await act(visit.id, 'cancel');
    expect(await readStates(day)).toEqual({
      ...{ [booked]: 'CLOSED', [left]: 'CLOSED', [byHand]: 'CLOSED', [later]: 'FREE' },
    });
    await save([...(before ?? []), { date, from: '09:00', to: '10:00' }]);
    expect(await readStates(day)).toEqual({
      ...{ [booked]: 'CLOSED', [left]: 'FREE', [byHand]: 'FREE', [later]: 'FREE' },
    });
    await save(before ?? []);
    expect(Object.values(await readStates(day))).toEqual(['FREE', 'FREE', 'FREE', 'FREE']);
  });
});

test('closing a day for one showroom leaves the others open', async () => {
  const day = someDay();
  const [clapham, finchley] = [await makeShowroom('clapham'), await makeShowroom('finchley')];
  const ours = await slotAt(day, 9, { type: 'SHOWROOM', showroom: clapham });
  const theirs = await slotAt(day, 9, { type: 'SHOWROOM', showroom: finchley });
  expect((await closeDay(day, { showroomId: clapham })).status).toBe(200);
  const states = (await readCalendar(day)).openSlots.map(({ state, slotIds }) => [slotIds[0], state]);
  expect(Object.fromEntries(states)).toEqual({ [ours]: 'CLOSED', [theirs]: 'FREE' });
});

test('a day cannot be closed for a showroom that does not exist', async () => {
  const showroomId = '0190b5a0-0000-7000-8000-00000000dead';
  expect(await closeDay(someDay(), { showroomId })).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test('days that are closed concurrently are all closed', async () => {
  const days = [someDay(), someDay(), someDay()];
  const answers = await Promise.all(days.map((day) => closeDay(day)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const dates = (await readAvailability()).closedDays?.map(({ date }) => date);
  for (const day of days) expect(dates).toContain(day.toISODate());
});

test('saving a form that was loaded earlier does not undo the closing and reopening of days in the calendar', async () => {
  const [kept, opened, closed, typed] = [someDay(), someDay(), someDay(), someDay()];
  for (const day of [kept, opened]) expect((await closeDay(day, { reason: 'Holiday' })).status).toBe(200);
  const url = '/api/globals/availability';
  const form = (await call('GET', url, { token: admin })).body as Awaited<ReturnType<typeof readAvailability>>;
  await closeDay(closed, { reason: 'Stocktaking' });
  expect(await reopen(opened)).toBe(204);
  const rows = [...(form.closedDays ?? []), { date: typed.toISODate(), reason: 'Party' }];
  const body = { ...form, noticeHours: 12, closedDays: rows };
  expect((await call('POST', url, { token: admin, body })).status).toBe(200);
  const { closedDays, noticeHours } = await readAvailability();
  const reasons = Object.fromEntries((closedDays ?? []).map(({ date, reason }) => [date, reason]));
  expect(noticeHours).toBe(12);
  const of = (day: DateTime) => reasons[String(day.toISODate())];
  expect([kept, opened, closed, typed].map(of)).toEqual(['Holiday', undefined, 'Stocktaking', 'Party']);
  // A form that was loaded with a closed day can remove this day.
  const again = (await call('GET', url, { token: admin })).body as typeof form;
  const without = again.closedDays?.filter(({ date }) => date !== kept.toISODate());
  expect((await call('POST', url, { token: admin, body: { ...again, closedDays: without } })).status).toBe(200);
  expect((await readAvailability()).closedDays?.map(({ date }) => date)).not.toContain(kept.toISODate());
});

test('moving a visit between two slots of a day that is being closed waits, and is refused', async () => {
  const day = someDay();
  const [from, between, to] = [await slotAt(day, 9), await slotAt(day, 10), await slotAt(day, 11)];
  const { id } = await makeBooking(payload, from);
  const outcomes: Promise<unknown>[] = [];
  await withTransaction(payload, async (req) => {
    await (await transactionOf(req)).execute(sql`SELECT FROM time_slots WHERE id = ${between} FOR UPDATE`);
    outcomes.push(closeDay(day));
    await until(
      async () => (await countLockWaits(payload)) === 1,
      'the closing of the day to wait for the locked slot',
    );
    outcomes.push(call('POST', `/v1/appointments/${id}/reschedule`, { token: sales, body: { slotId: to } }));
    await until(async () => (await countLockWaits(payload)) === 2, 'the move to wait for the closing of the day');
  });
  const [closing, move] = await Promise.all(outcomes);
  expect(closing).toMatchObject({ status: 200, body: { bookings: 1 } });
  expect(move).toMatchObject({ status: 422, body: { code: 'slot_unavailable' } });
  const slots = await payload.find({ collection: 'time-slots', where: { id: { in: [from, to] } }, sort: 'startsAt' });
  expect(slots.docs.map(({ isBooked, isClosed }) => [isBooked, isClosed])).toEqual([
    [true, true],
    [false, true],
  ]);
  expect(await payload.findByID({ collection: 'bookings', id, depth: 0 })).toMatchObject({ slot: from });
});

test('the calendar refuses a period of a year', async () => {
  const { status } = await call('GET', '/api/desk/diary?from=2026-01-01&to=2026-12-31', { token: sales });
  expect(status).toBe(400);
});
