import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { holdSlot } from '../../../src/services/appointments/hold-slot.ts';
import { makeBooking, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';

const { payload, call } = await startGateway();
const { sales } = await staffTokens(payload);

type Diary = {
  visits: { bookingId: string; notes: string | null; startsAt: string }[];
  openSlots: { state: string; slotIds: string[]; startsAt: string }[];
  closedDays: { date: string; reason: string | null; showroomId: string | null }[];
};

/** A London day that no other test uses. */
let next = 40;
function someDay() {
  next += 1;
  return DateTime.now().setZone('Europe/London').startOf('day').plus({ days: next });
}

async function diaryOf(day: DateTime): Promise<Diary> {
  const date = day.toISODate();
  const { status, body } = await call('GET', `/api/desk/diary?from=${date}&to=${date}`, { token: sales });
  expect(status).toBe(200);
  return body as Diary;
}

const slotAt = (day: DateTime, hour: number, more: object = {}) =>
  makeSlot(payload, { startsAt: day.set({ hour }).toJSDate(), ...more });

const closeDay = (day: DateTime, more: object = {}) =>
  call('POST', '/api/desk/closed-days', { token: sales, body: { date: day.toISODate(), ...more } });

const availabilityOf = () => payload.findGlobal({ slug: 'availability', depth: 0 });

test.each(['9999-12-31', '0000-01-01', '2100-01-01', '2027-02-29'])(
  '%s cannot be closed or opened again',
  async (date) => {
    const refusal = { status: 400, body: { code: 'validation_failed', errors: [{ path: 'date' }] } };
    expect(await call('POST', '/api/desk/closed-days', { token: sales, body: { date } })).toMatchObject(refusal);
    expect(await call('DELETE', `/api/desk/closed-days/${date}`, { token: sales })).toMatchObject(refusal);
  },
);

test('the diary has visits, and what is open of parallel teams together, by what it is', async () => {
  const day = someDay();
  const [booked, cancelled, held] = [await slotAt(day, 9), await slotAt(day, 10), await slotAt(day, 11)];
  const lanes = [await slotAt(day, 12), await slotAt(day, 12, { lane: 2 })];
  const closed = await slotAt(day, 13, { isClosed: true });
  const { id } = await makeBooking(payload, booked);
  const gone = await makeBooking(payload, cancelled);
  await payload.update({ collection: 'bookings', id: gone.id, data: { status: 'CANCELLED' } });
  await holdSlot(payload, await makeCustomer(payload), held);
  const { visits, openSlots } = await diaryOf(day);
  expect(visits.map(({ bookingId }) => bookingId)).toEqual([id]);
  expect(openSlots.map(({ state, slotIds }) => [state, slotIds])).toEqual([
    ['FREE', [cancelled]],
    ['HELD', [held]],
    ['FREE', lanes],
    ['CLOSED', [closed]],
  ]);
});

test('closing a day closes what is free and held, keeps bookings, and says how many there are', async () => {
  const day = someDay();
  const [booked, free, held] = [await slotAt(day, 9), await slotAt(day, 10), await slotAt(day, 11)];
  await makeBooking(payload, booked);
  await holdSlot(payload, await makeCustomer(payload), held);
  const other = await slotAt(day.plus({ days: 1 }), 0);
  next += 1;
  expect(await closeDay(day, { reason: 'Stocktaking' })).toMatchObject({ status: 200, body: { bookings: 1 } });
  const { visits, openSlots, closedDays } = await diaryOf(day);
  expect(visits).toHaveLength(1);
  expect(openSlots.map(({ state, slotIds }) => [state, ...slotIds])).toEqual([
    ['CLOSED', free],
    ['CLOSED', held],
  ]);
  expect(closedDays).toContainEqual({ date: day.toISODate(), reason: 'Stocktaking', showroomId: null });
  expect(await payload.findByID({ collection: 'time-slots', id: other })).toMatchObject({ isClosed: false });

  await closeDay(day, { reason: 'Stocktaking again' });
  const { closedDays: stored } = await availabilityOf();
  expect(stored?.filter(({ date }) => date === day.toISODate())).toMatchObject([{ reason: 'Stocktaking again' }]);

  const reopened = await call('DELETE', `/api/desk/closed-days/${day.toISODate()}`, { token: sales });
  expect(reopened.status).toBe(204);
  expect((await diaryOf(day)).openSlots.map(({ state }) => state)).toEqual(['FREE', 'HELD']);
  expect((await availabilityOf()).closedDays?.some(({ date }) => date === day.toISODate())).toBe(false);
});

test('closing a day of one showroom leaves the others open', async () => {
  const day = someDay();
  const showroom = async (slug: string) =>
    (
      await payload.create({
        collection: 'showrooms',
        data: { name: slug, slug, address: '1 High Street', postcode: 'SW4 7AA' },
      })
    ).id;
  const [clapham, finchley] = [await showroom('clapham'), await showroom('finchley')];
  const ours = await slotAt(day, 9, { type: 'SHOWROOM', showroom: clapham });
  const theirs = await slotAt(day, 9, { type: 'SHOWROOM', showroom: finchley });
  expect((await closeDay(day, { showroomId: clapham })).status).toBe(200);
  const states = (await diaryOf(day)).openSlots.map(({ state, slotIds }) => [slotIds[0], state]);
  expect(Object.fromEntries(states)).toEqual({ [ours]: 'CLOSED', [theirs]: 'FREE' });
});

test('a showroom that was deleted meanwhile closes on no day', async () => {
  const showroomId = '0190b5a0-0000-7000-8000-00000000dead';
  expect(await closeDay(someDay(), { showroomId })).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test('days that are closed at the same time are all closed', async () => {
  const days = [someDay(), someDay(), someDay()];
  const answers = await Promise.all(days.map((day) => closeDay(day)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const dates = (await availabilityOf()).closedDays?.map(({ date }) => date);
  for (const day of days) expect(dates).toContain(day.toISODate());
});

test('a window without end is refused', async () => {
  const { status } = await call('GET', '/api/desk/diary?from=2026-01-01&to=2026-12-31', { token: sales });
  expect(status).toBe(400);
});
