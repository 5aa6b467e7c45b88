import { sql } from '@payloadcms/db-postgres';
import { DateTime } from 'luxon';
import pg from 'pg';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { expirePersonalData } from '../../../src/jobs/identity/expire-personal-data.ts';
import { ERASED_EMAIL, emailInput } from '../../../src/lib/contact.ts';
import type { Booking } from '../../../src/payload-types.ts';
import { transitionBooking } from '../../../src/services/appointments/change-booking.ts';
import { anonymiseBookings } from '../../../src/services/appointments/personal-data.ts';
import { register } from '../../../src/services/identity/register.ts';
import { removeUnverifiedAccounts } from '../../../src/services/identity/remove-unverified-accounts.ts';
import { RETENTION_DEFAULTS } from '../../../src/services/settings/read-settings.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { createRequestBody } from '../../support/brochures.ts';
import { countLockWaits } from '../../support/count-lock-waits.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { newEmail, PASSWORD } from './identity-site.ts';

const { payload, redis } = await startSite();
const db = database(payload);

const set = (retention: Partial<Record<keyof typeof RETENTION_DEFAULTS, number>>) =>
  payload.updateGlobal({ slug: 'settings', data: { retention: { ...RETENTION_DEFAULTS, ...retention } } });

beforeEach(() => set({}));

async function readBooking(months: number) {
  const { id, email, slot } = await makeBooking(payload, await makeSlot(payload), { email: newEmail() });
  const slotId = typeof slot === 'object' ? slot.id : slot;
  await db.execute(sql`
    UPDATE time_slots SET starts_at = starts_at - make_interval(months => ${months + 2}),
      ends_at = ends_at - make_interval(months => ${months + 2}) WHERE id = ${slotId}`);
  return { id, email: String(email) };
}

async function readRequest(months: number) {
  const { id, email } = await payload.create({
    collection: 'brochure-requests',
    data: createRequestBody({ phone: '+442079460958', postcode: 'SW4 7AA' }) as never,
  });
  await db.execute(sql`
    UPDATE brochure_requests SET created_at = now() - make_interval(months => ${months}, days => 1) WHERE id = ${id}`);
  return { id, email };
}

async function readAccount(days: number, { verified = false } = {}) {
  const email = newEmail();
  const account = { email, password: PASSWORD, firstName: 'Ada', lastName: 'L' };
  const { userId } = await register(payload, account, '203.0.113.1');
  await db.execute(sql`
    UPDATE customer_credentials SET changed_at = now() - make_interval(days => ${days}, hours => 1)
    WHERE customer_id = ${userId}`);
  await db.execute(sql`UPDATE customers SET email_verified = ${verified} WHERE id = ${userId}`);
  return { userId, email };
}

/** Creates a customer and an order with staff notes that were last changed `months` months and a day ago. */
async function makeNotes(months: number) {
  const staffNotesAt = DateTime.now().minus({ months, days: 1 }).toISO();
  const notes = { staffNotes: `Prefers mornings, ${months}`, staffNotesAt };
  const { id: customer } = await payload.create({
    collection: 'customers',
    data: { email: newEmail(), firstName: 'Ada', lastName: 'L', emailVerified: true, ...notes },
  });
  const { id: order } = await payload.create({
    collection: 'orders',
    data: {
      ...{ orderNumber: `LW-900${months}`, customer, status: 'PENDING', paymentDueAt: new Date().toISOString() },
      ...{ subtotal: 100, vat: 20, total: 120, vatRate: 20, currency: 'GBP', billingName: 'Ada L', ...notes },
      items: [{ title: 'A door', quantity: 1, unitPrice: 120 }],
    },
  });
  return { customer, order };
}

const readNotes = async ({ customer, order }: { customer: string; order: string }) => [
  (await payload.findByID({ collection: 'customers', id: customer, depth: 0 })).staffNotes,
  (await payload.findByID({ collection: 'orders', id: order, depth: 0 })).staffNotes,
];

const readEmail = async (collection: 'bookings' | 'brochure-requests', id: string) =>
  (await payload.findByID({ collection, id, depth: 0 })).email;

const exists = async (id: string) =>
  (await payload.count({ collection: 'customers', where: { id: { equals: id } } })).totalDocs === 1;

const heard = async (email: string) =>
  (await db.execute(sql`SELECT 1 FROM domain_events WHERE payload->>'email' = ${email}`)).rows.length;

