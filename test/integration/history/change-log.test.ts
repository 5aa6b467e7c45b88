import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { ROLES } from '../../../src/access/roles.ts';
import { database } from '../../../src/database/transaction.ts';
import { book } from '../../../src/services/appointments/book.ts';
import { readHistory } from '../../../src/services/history/read-history.ts';
import { bookingOf, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { requestBody } from '../../support/brochures.ts';
import { customerToken, staffTokens, startGateway } from '../../support/gateway.ts';

const { payload, call } = await startGateway();
const staff = await staffTokens(payload);

type Change = { action: string; actor: string; actorId: string | null; correlationId: string; fields: object };

async function changesOf(entity: string, document: string | null): Promise<Change[]> {
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
  const { body } = await book(payload, customerId, bookingOf(slotId));
  return { customerId, slotId, bookingId: (body as { bookingId: string }).bookingId };
}

test('a booking changed through /v1 tells who, what and by which request', async () => {
  const { bookingId, customerId } = await booked();
  expect(await changesOf('bookings', bookingId)).toEqual([]);
  const headers = { 'x-correlation-id': 'confirming-it' };
  await call('POST', `/v1/appointments/${bookingId}/confirm`, { token: staff.sales, headers });
  const token = await customerToken(payload, customerId);
  await call('POST', `/v1/appointments/${bookingId}/cancel`, { token });
  expect(await changesOf('bookings', bookingId)).toMatchObject([
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

test('one changed in the admin UI, too, and of a person it says no more than that something changed', async () => {
  const { bookingId } = await booked();
  const slot = await makeSlot(payload);
  const body = { slot, firstName: 'Grace', phone: '+442079460959', notes: 'Rings at the back door' };
  const { status } = await call('PATCH', `/api/bookings/${bookingId}`, { token: staff.sales, body });
  expect(status).toBe(200);
  const [change] = await changesOf('bookings', bookingId);
  expect(change).toMatchObject({
    actor: 'staff',
    actorId: await staffId('sales'),
    fields: { slot_id: { to: slot }, first_name: 'hidden', phone: 'hidden', notes: 'hidden' },
  });
  expect(JSON.stringify(change)).not.toMatch(/Grace|Ada|9460959|back door/);
});

test('what is rolled back is not written down', async () => {
  const { bookingId } = await booked();
  const body = { status: 'COMPLETED' };
  expect((await call('PATCH', `/api/bookings/${bookingId}`, { token: staff.sales, body })).status).toBe(400);
  expect(await changesOf('bookings', bookingId)).toEqual([]);
});

test('the history of a booking joins its changes and its events, newest first, with times for slots', async () => {
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

test('erasing a customer leaves nothing of them in the log, and says who asked for it', async () => {
  const { bookingId, customerId } = await booked();
  const token = await customerToken(payload, customerId);
  expect((await call('DELETE', '/v1/me', { token })).status).toBe(204);
  const changes = await changesOf('bookings', bookingId);
  expect(changes).toMatchObject([
    { actor: 'customer', fields: { email: 'hidden', customer_id: 'hidden', status: { to: 'CANCELLED' } } },
  ]);
  const { rows } = await database(payload).execute<{ log: string }>(sql`SELECT changes::text AS log FROM changes`);
  expect(rows.map(({ log }) => log).join()).not.toMatch(new RegExp(`${customerId}|ada@example|Lovelace`));
});

test('staff, their roles and passwords', async () => {
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
  const changes = await changesOf('users', id);
  expect(changes).toMatchObject([
    { ...admin, action: 'create', fields: { role: { to: 'sales' } } },
    { ...admin, action: 'update', fields: { role: { from: 'sales', to: 'admin' }, hash: 'hidden' } },
    { ...admin, action: 'delete', fields: { role: { from: 'admin' } } },
  ]);
  expect(changes).toHaveLength(3);
  expect(JSON.stringify(changes)).not.toMatch(/new@example|salt/);
});

test('settings and availability, field by field, and nothing when nothing changes', async () => {
  const before = await changesOf('settings', null);
  const sales = { vatRate: 17.5, paymentWindowHours: 24, pointsPerPound: 1 };
  for (const _ of [1, 2]) await call('POST', '/api/globals/settings', { token: staff.admin, body: { sales } });
  const [change, ...more] = (await changesOf('settings', null)).slice(before.length);
  expect(more).toEqual([]);
  expect(change).toMatchObject({
    actor: 'staff',
    actorId: await staffId('admin'),
    fields: { 'sales.vatRate': { to: 17.5 } },
  });
  const closedDays = [{ date: '2030-12-25', reason: 'Christmas' }];
  await call('POST', '/api/globals/availability', { token: staff.admin, body: { closedDays } });
  await call('POST', '/api/globals/availability', { token: staff.admin, body: { closedDays, noticeHours: 48 } });
  const changes = await changesOf('availability', null);
  expect(changes.map(({ fields }) => Object.keys(fields).includes('closedDays'))).toEqual([true, false]);
  expect(changes[1]).toMatchObject({ fields: { noticeHours: { to: 48 } } });
});

test('a day that staff close and open in the calendar', async () => {
  const before = await changesOf('availability', null);
  const day = '2031-06-02';
  await call('POST', '/api/desk/closed-days', { token: staff.sales, body: { date: day } });
  await call('DELETE', `/api/desk/closed-days/${day}`, { token: staff.sales });
  const changes = (await changesOf('availability', null)).slice(before.length);
  const bySales = { actor: 'staff', actorId: await staffId('sales'), fields: { closedDays: expect.anything() } };
  expect(changes).toMatchObject([bySales, bySales]);
});

test('staff who send a brochure again, export a customer and erase one, by no name of theirs', async () => {
  expect((await call('POST', '/v1/brochures', { body: requestBody() })).status).toBe(201);
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
  expect(await changesOf('brochure-requests', requestId)).toMatchObject([{ action: 'resend', actorId: sales }]);
  const changes = await changesOf('customers', null);
  expect(changes).toMatchObject([
    { action: 'export', actorId: sales, fields: {} },
    { action: 'erase', actorId: admin, fields: {} },
  ]);
  expect(JSON.stringify(changes)).not.toContain(customerId);
});

test('an order tells of its states, whoever moves it', async () => {
  const { rows } = await database(payload).execute<{ id: string }>(sql`
    INSERT INTO orders (id, order_number, status, payment_due_at, subtotal, vat, total, vat_rate, currency, billing_name)
    VALUES (gen_random_uuid(), 'LW-HISTORY', 'PENDING', now(), 100, 20, 120, 20, 'GBP', 'Ada Lovelace') RETURNING id`);
  const id = String(rows[0]?.id);
  await database(payload).execute(
    sql`UPDATE orders SET status = 'CANCELLED', billing_name = 'Erased' WHERE id = ${id}`,
  );
  expect(await changesOf('orders', id)).toMatchObject([
    { actor: 'system', fields: { status: { from: 'PENDING', to: 'CANCELLED' }, billing_name: 'hidden' } },
  ]);
});

test('nobody changes the log, whoever they are to Postgres', async () => {
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

test('admins read it, and nobody else', async () => {
  for (const role of ROLES) {
    const { status } = await call('GET', '/api/changes', { token: staff[role] });
    expect(status, role).toBe(role === 'admin' ? 200 : 403);
  }
  const query = '{ Changes { docs { id } } }';
  const { body } = await call('POST', '/api/graphql', { token: staff.sales, body: { query } });
  expect(JSON.stringify(body)).toContain('not allowed');
});
