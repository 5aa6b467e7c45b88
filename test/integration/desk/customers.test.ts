import { sql } from '@payloadcms/db-postgres';
import { expect, test, vi } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { book } from '../../../src/services/appointments/book.ts';
import { SHOWN } from '../../../src/services/customer-history.ts';
import { customerHistory } from '../../../src/services/desk/customer-history.ts';
import { eraseCustomer } from '../../../src/services/identity/erase-customer.ts';
import { exportCustomer } from '../../../src/services/identity/export-customer.ts';
import { createOrder } from '../../../src/services/sales/create-order.ts';
import { bookingOf, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { makeProduct } from '../../support/sales.ts';

const { payload, call } = await startGateway();
const staff = await staffTokens(payload);

async function customerWithAll() {
  const id = await makeCustomer(payload);
  const { email } = await payload.findByID({ collection: 'customers', id });
  await book(payload, id, bookingOf(await makeSlot(payload), { email }));
  const items = [{ productId: await makeProduct(payload, { price: 50_000 }), quantity: 1 }];
  await createOrder(payload, { customerId: id, name: 'Ada Lovelace' }, { items });
  await payload.create({
    collection: 'brochure-requests',
    data: { firstName: 'Ada', lastName: 'Lovelace', email, phone: '+442079460958', address: 'x', postcode: 'SW4 7AA' },
  });
  return { id, email };
}

test('the history of a customer has what every domain holds of them, newest first, and nothing of others', async () => {
  const { id, email } = await customerWithAll();
  await customerWithAll();
  const { createdAt } = await payload.findByID({ collection: 'customers', id });
  const history = await customerHistory(payload, { id, email, createdAt }, () => 'then');
  expect(history.map(({ kind, text }) => [kind, text])).toEqual([
    ['brochure', 'Asked for a brochure'],
    ['order', 'Order over £500.00'],
    ['booking', 'Home measurement booked for then'],
    ['account', 'Registered on the website'],
  ]);
  for (const { link } of history.slice(0, 3)) {
    expect(link?.on).toBe('admin');
    const path = link?.path.replace('/collections', '/api') ?? '';
    expect((await call('GET', path, { token: staff.sales })).status, path).toBe(200);
  }
});

test('sales export everything that is held on a customer', async () => {
  const { id, email } = await customerWithAll();
  const { status, body, headers } = await call('GET', `/api/desk/customers/${id}/export`, { token: staff.sales });
  expect(status).toBe(200);
  expect(headers.get('content-disposition')).toContain('attachment');
  expect(body).toMatchObject({
    profile: { id, email },
    bookings: [{ email }],
    orders: [{ status: 'PENDING' }],
    brochureRequests: [{ email }],
  });
});

test('of a customer with thousands of e-mails the newest are shown', async () => {
  const { id, email } = await customerWithAll();
  await database(payload).execute(sql`
    WITH event AS (
      INSERT INTO domain_events (id, topic, version, producer_id, payload, correlation_id, timestamp)
      SELECT uuidv7(), 'booking.reminder', 1, 'test', jsonb_build_object('userId', ${id}::text), 'test', now()
      FROM generate_series(1, 3000) RETURNING id)
    INSERT INTO event_receipts (event_id, subscriber, done_at)
    SELECT id, subscriber, now() FROM event, unnest(ARRAY['booking-reminder', 'analytics']) AS subscriber`);
  const { createdAt } = await payload.findByID({ collection: 'customers', id });
  const history = await customerHistory(payload, { id, email, createdAt }, () => 'then');
  expect(history.filter(({ kind }) => kind === 'email')).toHaveLength(SHOWN);
  expect(history[0]).toMatchObject({ kind: 'email', text: 'Reminder of the visit' });
});

test('an export that an erasure overtakes is none, and no part of one', async () => {
  const { id } = await customerWithAll();
  const find = payload.findByID;
  vi.spyOn(payload, 'findByID').mockImplementationOnce((async (options: Parameters<typeof find>[0]) => {
    const customer = await find(options);
    await eraseCustomer(payload, id);
    return customer;
  }) as typeof find);
  expect(await exportCustomer(payload, id)).toBeUndefined();
});

test('an admin erases a customer by naming them again; sales do not', async () => {
  const { id, email } = await customerWithAll();
  const erase = (token: string, body: object) => call('POST', `/api/desk/customers/${id}/erase`, { token, body });
  expect((await erase(staff.sales, { email })).status).toBe(403);
  expect((await erase(staff.admin, { email: 'other@example.com' })).status).toBe(400);
  expect(await payload.count({ collection: 'customers', where: { id: { equals: id } } })).toMatchObject({
    totalDocs: 1,
  });
  expect((await erase(staff.admin, { email: ` ${email.toUpperCase()}` })).status).toBe(204);
  expect(await payload.count({ collection: 'customers', where: { id: { equals: id } } })).toMatchObject({
    totalDocs: 0,
  });
  expect((await erase(staff.admin, { email })).status).toBe(404);
  const left = await payload.count({ collection: 'bookings', where: { email: { equals: email } } });
  expect(left.totalDocs).toBe(0);
});
