import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { makeBooking, makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { customerToken, type GatewayAnswer, startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway({ RATE_LIMIT_MULTIPLIER: '1' });
const { sales } = await staffTokens(payload);

const slots = (count: number) => Promise.all(Array.from({ length: count }, () => makeSlot(payload)));

const bookWith = async (customerId: string) => {
  const token = await customerToken(payload, customerId);
  return (slotId: string, headers = {}) =>
    call('POST', '/v1/appointments', { token, headers, body: toBookingInput(slotId) });
};

const outcome = ({ status, body }: GatewayAnswer) =>
  status === 201 ? 201 : `${status} ${(body as { code: string }).code}`;
const getId = ({ body }: GatewayAnswer) => (body as { bookingId: string }).bookingId;

test('five of twenty concurrent bookings of one customer succeed, and the other slots stay free', async () => {
  const book = await bookWith(await makeCustomer(payload));
  const wanted = await slots(20);
  const outcomes = (await Promise.all(wanted.map((slot) => book(slot)))).map(outcome);
  expect(outcomes.filter((code) => code === 201)).toHaveLength(5);
  expect(outcomes.filter((code) => code === '409 limit_reached')).toHaveLength(15);
  const booked = await payload.count({
    collection: 'time-slots',
    where: { id: { in: wanted }, isBooked: { equals: true } },
  });
  expect(booked.totalDocs).toBe(5);
});

test('a cancelled or past booking does not count towards the limit, and a retry does not count twice', async () => {
  const customerId = await makeCustomer(payload);
  const book = await bookWith(customerId);
  const [first, second, third, fourth, fifth, sixth, seventh] = (await slots(7)) as [string, ...string[]];
  const key = { 'Idempotency-Key': 'once' };
  const made = await book(first, key);
  for (const slot of [second, third, fourth, fifth]) expect(outcome(await book(String(slot)))).toBe(201);
  expect(await book(first, key)).toMatchObject({ status: 201, body: { bookingId: getId(made) } });
  expect(outcome(await book(String(sixth)))).toBe('409 limit_reached');
  const token = await customerToken(payload, customerId);
  await call('POST', `/v1/appointments/${getId(made)}/cancel`, { token });
  expect(outcome(await book(String(sixth)))).toBe(201);
  expect(outcome(await book(String(seventh)))).toBe('409 limit_reached');
  const past = new Date(Date.now() - 400 * 86_400_000);
  await payload.db.updateOne({
    collection: 'time-slots',
    id: String(second),
    data: { startsAt: past.toISOString(), endsAt: new Date(past.getTime() + 3_600_000).toISOString() },
  });
  expect(outcome(await book(String(seventh)))).toBe(201);
});

test('the limit applies neither to staff nor to other customers', async () => {
  const customer = await makeCustomer(payload);
  const { slotId: _, ...fields } = toBookingInput('');
  for (const slot of await slots(6)) {
    const body = { ...fields, slot, customer, status: 'PENDING' };
    expect((await call('POST', '/api/bookings', { token: sales, body })).status).toBe(201);
  }
  expect(outcome(await (await bookWith(customer))(await makeSlot(payload)))).toBe('409 limit_reached');
  expect(outcome(await (await bookWith(await makeCustomer(payload)))(await makeSlot(payload)))).toBe(201);
  await makeBooking(payload, await makeSlot(payload));
});

/** Books a slot and cancels the booking, `rounds` times. @returns the outcomes of the bookings */
async function bookAndCancel(customerId: string, rounds: number): Promise<unknown[]> {
  const [book, token] = [await bookWith(customerId), await customerToken(payload, customerId)];
  const outcomes: unknown[] = [];
  for (let round = 0; round < rounds; round++) {
    const made = await book(await makeSlot(payload));
    outcomes.push(outcome(made));
    if (made.status === 201) await call('POST', `/v1/appointments/${getId(made)}/cancel`, { token });
  }
  return outcomes;
}

test('a customer who books and cancels in turns can make at most ten bookings within 24 hours, even with concurrent requests', async () => {
  const customerId = await makeCustomer(payload);
  expect(await bookAndCancel(customerId, 9)).toEqual(Array.from({ length: 9 }, () => 201));
  const book = await bookWith(customerId);
  const answers = await Promise.all((await slots(3)).map((slot) => book(slot)));
  expect(answers.map(outcome).sort()).toEqual([201, '409 limit_reached', '409 limit_reached']);
  const [last] = answers.filter(({ status }) => status === 201).map(getId);
  await call('POST', `/v1/appointments/${last}/cancel`, { token: await customerToken(payload, customerId) });
  expect(outcome(await book(await makeSlot(payload)))).toBe('409 limit_reached');
  const { rows } = await database(payload).execute<{ emails: number }>(sql`
    SELECT count(*)::int AS emails FROM domain_events WHERE payload->>'userId' = ${customerId}`);
  expect(rows[0]?.emails).toBe(20);
  await database(payload).execute(sql`
    UPDATE bookings SET created_at = created_at - interval '24 hours' WHERE customer_id = ${customerId}`);
  expect(outcome(await book(await makeSlot(payload)))).toBe(201);
});

test('a customer can reschedule a booking at most ten times within 24 hours, but staff can still move it', async () => {
  const customerId = await makeCustomer(payload);
  const token = await customerToken(payload, customerId);
  const id = getId(await (await bookWith(customerId))(await makeSlot(payload)));
  const move = async (as: string) =>
    outcome(
      await call('POST', `/v1/appointments/${id}/reschedule`, { token: as, body: { slotId: await makeSlot(payload) } }),
    );
  const outcomes: unknown[] = [];
  for (let round = 0; round < 11; round++) outcomes.push(await move(token));
  expect(outcomes).toEqual([...Array.from({ length: 10 }, () => '200 undefined'), '409 limit_reached']);
  expect(await move(sales)).toBe('200 undefined');
  expect((await call('POST', `/v1/appointments/${id}/cancel`, { token })).status).toBe(200);
});
