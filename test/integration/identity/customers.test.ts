import { sql } from '@payloadcms/db-postgres';
import { expect, test, vi } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { MAX_HISTORY_ENTRIES } from '../../../src/lib/lists.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { eraseCustomer } from '../../../src/services/identity/erase-customer.ts';
import { exportCustomer } from '../../../src/services/identity/export-customer.ts';
import { readCustomerHistory } from '../../../src/services/operations/customer-history.ts';
import { createOrder } from '../../../src/services/sales/create-order.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { startGateway } from '../../support/gateway.ts';
import { makeSaleProduct } from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
const staff = await staffTokens(payload);

async function customerWithAll() {
  const id = await makeCustomer(payload);
  const { email } = await payload.findByID({ collection: 'customers', id });
  await createBooking(payload, id, toBookingInput(await makeSlot(payload), { email }));
  const items = [{ productId: await makeSaleProduct(payload, { price: 50_000 }), quantity: 1 }];
  await createOrder(payload, { customerId: id, name: 'Ada Lovelace' }, { items });
  await payload.create({
    collection: 'brochure-requests',
    data: { firstName: 'Ada', lastName: 'Lovelace', email, phone: '+442079460958', address: 'x', postcode: 'SW4 7AA' },
  });
  return { id, email };
}

test('the history of a customer has the entries of all domains, newest first, and no entries of other customers', async () => {
  const { id, email } = await customerWithAll();
  await customerWithAll();
  const { createdAt } = await payload.findByID({ collection: 'customers', id });
  const history = await readCustomerHistory(payload, { id, email, createdAt }, () => 'then');
  expect(history.map(({ kind, text }) => [kind, text])).toEqual([
    ['brochure', 'Asked for a brochure'],
    ['order', 'Order for £500.00'],
    ['booking', 'Home measurement booked for then'],
    ['account', 'Registered on the website'],
  ]);
  for (const { link } of history.slice(0, 3)) {
    expect(link?.on).toBe('admin');
    const path = link?.path.replace('/collections', '/api') ?? '';
    expect((await call('GET', path, { token: staff.sales })).status, path).toBe(200);
  }
});

test('sales staff export all data of a customer', async () => {
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

test('the history shows the newest e-mails of a customer who has thousands of e-mails', async () => {
  const { id, email } = await customerWithAll();
  await database(payload).execute(sql`
    WITH event AS (
      INSERT INTO domain_events (id, topic, version, producer_id, payload, correlation_id, timestamp)
      SELECT uuidv7(), 'booking.reminder', 1, 'test', jsonb_build_object('userId', ${id}::text), 'test', now()
      FROM generate_series(1, 3000) RETURNING id)
    INSERT INTO event_receipts (event_id, subscriber, done_at)
    SELECT id, subscriber, now() FROM event, unnest(ARRAY['booking-reminder', 'analytics']) AS subscriber`);
  const { createdAt } = await payload.findByID({ collection: 'customers', id });
  const history = await readCustomerHistory(payload, { id, email, createdAt }, () => 'then');
  expect(history.filter(({ kind }) => kind === 'email')).toHaveLength(MAX_HISTORY_ENTRIES);
  expect(history[0]).toMatchObject({ kind: 'email', text: 'Reminder of the visit' });
});

test('an export during an erasure returns nothing', async () => {
  const { id } = await customerWithAll();
  const find = payload.findByID;
  vi.spyOn(payload, 'findByID').mockImplementationOnce((async (options: Parameters<typeof find>[0]) => {
    const customer = await find(options);
    await eraseCustomer(payload, id);
    return customer;
  }) as typeof find);
  expect(await exportCustomer(payload, id)).toBeUndefined();
});

test('an admin erases a customer by repeating the e-mail address; sales staff cannot erase customers', async () => {
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

test('the customer filter of other lists finds customers by name, e-mail address and phone number', async () => {
  const found = { email: 'zora.neale@example.org', firstName: 'Zora', lastName: 'Neale', phone: '020 7946 0333' };
  const { id } = await payload.create({ collection: 'customers', data: { ...found, emailVerified: true } });
  const find = async (typed: string) => {
    // The filter panel searches for the options of a relation by the title of the related documents.
    const where = `where[and][0][name][like]=${encodeURIComponent(typed)}`;
    const { body } = await call('GET', `/api/customers?${where}&limit=10&depth=0`, { token: staff.sales });
    return (body as { docs: { id: string }[] }).docs.map((doc) => doc.id);
  };
  for (const typed of ['Zora', 'neale zora', 'zora.neale@example', '020 7946 0333', '0333', '+442079460333'])
    expect(await find(typed), typed).toEqual([id]);
  for (const typed of ['nobody@example.org', '020 7946 0999', 'example']) expect(await find(typed), typed).toEqual([]);
});