test('records lose their personal data after their retention period, and the change log counts them', async () => {
  const [old, recent] = [await readBooking(72), await readBooking(70)];
  const [oldRequest, recentRequest] = [await readRequest(24), await readRequest(23)];
  const [oldNotes, recentNotes] = [await makeNotes(72), await makeNotes(70)];
  const [left, verified, young] = [
    await readAccount(7),
    await readAccount(7, { verified: true }),
    await readAccount(6),
  ];
  expect(await heard(old.email)).toBe(1);
  expect(await expirePersonalData(payload)).toEqual({
    Bookings: 1,
    'Brochure requests': 1,
    'Accounts never verified': 1,
    Events: 0,
    'Notes on customers': 1,
    'Notes on orders': 1,
  });
  expect(await readNotes(oldNotes)).toEqual([null, null]);
  expect(await readNotes(recentNotes)).toEqual(['Prefers mornings, 70', 'Prefers mornings, 70']);
  expect(await readEmail('bookings', old.id)).toBe(ERASED_EMAIL);
  expect(await heard(old.email)).toBe(0);
  expect(await readEmail('bookings', recent.id)).toBe(recent.email);
  expect(await readEmail('brochure-requests', oldRequest.id)).toBe(ERASED_EMAIL);
  expect(await readEmail('brochure-requests', recentRequest.id)).toBe(recentRequest.email);
  expect(await Promise.all([left, verified, young].map(({ userId }) => exists(userId)))).toEqual([false, true, true]);
  expect([await heard(left.email), await redis.get(`otp:${left.userId}`)]).toEqual([0, null]);
  const logged = () =>
    db.execute(sql`SELECT label, action, actor, fields FROM changes WHERE entity = 'retention' ORDER BY label`);
  const removed = { action: 'expire', actor: 'system', fields: { removed: { from: null, to: 1 } } };
  const rows = [
    { label: 'Accounts never verified', ...removed },
    { label: 'Bookings', ...removed },
    { label: 'Brochure requests', ...removed },
    { label: 'Notes on customers', ...removed },
    { label: 'Notes on orders', ...removed },
  ];
  expect((await logged()).rows).toEqual(rows);
  // A second run changes nothing, and records nothing again.
  await expirePersonalData(payload);
  expect((await logged()).rows).toEqual(rows);
});

test('the preferences of staff are searched once for all accounts that are removed together', async () => {
  const key = `searched-${newEmail()}`;
  const accounts = [await readAccount(8), await readAccount(8), await readAccount(8)];
  for (const { email } of accounts) {
    await db.execute(sql`
      INSERT INTO payload_preferences (id, key, value)
      VALUES (gen_random_uuid(), ${key}, ${JSON.stringify({ search: email })}::jsonb)`);
  }
  const query = vi.spyOn(pg.Client.prototype, 'query');
  expect(await removeUnverifiedAccounts(payload, 7)).toBe(3);
  const sent = query.mock.calls as unknown as [string | { text?: string }][];
  query.mockRestore();
  const texts = sent.map(([statement]) => (typeof statement === 'string' ? statement : String(statement.text)));
  expect(texts.filter((text) => /SELECT.*FROM payload_preferences/s.test(text))).toHaveLength(1);
  expect((await db.execute(sql`SELECT FROM payload_preferences WHERE key = ${key}`)).rowCount).toBe(0);
  expect(await removeUnverifiedAccounts(payload, 7)).toBe(0);
});

test('events are deleted with their receipts after every subscriber has applied them', async () => {
  const { email } = await readAccount(0);
  const { email: waiting } = await readAccount(0);
  await db.execute(sql`
    UPDATE domain_events SET timestamp = now() - interval '25 months',
      settled_at = CASE WHEN payload->>'email' = ${email} THEN now() END
    WHERE payload->>'email' IN (${email}, ${waiting})`);
  await db.execute(sql`
    INSERT INTO event_receipts (event_id, subscriber, done_at)
    SELECT id, 'analytics', now() FROM domain_events WHERE payload->>'email' = ${email}`);
  expect(await expirePersonalData(payload)).toMatchObject({ Events: 1 });
  expect([await heard(email), await heard(waiting)]).toEqual([0, 1]);
  const { rows } = await db.execute(sql`
    SELECT 1 FROM event_receipts WHERE NOT EXISTS (SELECT FROM domain_events WHERE id = event_id)`);
  expect(rows).toEqual([]);
});

