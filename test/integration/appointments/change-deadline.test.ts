import { sql } from '@payloadcms/db-postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { BOOKING_STATUSES, type BookingStatus } from '../../../src/services/appointments/statuses.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { customerToken, type GatewayAnswer, startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
let sales: string;
beforeAll(async () => {
  sales = (await staffTokens(payload)).sales;
});

const HOUR = 3_600_000;

/**
 * The hours until the visit begins; negative after its start. The visit lasts one hour. The tests move the visit instead of the
 * clock.
 */
const WHEN = { 'a week before': 168, '3 h before': 3, '1 h before': 1, during: -0.5, after: -3 } as const;
type When = keyof typeof WHEN;

let lane = 1000;

/** Moves a visit so that it begins in `hours` hours. */
async function setClock(slotId: string, hours: number): Promise<void> {
  lane += 1;
  await database(payload).execute(sql`
    UPDATE time_slots SET lane = ${lane}, starts_at = now() + ${hours * HOUR} * interval '1 millisecond',
      ends_at = now() + ${(hours + 1) * HOUR} * interval '1 millisecond' WHERE id = ${slotId}`);
}

type Visit = { bookingId: string; slotId: string; customerId: string; token: string };

/**
 * Creates a visit of a new customer and moves the visit: afterwards, the visit begins in `WHEN[when]` hours. By default the visit
 * is confirmed.
 */
async function visitAt(when: When, confirmed = true): Promise<Visit> {
  const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
  const token = await customerToken(payload, customerId);
  const { body } = await call('POST', '/v1/appointments', { token, body: toBookingInput(slotId) });
  const { bookingId } = body as { bookingId: string };
  if (confirmed) await call('POST', `/v1/appointments/${bookingId}/confirm`, { token: sales });
  await setClock(slotId, WHEN[when]);
  return { bookingId, slotId, customerId, token };
}

const getCode = ({ status, body }: GatewayAnswer) => {
  const { code, errors } = body as { code?: string; errors?: { data?: { code?: string } }[] };
  return status < 300 ? 200 : `${status} ${code ?? errors?.[0]?.data?.code}`;
};

type Act = (visit: Visit) => Promise<GatewayAnswer>;

const byRoute =
  (verb: string, by: 'customer' | 'sales'): Act =>
  async ({ bookingId, token }) => {
    const body = verb === 'reschedule' ? { slotId: await makeSlot(payload) } : undefined;
    return call('POST', `/v1/appointments/${bookingId}/${verb}`, { token: by === 'customer' ? token : sales, body });
  };

/** Returns an action that changes a booking through the route that forms of the admin UI use. */
const byForm =
  (data: () => Promise<Record<string, unknown>>): Act =>
  async ({ bookingId }) =>
    call('PATCH', `/api/bookings/${bookingId}`, { token: sales, body: await data() });

const becomes = (status: string) => byForm(async () => ({ status }));
const begun = '409 invalid_state';
const begunForm = '400 invalid_state';
const late = '409 too_late';
const before = { 'a week before': 200, '3 h before': 200, '1 h before': 200 } as const;
const always = { ...before, during: 200, after: 200 } as const;
const outcome = (refused: string) => ({
  ...{ 'a week before': refused, '3 h before': refused, '1 h before': refused, during: 200, after: 200 },
});
const customers = { ...before, '1 h before': late, during: begun, after: begun } as const;

const TABLE: [name: string, act: Act, expected: Record<When, string | number>][] = [
  ['customers cancel', byRoute('cancel', 'customer'), customers],
  ['customers reschedule', byRoute('reschedule', 'customer'), customers],
  ['sales cancel', byRoute('cancel', 'sales'), always],
  ['sales reschedule', byRoute('reschedule', 'sales'), always],
  ['sales complete', byRoute('complete', 'sales'), outcome(begun)],
  ['sales mark as no-show', byRoute('no-show', 'sales'), outcome(begun)],
  ['staff cancel by form', becomes('CANCELLED'), always],
  ['staff reschedule by form', byForm(async () => ({ slot: await makeSlot(payload) })), always],
  ['staff complete by form', becomes('COMPLETED'), outcome(begunForm)],
  ['staff mark as no-show by form', becomes('NO_SHOW'), outcome(begunForm)],
];

describe('changes by customers and staff over time', () => {
  for (const [name, act, expected] of TABLE) {
    test.each(Object.keys(WHEN) as When[])(`${name}: %s`, async (when) => {
      const visit = await visitAt(when);
      expect(getCode(await act(visit))).toBe(expected[when]);
      const { status, slot } = await payload.findByID({ collection: 'bookings', id: visit.bookingId, depth: 0 });
      if (expected[when] !== 200) expect({ status, slot }).toEqual({ status: 'CONFIRMED', slot: visit.slotId });
    });
  }

  test('an edit by GraphQL or a bulk edit by REST cannot complete an upcoming visit', async () => {
    const { bookingId } = await visitAt('a week before');
    const query = `mutation { updateBooking(id: "${bookingId}", data: { status: COMPLETED }) { id } }`;
    await call('POST', '/api/graphql', { token: sales, body: { query } });
    await call('PATCH', `/api/bookings?where[id][equals]=${bookingId}`, { token: sales, body: { status: 'NO_SHOW' } });
    expect(await payload.findByID({ collection: 'bookings', id: bookingId })).toMatchObject({ status: 'CONFIRMED' });
  });

  test('a repeated cancellation succeeds even after the deadline', async () => {
    const visit = await visitAt('a week before');
    const cancel = byRoute('cancel', 'customer');
    expect(getCode(await cancel(visit))).toBe(200);
    await setClock(visit.slotId, 0.5);
    expect(getCode(await cancel(visit))).toBe(200);
    expect(getCode(await byRoute('reschedule', 'customer')(visit))).toBe(begun);
  });
});

describe('another slot and a status in one request', () => {
  const STATUSES = BOOKING_STATUSES.map(({ value }) => value);
  const isOpen = (status: BookingStatus) => status === 'PENDING' || status === 'CONFIRMED';

  async function visitWith(status: BookingStatus): Promise<Visit> {
    const visit = await visitAt('during', status !== 'PENDING');
    if (!isOpen(status)) expect((await becomes(status)(visit)).status).toBe(200);
    return visit;
  }

  const readBooking = async ({ bookingId }: Visit) => {
    const { status, slot } = await payload.findByID({ collection: 'bookings', id: bookingId, depth: 0 });
    return { status, slot };
  };
  const isBooked = async (id: string) => (await payload.findByID({ collection: 'time-slots', id })).isBooked;

  test.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const)))(
    'from %s to %s, the slot of a visit that is over or cancelled does not change',
    async (from, to) => {
      const visit = await visitWith(from);
      const [slot, wasBooked] = [await makeSlot(payload), await isBooked(visit.slotId)];
      const answer = await byForm(async () => ({ slot, status: to }))(visit);
      if (isOpen(from) && (from === to || to === 'CONFIRMED')) {
        expect(getCode(answer)).toBe(200);
        expect(await readBooking(visit)).toEqual({ status: to, slot });
        expect([await isBooked(visit.slotId), await isBooked(slot)]).toEqual([false, true]);
      } else {
        expect(getCode(answer)).toBe(begunForm);
        expect(await readBooking(visit)).toEqual({ status: from, slot: visit.slotId });
        expect([await isBooked(visit.slotId), await isBooked(slot)]).toEqual([wasBooked, false]);
      }
    },
  );

  test.each(['COMPLETED', 'NO_SHOW', 'CANCELLED'] as const)(
    'a request that sets another slot and the status %s is refused at the slot, by REST, in bulk and by GraphQL',
    async (status) => {
      const visit = await visitAt('during');
      const slot = await makeSlot(payload);
      const refused = await byForm(async () => ({ slot, status }))(visit);
      const { errors } = refused.body as { errors: { data: { errors: { path: string; message: string }[] } }[] };
      expect(errors[0]?.data.errors).toEqual([
        { path: 'slot', message: expect.stringMatching(/^A booking can't be moved and become .* in one step\./) },
      ]);
      const path = `/api/bookings?where[id][equals]=${visit.bookingId}`;
      await call('PATCH', path, { token: sales, body: { slot, status } });
      const query = `mutation { updateBooking(id: "${visit.bookingId}", data: { slot: "${slot}", status: ${status} }) { id } }`;
      const answer = await call('POST', '/api/graphql', { token: sales, body: { query } });
      expect(JSON.stringify(answer.body)).toContain("can't be moved and become");
      expect(await readBooking(visit)).toEqual({ status: 'CONFIRMED', slot: visit.slotId });
      expect([await isBooked(visit.slotId), await isBooked(slot)]).toEqual([true, false]);
    },
  );
});

