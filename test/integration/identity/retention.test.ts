import { sql } from '@payloadcms/db-postgres';
import { beforeEach, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { ERASED_EMAIL } from '../../../src/services/contact.ts';
import { expirePersonalData } from '../../../src/services/identity/expire-personal-data.ts';
import { register } from '../../../src/services/identity/register.ts';
import { RETENTION_DEFAULTS } from '../../../src/services/settings/retention.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { requestBody } from '../../support/brochures.ts';
import { startSite } from '../../support/site.ts';
import { newEmail, PASSWORD } from './identity-site.ts';

const { payload, redis } = await startSite();
const db = database(payload);

const set = (retention: Partial<Record<keyof typeof RETENTION_DEFAULTS, number>>) =>
  payload.updateGlobal({ slug: 'settings', data: { retention: { ...RETENTION_DEFAULTS, ...retention } } });

beforeEach(() => set({}));

async function bookingOf(months: number) {
  const { id, email, slot } = await makeBooking(payload, await makeSlot(payload), { email: newEmail() });
  const slotId = typeof slot === 'object' ? slot.id : slot;
  await db.execute(sql`
    UPDATE time_slots SET starts_at = starts_at - make_interval(months => ${months + 2}),
      ends_at = ends_at - make_interval(months => ${months + 2}) WHERE id = ${slotId}`);
  return { id, email: String(email) };
}

async function requestOf(months: number) {
  const { id, email } = await payload.create({
    collection: 'brochure-requests',
    data: requestBody({ phone: '+442079460958', postcode: 'SW4 7AA' }) as never,
  });
  await db.execute(sql`
    UPDATE brochure_requests SET created_at = now() - make_interval(months => ${months}, days => 1) WHERE id = ${id}`);
  return { id, email };
}

async function accountOf(days: number, { verified = false } = {}) {
  const email = newEmail();
  const { userId } = await register(payload, { email, password: PASSWORD, firstName: 'Ada', lastName: 'L' });
  await db.execute(sql`
    UPDATE customer_credentials SET changed_at = now() - make_interval(days => ${days}, hours => 1)
    WHERE customer_id = ${userId}`);
  await db.execute(sql`UPDATE customers SET email_verified = ${verified} WHERE id = ${userId}`);
  return { userId, email };
}

const emailOf = async (collection: 'bookings' | 'brochure-requests', id: string) =>
  (await payload.findByID({ collection, id, depth: 0 })).email;

const exists = async (id: string) =>
  (await payload.count({ collection: 'customers', where: { id: { equals: id } } })).totalDocs === 1;

const heard = async (email: string) =>
  (await db.execute(sql`SELECT 1 FROM domain_events WHERE payload->>'email' = ${email}`)).rows.length;

test('what is older than the settings keep it loses the person, and the change log says how much', async () => {
  const [old, recent] = [await bookingOf(72), await bookingOf(70)];
  const [oldRequest, recentRequest] = [await requestOf(24), await requestOf(23)];
  const [left, verified, young] = [await accountOf(7), await accountOf(7, { verified: true }), await accountOf(6)];
  expect(await heard(old.email)).toBe(1);
  expect(await expirePersonalData(payload)).toEqual({
    Bookings: 1,
    'Brochure requests': 1,
    'Accounts never verified': 1,
    Events: 0,
  });
  expect(await emailOf('bookings', old.id)).toBe(ERASED_EMAIL);
  expect(await heard(old.email)).toBe(0);
  expect(await emailOf('bookings', recent.id)).toBe(recent.email);
  expect(await emailOf('brochure-requests', oldRequest.id)).toBe(ERASED_EMAIL);
  expect(await emailOf('brochure-requests', recentRequest.id)).toBe(recentRequest.email);
  expect(await Promise.all([left, verified, young].map(({ userId }) => exists(userId)))).toEqual([false, true, true]);
  expect([await heard(left.email), await redis.get(`otp:${left.userId}`)]).toEqual([0, null]);
  const logged = () =>
    db.execute(sql`SELECT label, action, actor, fields FROM changes WHERE entity = 'retention' ORDER BY label`);
  const removed = { action: 'expire', actor: 'system', fields: { removed: { from: null, to: 1 } } };
  const rows = [
    { label: 'Accounts never verified', ...removed },
    { label: 'Bookings', ...removed },
    { label: 'Brochure requests', ...removed },
  ];
  expect((await logged()).rows).toEqual(rows);
  // Once more: nothing is left to do, and nothing is told again.
  await expirePersonalData(payload);
  expect((await logged()).rows).toEqual(rows);
});

test('events go when everybody has heard of them, with their receipts', async () => {
  const { email } = await accountOf(0);
  const { email: waiting } = await accountOf(0);
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

test('0 keeps for ever', async () => {
  await set({ bookingMonths: 0, brochureRequestMonths: 0, eventMonths: 0, unverifiedAccountDays: 0 });
  const [booking, request, account] = [await bookingOf(900), await requestOf(900), await accountOf(900)];
  const removed = await expirePersonalData(payload);
  expect(Object.values(removed)).toEqual([0, 0, 0, 0]);
  expect(await emailOf('bookings', booking.id)).toBe(booking.email);
  expect(await emailOf('brochure-requests', request.id)).toBe(request.email);
  expect(await exists(account.userId)).toBe(true);
});

test('a period out of range is refused, and one that was written past the form deletes nothing', async () => {
  for (const wrong of [-1, 1.5, 601]) await expect(set({ bookingMonths: wrong })).rejects.toThrow();
  const booking = await bookingOf(900);
  await db.execute(sql`UPDATE settings SET retention_booking_months = -1`);
  await expect(expirePersonalData(payload)).rejects.toThrow(RangeError);
  expect(await emailOf('bookings', booking.id)).toBe(booking.email);
});
