import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { ROLES } from '../../../src/access/roles.ts';
import { database } from '../../../src/database/transaction.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { readHistory } from '../../../src/services/history/read-history.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { createRequestBody } from '../../support/brochures.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
const staff = await staffTokens(payload);

type Change = { action: string; actor: string; actorId: string | null; correlationId: string; fields: object };

async function readChanges(entity: string, document: string | null): Promise<Change[]> {
  const { rows } = await database(payload).execute<Change>(sql`
    SELECT action, actor, actor_id AS "actorId", correlation_id AS "correlationId", fields FROM changes
    WHERE entity = ${entity} AND document IS NOT DISTINCT FROM ${document} ORDER BY at`);
  return rows;
}

const staffId = async (role: string) => {
  const { docs } = await payload.find({ collection: 'users', where: { email: { equals: `${role}@example.com` } } });
  return String(docs[0]?.id);
};

async function booked() {
  const customerId = await makeCustomer(payload);
  const slotId = await makeSlot(payload);
  const { body } = await createBooking(payload, customerId, toBookingInput(slotId));
  return { customerId, slotId, bookingId: (body as { bookingId: string }).bookingId };
}

test('a change of a booking through /v1 is logged with actor, fields and correlation id', async () => {
  const { bookingId, customerId } = await booked();
  expect(await readChanges('bookings', bookingId)).toEqual([]);
  const headers = { 'x-correlation-id': 'confirming-it' };
  await call('POST', `/v1/appointments/${bookingId}/confirm`, { token: staff.sales, headers });
  const token = await customerToken(payload, customerId);
  await call('POST', `/v1/appointments/${bookingId}/cancel`, { token });
  expect(await readChanges('bookings', bookingId)).toMatchObject([
    {
      action: 'update',
      actor: 'staff',
      actorId: await staffId('sales'),
      correlationId: 'confirming-it',
      fields: { status: { from: 'PENDING', to: 'CONFIRMED' } },
    },
    { actor: 'customer', actorId: null, fields: { status: { from: 'CONFIRMED', to: 'CANCELLED' } } },
  ]);
});

test('a change in the admin UI is logged, with personal fields hidden', async () => {
  const { bookingId } = await booked();
  const slot = await makeSlot(payload);
  const body = { slot, firstName: 'Grace', phone: '+442079460959', notes: 'Rings at the back door' };
  const { status } = await call('PATCH', `/api/bookings/${bookingId}`, { token: staff.sales, body });
  expect(status).toBe(200);
  const [change] = await readChanges('bookings', bookingId);
  expect(change).toMatchObject({
    actor: 'staff',
    actorId: await staffId('sales'),
    fields: { slot_id: { to: slot }, first_name: 'hidden', phone: 'hidden', notes: 'hidden' },
  });
  expect(JSON.stringify(change)).not.toMatch(/Grace|Ada|9460959|back door/);
});

test('a change that is rolled back is not logged', async () => {
  const { bookingId } = await booked();
  const body = { status: 'COMPLETED' };
  expect((await call('PATCH', `/api/bookings/${bookingId}`, { token: staff.sales, body })).status).toBe(400);
  expect(await readChanges('bookings', bookingId)).toEqual([]);
});

test('the history of a booking has its changes and events, newest first, with the times of slots', async () => {
  const { bookingId } = await booked();
  const slotId = await makeSlot(payload);
  await call('POST', `/v1/appointments/${bookingId}/reschedule`, { token: staff.admin, body: { slotId } });
  const history = await readHistory(payload, 'bookings', bookingId);
  const kinds = history.map((entry) => (entry.kind === 'event' ? entry.topic : entry.who.name));
  expect(kinds.toSorted()).toEqual(['admin', 'booking.created', 'booking.rescheduled']);
  expect(kinds.at(-1)).toBe('booking.created');
  const moved = history.find((entry) => entry.kind === 'change');
  const { startsAt } = await payload.findByID({ collection: 'time-slots', id: slotId });
  expect(moved).toMatchObject({ fields: { slot_id: { to: startsAt } } });
});

test('an erasure removes the customer from the change log, and is logged with the member of staff', async () => {
  const { bookingId, customerId } = await booked();
  const token = await customerToken(payload, customerId);
  expect((await call('DELETE', '/v1/me', { token })).status).toBe(204);
  const changes = await readChanges('bookings', bookingId);
  expect(changes).toMatchObject([
    { actor: 'customer', fields: { email: 'hidden', customer_id: 'hidden', status: { to: 'CANCELLED' } } },
  ]);
  const { rows } = await database(payload).execute<{ log: string }>(sql`SELECT changes::text AS log FROM changes`);
  expect(rows.map(({ log }) => log).join()).not.toMatch(new RegExp(`${customerId}|ada@example|Lovelace`));
});

test('changes of staff, their roles and passwords are logged', async () => {
  const data = { email: 'new@example.com', password: 'a long password', name: 'New', role: 'sales' };
  const made = await call('POST', '/api/users', { token: staff.admin, body: data });
  const { id } = (made.body as { doc: { id: string } }).doc;
  await call('PATCH', `/api/users/${id}`, {
    token: staff.admin,
    body: { role: 'admin', password: 'another password' },
  });
  await call('POST', '/api/users/login', { body: { email: data.email, password: 'wrong' } });
  await call('POST', '/api/users/login', { body: { email: data.email, password: 'another password' } });
  await call('DELETE', `/api/users/${id}`, { token: staff.admin });
  const admin = { actor: 'staff', actorId: await staffId('admin') };
  const changes = await readChanges('users', id);
  expect(changes).toMatchObject([
    { ...admin, action: 'create', fields: { role: { to: 'sales' } } },
    { ...admin, action: 'update', fields: { role: { from: 'sales', to: 'admin' }, hash: 'hidden' } },
    { ...admin, action: 'delete', fields: { role: { from: 'admin' } } },
  ]);
  expect(changes).toHaveLength(3);
  expect(JSON.stringify(changes)).not.toMatch(/new@example|salt/);
});