describe('the deadline for changes by customers', () => {
  const setDeadline = (changeDeadlineHours: number) =>
    payload.updateGlobal({ slug: 'availability', data: { changeDeadlineHours } });

  test('can be set by staff to a value from 0 to 168 hours', async () => {
    const cancel = byRoute('cancel', 'customer');
    const visits = [await visitAt('1 h before'), await visitAt('3 h before'), await visitAt('during')] as const;
    await setDeadline(4);
    expect(getCode(await cancel(visits[1]))).toBe(late);
    await setDeadline(0);
    expect(getCode(await cancel(visits[2]))).toBe(begun);
    expect(getCode(await cancel(visits[0]))).toBe(200);
    await setDeadline(2);
    await expect(setDeadline(169)).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(setDeadline(-1)).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe('days', () => {
  test.each(['2026-11-31', '2027-02-29', '2026-13-01', '2026-1-1', '31/12/2026', '2026-12-25T00:00:00Z', ''])(
    '%s cannot be closed',
    async (date) => {
      const close = payload.updateGlobal({ slug: 'availability', data: { closedDays: [{ date }] } });
      await expect(close).rejects.toMatchObject({ name: 'ValidationError' });
      const { status } = await call('POST', '/api/desk/closed-days', { token: sales, body: { date } });
      expect(status).toBe(400);
    },
  );

  test('29 February of a leap year can be closed', async () => {
    await payload.updateGlobal({ slug: 'availability', data: { closedDays: [{ date: '2028-02-29' }] } });
    const { closedDays } = await payload.findGlobal({ slug: 'availability' });
    expect(closedDays?.map(({ date }) => date)).toEqual(['2028-02-29']);
  });
});

describe('calendar entries', () => {
  test('are tentative for a pending visit, then confirmed, then cancelled', async () => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    const token = await customerToken(payload, customerId);
    const { body } = await call('POST', '/v1/appointments', { token, body: toBookingInput(slotId) });
    const url = `/v1/appointments/${(body as { bookingId: string }).bookingId}`;
    const readStatus = async () =>
      /STATUS:(\w+)/.exec(String((await call('GET', `${url}/calendar.ics`, { token })).body))?.[1];
    expect(await readStatus()).toBe('TENTATIVE');
    await call('POST', `${url}/confirm`, { token: sales });
    expect(await readStatus()).toBe('CONFIRMED');
    await call('POST', `${url}/cancel`, { token });
    expect(await readStatus()).toBe('CANCELLED');
  });
});