test('a retention period of 0 keeps data for ever', async () => {
  await set({ bookingMonths: 0, brochureRequestMonths: 0, eventMonths: 0, unverifiedAccountDays: 0 });
  const [booking, request, account] = [await readBooking(900), await readRequest(900), await readAccount(900)];
  const notes = await makeNotes(900);
  const removed = await expirePersonalData(payload);
  expect(Object.values(removed)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(await readNotes(notes)).toEqual(['Prefers mornings, 900', 'Prefers mornings, 900']);
  expect(await readEmail('bookings', booking.id)).toBe(booking.email);
  expect(await readEmail('brochure-requests', request.id)).toBe(request.email);
  expect(await exists(account.userId)).toBe(true);
});

test('a retention period out of range is refused, and a period that was written by SQL deletes nothing', async () => {
  for (const wrong of [-1, 1.5, 601]) await expect(set({ bookingMonths: wrong })).rejects.toThrow();
  const booking = await readBooking(900);
  await db.execute(sql`UPDATE settings SET retention_booking_months = -1`);
  await expect(expirePersonalData(payload)).rejects.toThrow(RangeError);
  expect(await readEmail('bookings', booking.id)).toBe(booking.email);
});

test('a visit that was booked by phone without an e-mail address is anonymised as well, and only once', async () => {
  const { id } = await readBooking(72);
  await db.execute(sql`UPDATE bookings SET type = 'SHOWROOM', email = NULL WHERE id = ${id}`);
  await expirePersonalData(payload);
  const erased = { email: ERASED_EMAIL, firstName: 'Erased', lastName: 'Erased', address: 'Erased' };
  expect(await payload.findByID({ collection: 'bookings', id, depth: 0 })).toMatchObject(erased);
  expect(await expirePersonalData(payload)).toMatchObject({ Bookings: 0 });
});

describe('no personal data are added after their removal', () => {
  const note = 'Ada rang 07700 900321';
  const refusal = { code: 'invalid_state' };
  const staff = { customerId: null, user: null };
  const edit = (id: string, data: Partial<Booking>) => payload.update({ collection: 'bookings', id, data });

  test('to a booking, by an edit, an old form, a bulk edit, an outcome with a reason, or SQL; its status still changes', async () => {
    const { id } = await readBooking(72);
    const form = await payload.findByID({ collection: 'bookings', id, depth: 0 });
    await db.execute(sql`UPDATE bookings SET status = 'CONFIRMED' WHERE id = ${id}`);
    await expirePersonalData(payload);
    const anonymised = await payload.findByID({ collection: 'bookings', id, depth: 0 });
    const customer = String(form.customer);
    for (const data of [{ notes: note }, { firstName: 'Ada' }, { email: 'ada@example.com' }, { customer }, form]) {
      await expect(edit(id, { ...data, status: 'CONFIRMED' })).rejects.toMatchObject(refusal);
    }
    const { id: other } = await makeBooking(payload, await makeSlot(payload));
    const where = { id: { in: [id, other] } };
    const bulk = await payload.update({ collection: 'bookings', where, data: { notes: note } });
    expect([bulk.docs.map((doc) => doc.id), bulk.errors.map((error) => error.id)]).toEqual([[other], [id]]);
    await expect(transitionBooking(payload, id, 'NO_SHOW', staff, note)).rejects.toMatchObject(refusal);
    await expect(transitionBooking(payload, id, 'CANCELLED', staff, note)).rejects.toMatchObject(refusal);
    await expect(db.execute(sql`UPDATE bookings SET address = ${note} WHERE id = ${id}`)).rejects.toMatchObject({
      constraint: 'bookings_keep_erased',
    });
    const { updatedAt: _, ...left } = await payload.findByID({ collection: 'bookings', id, depth: 0 });
    expect(anonymised).toMatchObject(left);
    expect(await transitionBooking(payload, id, 'NO_SHOW', staff)).toMatchObject({ status: 'NO_SHOW' });
  });

  test('to a booking by an edit that began before the erasure committed', async () => {
    const { id } = await readBooking(1);
    const edits: Promise<unknown>[] = [];
    await withTransaction(payload, async (req) => {
      await anonymiseBookings(req, [id]);
      edits.push(expect(edit(id, { notes: note })).rejects.toMatchObject(refusal));
      await until(() => countLockWaits(payload), 'the edit to wait for the erasure');
    });
    await Promise.all(edits);
    expect(await payload.findByID({ collection: 'bookings', id })).toMatchObject({ notes: null, firstName: 'Erased' });
  });

  test('to a brochure request or an order by SQL, or by a new entry with the address of erased persons', async () => {
    const { id } = await readRequest(24);
    const { order } = await makeNotes(0);
    await expirePersonalData(payload);
    await db.execute(
      sql`UPDATE orders SET customer_id = NULL, billing_name = 'Erased', staff_notes = NULL WHERE id = ${order}`,
    );
    for (const change of [
      sql`UPDATE brochure_requests SET address = ${note} WHERE id = ${id}`,
      sql`UPDATE orders SET staff_notes = ${note} WHERE id = ${order}`,
      sql`UPDATE orders SET billing_name = ${note} WHERE id = ${order}`,
    ]) {
      await expect(db.execute(change)).rejects.toMatchObject({ code: '23514' });
    }
    const body = createRequestBody({ email: ERASED_EMAIL, phone: '+442079460958', postcode: 'SW4 7AA' });
    const under = payload.create({ collection: 'brochure-requests', data: body as never });
    await expect(under).rejects.toMatchObject({ name: 'ValidationError' });
    const visit = makeBooking(payload, await makeSlot(payload), { email: ERASED_EMAIL });
    await expect(visit).rejects.toMatchObject({ name: 'ValidationError' });
    expect(emailInput.safeParse(ERASED_EMAIL).success).toBe(false);
    for (const collection of ['bookings', 'brochure-requests'] as const) {
      expect(payload.collections[collection].config.disableDuplicate).toBe(true);
    }
  });
});