test('changes of settings and availability are logged by field, and only if a value changes', async () => {
  const before = await readChanges('settings', null);
  const sales = { vatRate: 17.5, paymentWindowHours: 24, pointsPerPound: 1 };
  for (const _ of [1, 2]) await call('POST', '/api/globals/settings', { token: staff.admin, body: { sales } });
  const [change, ...more] = (await readChanges('settings', null)).slice(before.length);
  expect(more).toEqual([]);
  expect(change).toMatchObject({
    actor: 'staff',
    actorId: await staffId('admin'),
    fields: { 'sales.vatRate': { to: 17.5 } },
  });
  const closedDays = [{ date: '2030-12-25', reason: 'Christmas' }];
  await call('POST', '/api/globals/availability', { token: staff.admin, body: { closedDays } });
  await call('POST', '/api/globals/availability', { token: staff.admin, body: { closedDays, noticeHours: 48 } });
  const changes = await readChanges('availability', null);
  expect(changes.map(({ fields }) => Object.keys(fields).includes('closedDays'))).toEqual([true, false]);
  expect(changes[1]).toMatchObject({ fields: { noticeHours: { to: 48 } } });
});

test('closing and opening a day in the calendar are logged', async () => {
  const before = await readChanges('availability', null);
  const day = '2031-06-02';
  await call('POST', '/api/desk/closed-days', { token: staff.sales, body: { date: day } });
  await call('DELETE', `/api/desk/closed-days/${day}`, { token: staff.sales });
  const changes = (await readChanges('availability', null)).slice(before.length);
  const bySales = { actor: 'staff', actorId: await staffId('sales'), fields: { closedDays: expect.anything() } };
  expect(changes).toMatchObject([bySales, bySales]);
});

test('a resend, an export and an erasure by staff are logged without the customer’s name', async () => {
  expect((await call('POST', '/v1/brochures', { body: createRequestBody() })).status).toBe(201);
  const { rows } = await database(payload).execute<{ id: string }>(
    sql`UPDATE brochure_requests SET delivered_at = now() - interval '1 minute' RETURNING id`,
  );
  await database(payload).execute(sql`UPDATE domain_events SET settled_at = now() WHERE topic = 'brochure.requested'`);
  const requestId = String(rows[0]?.id);
  const resent = await call('POST', `/v1/brochures/requests/${requestId}/resend`, { token: staff.sales });
  expect(resent.status).toBe(202);
  const customerId = await makeCustomer(payload);
  const { email } = await payload.findByID({ collection: 'customers', id: customerId });
  const desk = `/api/desk/customers/${customerId}`;
  expect((await call('GET', `${desk}/export`, { token: staff.sales })).status).toBe(200);
  expect((await call('POST', `${desk}/erase`, { token: staff.admin, body: { email } })).status).toBe(204);
  const [sales, admin] = [await staffId('sales'), await staffId('admin')];
  expect(await readChanges('brochure-requests', requestId)).toMatchObject([{ action: 'resend', actorId: sales }]);
  const changes = await readChanges('customers', null);
  expect(changes).toMatchObject([
    { action: 'export', actorId: sales, fields: {} },
    { action: 'erase', actorId: admin, fields: {} },
  ]);
  expect(JSON.stringify(changes)).not.toContain(customerId);
});

test('every state change of an order is logged, whatever caused it', async () => {
  const { rows } = await database(payload).execute<{ id: string }>(sql`
    INSERT INTO orders (id, order_number, status, payment_due_at, subtotal, vat, total, vat_rate, currency, billing_name)
    VALUES (gen_random_uuid(), 'LW-HISTORY', 'PENDING', now(), 100, 20, 120, 20, 'GBP', 'Ada Lovelace') RETURNING id`);
  const id = String(rows[0]?.id);
  await database(payload).execute(
    sql`UPDATE orders SET status = 'CANCELLED', billing_name = 'Erased' WHERE id = ${id}`,
  );
  expect(await readChanges('orders', id)).toMatchObject([
    { actor: 'system', fields: { status: { from: 'PENDING', to: 'CANCELLED' }, billing_name: 'hidden' } },
  ]);
});

test('no database role can change the change log', async () => {
  const { bookingId } = await booked();
  await call('POST', `/v1/appointments/${bookingId}/confirm`, { token: staff.sales });
  for (const statement of [
    sql`UPDATE changes SET actor = 'system'`,
    sql`DELETE FROM changes`,
    sql`TRUNCATE changes CASCADE`,
  ]) {
    await expect(database(payload).execute(statement)).rejects.toMatchObject({ constraint: 'changes_append_only' });
  }
});

test('only admins can read the change log', async () => {
  for (const role of ROLES) {
    const { status } = await call('GET', '/api/changes', { token: staff[role] });
    expect(status, role).toBe(role === 'admin' ? 200 : 403);
  }
  const query = '{ Changes { docs { id } } }';
  const { body } = await call('POST', '/api/graphql', { token: staff.sales, body: { query } });
  expect(JSON.stringify(body)).toContain('not allowed');
});
