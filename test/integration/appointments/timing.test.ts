import { sql } from '@payloadcms/db-postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { bookingOf, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { type Answer, customerToken, staffTokens, startGateway } from '../../support/gateway.ts';

const { payload, call } = await startGateway();
let sales: string;
beforeAll(async () => {
  sales = (await staffTokens(payload)).sales;
});

const HOUR = 3_600_000;

/** When it is, as hours before the visit begins, which takes one hour. The clock is set by moving the visit. */
const WHEN = { 'a week before': 168, '3 h before': 3, '1 h before': 1, during: -0.5, after: -3 } as const;
type When = keyof typeof WHEN;

let lane = 1000;

/** Sets the clock so that a visit begins in so many hours. */
async function setClock(slotId: string, hours: number): Promise<void> {
  lane += 1;
  await database(payload).execute(sql`
    UPDATE time_slots SET lane = ${lane}, starts_at = now() + ${hours * HOUR} * interval '1 millisecond',
      ends_at = now() + ${(hours + 1) * HOUR} * interval '1 millisecond' WHERE id = ${slotId}`);
}

type Visit = { bookingId: string; slotId: string; customerId: string; token: string };

/** A confirmed visit of a customer, at that time. */
async function visitAt(when: When): Promise<Visit> {
  const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
  const token = await customerToken(payload, customerId);
  const { body } = await call('POST', '/v1/appointments', { token, body: bookingOf(slotId) });
  const { bookingId } = body as { bookingId: string };
  await call('POST', `/v1/appointments/${bookingId}/confirm`, { token: sales });
  await setClock(slotId, WHEN[when]);
  return { bookingId, slotId, customerId, token };
}

const codeOf = ({ status, body }: Answer) => {
  const { code, errors } = body as { code?: string; errors?: { data?: { code?: string } }[] };
  return status < 300 ? 200 : `${status} ${code ?? errors?.[0]?.data?.code}`;
};

type Act = (visit: Visit) => Promise<Answer>;

const byRoute =
  (verb: string, by: 'customer' | 'sales'): Act =>
  async ({ bookingId, token }) => {
    const body = verb === 'reschedule' ? { slotId: await makeSlot(payload) } : undefined;
    return call('POST', `/v1/appointments/${bookingId}/${verb}`, { token: by === 'customer' ? token : sales, body });
  };

/** The forms of the admin UI save by this route, too. */
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
  ['customers move', byRoute('reschedule', 'customer'), customers],
  ['sales cancel', byRoute('cancel', 'sales'), always],
  ['sales move', byRoute('reschedule', 'sales'), always],
  ['sales complete', byRoute('complete', 'sales'), outcome(begun)],
  ['sales mark as missed', byRoute('no-show', 'sales'), outcome(begun)],
  ['cancelling by form', becomes('CANCELLED'), always],
  ['moving by form', byForm(async () => ({ slot: await makeSlot(payload) })), always],
  ['completing by form', becomes('COMPLETED'), outcome(begunForm)],
  ['marking as missed by form', becomes('NO_SHOW'), outcome(begunForm)],
];

describe('who may do what, and when', () => {
  for (const [name, act, expected] of TABLE) {
    test.each(Object.keys(WHEN) as When[])(`${name}: %s`, async (when) => {
      const visit = await visitAt(when);
      expect(codeOf(await act(visit))).toBe(expected[when]);
      const { status, slot } = await payload.findByID({ collection: 'bookings', id: visit.bookingId, depth: 0 });
      if (expected[when] !== 200) expect({ status, slot }).toEqual({ status: 'CONFIRMED', slot: visit.slotId });
    });
  }

  test('a bulk edit by GraphQL or REST completes no visit to come', async () => {
    const { bookingId } = await visitAt('a week before');
    const query = `mutation { updateBooking(id: "${bookingId}", data: { status: COMPLETED }) { id } }`;
    await call('POST', '/api/graphql', { token: sales, body: { query } });
    await call('PATCH', `/api/bookings?where[id][equals]=${bookingId}`, { token: sales, body: { status: 'NO_SHOW' } });
    expect(await payload.findByID({ collection: 'bookings', id: bookingId })).toMatchObject({ status: 'CONFIRMED' });
  });

  test('a cancellation that is repeated late is still the cancelled booking', async () => {
    const visit = await visitAt('a week before');
    const cancel = byRoute('cancel', 'customer');
    expect(codeOf(await cancel(visit))).toBe(200);
    await setClock(visit.slotId, 0.5);
    expect(codeOf(await cancel(visit))).toBe(200);
    expect(codeOf(await byRoute('reschedule', 'customer')(visit))).toBe(begun);
  });
});

describe('the deadline for changes by customers', () => {
  const setDeadline = (changeDeadlineHours: number) =>
    payload.updateGlobal({ slug: 'availability', data: { changeDeadlineHours } });

  test('is the one that staff have set, 0 to 168 hours', async () => {
    const cancel = byRoute('cancel', 'customer');
    const visits = [await visitAt('1 h before'), await visitAt('3 h before'), await visitAt('during')] as const;
    await setDeadline(4);
    expect(codeOf(await cancel(visits[1]))).toBe(late);
    await setDeadline(0);
    expect(codeOf(await cancel(visits[2]))).toBe(begun);
    expect(codeOf(await cancel(visits[0]))).toBe(200);
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

  test('29 February of a leap year can', async () => {
    await payload.updateGlobal({ slug: 'availability', data: { closedDays: [{ date: '2028-02-29' }] } });
    const { closedDays } = await payload.findGlobal({ slug: 'availability' });
    expect(closedDays?.map(({ date }) => date)).toEqual(['2028-02-29']);
  });
});

describe('calendar entries', () => {
  test('of a visit that is not confirmed are tentative, then confirmed, then cancelled', async () => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    const token = await customerToken(payload, customerId);
    const { body } = await call('POST', '/v1/appointments', { token, body: bookingOf(slotId) });
    const url = `/v1/appointments/${(body as { bookingId: string }).bookingId}`;
    const statusOf = async () =>
      /STATUS:(\w+)/.exec(String((await call('GET', `${url}/calendar.ics`, { token })).body))?.[1];
    expect(await statusOf()).toBe('TENTATIVE');
    await call('POST', `${url}/confirm`, { token: sales });
    expect(await statusOf()).toBe('CONFIRMED');
    await call('POST', `${url}/cancel`, { token });
    expect(await statusOf()).toBe('CANCELLED');
  });
});
