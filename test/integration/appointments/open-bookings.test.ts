import { expect, test } from 'vitest';
import { bookingOf, makeBooking, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { type Answer, customerToken, staffTokens, startGateway } from '../../support/gateway.ts';

const { payload, call } = await startGateway({ RATE_LIMIT_MULTIPLIER: '1' });
const { sales } = await staffTokens(payload);

const slots = (count: number) => Promise.all(Array.from({ length: count }, () => makeSlot(payload)));

const bookWith = async (customerId: string) => {
  const token = await customerToken(payload, customerId);
  return (slotId: string, headers = {}) =>
    call('POST', '/v1/appointments', { token, headers, body: bookingOf(slotId) });
};

const outcome = ({ status, body }: Answer) => (status === 201 ? 201 : `${status} ${(body as { code: string }).code}`);
const idOf = ({ body }: Answer) => (body as { bookingId: string }).bookingId;

test('of twenty bookings that one customer makes at once five are taken, and the other slots stay free', async () => {
  const book = await bookWith(await makeCustomer(payload));
  const wanted = await slots(20);
  const outcomes = (await Promise.all(wanted.map((slot) => book(slot)))).map(outcome);
  expect(outcomes.filter((one) => one === 201)).toHaveLength(5);
  expect(outcomes.filter((one) => one === '409 limit_reached')).toHaveLength(15);
  const booked = await payload.count({
    collection: 'time-slots',
    where: { id: { in: wanted }, isBooked: { equals: true } },
  });
  expect(booked.totalDocs).toBe(5);
});

test('a booking that is cancelled or over makes room for another; a replay is no booking', async () => {
  const customerId = await makeCustomer(payload);
  const book = await bookWith(customerId);
  const [first, second, third, fourth, fifth, sixth, seventh] = (await slots(7)) as [string, ...string[]];
  const key = { 'Idempotency-Key': 'once' };
  const made = await book(first, key);
  for (const slot of [second, third, fourth, fifth]) expect(outcome(await book(String(slot)))).toBe(201);
  expect(await book(first, key)).toMatchObject({ status: 201, body: { bookingId: idOf(made) } });
  expect(outcome(await book(String(sixth)))).toBe('409 limit_reached');
  const token = await customerToken(payload, customerId);
  await call('POST', `/v1/appointments/${idOf(made)}/cancel`, { token });
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

test('staff may book more for a customer, and others are not kept from booking', async () => {
  const customer = await makeCustomer(payload);
  const { slotId: _, ...fields } = bookingOf('');
  for (const slot of await slots(6)) {
    const body = { ...fields, slot, customer, status: 'PENDING' };
    expect((await call('POST', '/api/bookings', { token: sales, body })).status).toBe(201);
  }
  expect(outcome(await (await bookWith(customer))(await makeSlot(payload)))).toBe('409 limit_reached');
  expect(outcome(await (await bookWith(await makeCustomer(payload)))(await makeSlot(payload)))).toBe(201);
  await makeBooking(payload, await makeSlot(payload));
});
