import { sql } from '@payloadcms/db-postgres';
import { beforeEach, describe, expect, it } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { TOPICS } from '../../../src/events/topics.ts';
import { ERASED_EMAIL } from '../../../src/lib/contact.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { makeSlot, toBookingInput } from '../../support/appointments.ts';
import {
  atOnce,
  makePerson,
  newEmail,
  PASSWORD,
  type Person,
  signIn,
  startIdentitySite,
  type Tokens,
  tally,
} from './identity-site.ts';

const site = await startIdentitySite();
const { payload, redis, call } = site;
const db = database(payload);

let person: Person;
let tokens: Tokens;

beforeEach(async () => {
  person = await makePerson(payload);
  tokens = await signIn(site, person);
});

const me = (method: string, body?: unknown) => call(`${method} /v1/me`, { body, token: tokens.accessToken });

describe('the profile of a customer', () => {
  it('has the shape of the contract', async () => {
    expect(await me('GET')).toMatchObject({
      status: 200,
      body: {
        ...person,
        ...{ firstName: 'Ada', lastName: 'Lovelace', phone: null, marketingConsent: false, loyaltyPoints: 0 },
      },
    });
  });

  it('changes the editable fields, stores the phone number in E.164 format, and does not change other fields', async () => {
    const change = { firstName: ' Augusta ', phone: '020 7946 0958', marketingConsent: true };
    const changed = { firstName: 'Augusta', lastName: 'Lovelace', phone: '+442079460958', marketingConsent: true };
    expect(await me('PATCH', change)).toMatchObject({ status: 200, body: { ...person, ...changed } });
    expect((await me('GET')).body).toMatchObject(changed);
    expect(await me('PATCH', { phone: null })).toMatchObject({ status: 200, body: { ...changed, phone: null } });
    expect(await me('PATCH', {})).toMatchObject({ status: 200, body: { ...changed, phone: null } });
  });

  it.each([
    [{ email: 'other@example.com' }, 'email'],
    [{ emailVerified: true }, 'emailVerified'],
    [{ loyaltyPoints: 9000 }, 'loyaltyPoints'],
    [{ userId: '0193a000-0000-7000-8000-000000000000' }, 'userId'],
    [{ phone: '12345' }, 'phone'],
    [{ phone: 'ask for 020 7946 0958' }, 'phone'],
    [{ firstName: '' }, 'firstName'],
    [{ lastName: null }, 'lastName'],
    [{ marketingConsent: 'yes' }, 'marketingConsent'],
  ])('refuses %j', async (change, path) => {
    const { status, body } = await me('PATCH', change);
    expect([status, body.code, body.errors]).toEqual([
      400,
      'validation_failed',
      [{ path, message: expect.any(String) }],
    ]);
  });
});

describe('the export of a customer’s data', () => {
  it('has the profile, sessions and bookings, and no secret', async () => {
    const slotId = await makeSlot(payload);
    await createBooking(payload, person.userId, toBookingInput(slotId));
    const { status, body } = await call('GET /v1/me/export', { token: tokens.accessToken });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      exportedAt: expect.any(String),
      profile: { id: person.userId, email: person.email },
      credentials: { passwordChangedAt: expect.any(String) },
      sessions: [{ startedAt: expect.any(String), revoked: false }],
      bookings: [{ status: 'PENDING', address: '1 High Street, London' }],
      events: [{ topic: 'booking.created' }],
    });
    expect(JSON.stringify(body)).not.toMatch(/\$2b\$|hash/i);
  });

  it('has no data of other customers', async () => {
    const other = await makePerson(payload);
    await createBooking(payload, other.userId, toBookingInput(await makeSlot(payload)));
    const { body } = await call('GET /v1/me/export', { token: tokens.accessToken });
    expect([body.bookings, body.events]).toEqual([[], []]);
    expect(JSON.stringify(body)).not.toContain(other.userId);
  });
});

async function readDatabaseText(): Promise<string> {
  const { rows } = await db.execute<{ name: string }>(
    sql`SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const tables = await Promise.all(rows.map(({ name }) => db.execute(sql.raw(`SELECT * FROM ${name}`))));
  return JSON.stringify(tables.map((table) => table.rows));
}

describe('the erasure of a customer', () => {
  it('removes all data of the person, ends every token, and allows a new registration of the address', async () => {
    const unique = `Zebedee${person.userId.slice(-6)}`;
    await me('PATCH', { firstName: unique, phone: '07911 123456' });
    const slotId = await makeSlot(payload);
    await createBooking(payload, person.userId, toBookingInput(slotId, { firstName: unique, email: person.email }));
    await call('POST /v1/auth/forgot-password', { body: { email: person.email } });
    expect(await readDatabaseText()).toContain(unique);

    expect((await me('DELETE')).status).toBe(204);

    const left = await readDatabaseText();
    for (const trace of [unique, person.email, '+447911123456']) expect(left).not.toContain(trace);
    expect(await redis.keys(`otp:*${person.userId}*`)).toEqual([]);
    expect((await me('GET')).body.code).toBe('unauthenticated');
    expect((await me('DELETE')).body.code).toBe('unauthenticated');
    expect(
      (await call('POST /v1/auth/refresh', { body: tokens.refreshToken && { refreshToken: tokens.refreshToken } }))
        .status,
    ).toBe(401);
    expect((await call('POST /v1/auth/login', { body: { email: person.email, password: PASSWORD } })).status).toBe(401);
    const slot = await payload.findByID({ collection: 'time-slots', id: slotId, depth: 0 });
    expect(slot.isBooked).toBe(false);

    const repeat = await call('POST /v1/auth/register', {
      body: { email: person.email, password: PASSWORD, firstName: 'Ada', lastName: 'L' },
    });
    expect(repeat.status).toBe(201);
    expect(repeat.body.userId).not.toBe(person.userId);
  });

  it('leaves events that still match their schemas', async () => {
    const { body } = await call('POST /v1/auth/register', {
      body: { email: newEmail(), password: PASSWORD, firstName: 'Ada', lastName: 'L' },
    });
    const userId = String(body.userId);
    await payload.update({ collection: 'customers', id: userId, data: { emailVerified: true } });
    const token = (await signIn(site, { userId, email: String(body.email) })).accessToken;
    await createBooking(payload, userId, toBookingInput(await makeSlot(payload)));
    await call('DELETE /v1/me', { token });
    const { rows } = await db.execute<{ topic: keyof typeof TOPICS; payload: object }>(
      sql`SELECT topic, payload FROM domain_events WHERE payload->>'userId' = ${userId} ORDER BY id`,
    );
    expect(rows.map(({ topic }) => topic)).toEqual(['user.created', 'booking.created']);
    for (const event of rows) {
      expect(TOPICS[event.topic].versions[0].parse(event.payload)).toMatchObject({ email: ERASED_EMAIL });
    }
  });

  it('leaves no partial state during concurrent bookings and logins of the customer', async () => {
    const slots = await Promise.all(Array.from({ length: 4 }, () => makeSlot(payload)));
    const [erasure] = await Promise.all([
      me('DELETE'),
      ...slots.map((slotId) =>
        createBooking(payload, person.userId, toBookingInput(slotId, { email: person.email })).catch(() => undefined),
      ),
      atOnce(4, () => call('POST /v1/auth/login', { body: { email: person.email, password: PASSWORD } })),
      atOnce(4, () => me('PATCH', { lastName: 'Byron' })),
    ]);
    expect(erasure.status).toBe(204);
    expect(await readDatabaseText()).not.toContain(person.email);
    const { rows } = await db.execute(sql`SELECT 1 FROM refresh_tokens WHERE customer_id = ${person.userId}`);
    expect(rows).toEqual([]);
  });

  it('happens once when it is requested five times concurrently', async () => {
    const counts = tally(await atOnce(5, () => me('DELETE')));
    expect((counts[204] ?? 0) + (counts[401] ?? 0)).toBe(5);
    expect(counts[204]).toBeGreaterThanOrEqual(1);
    expect(await payload.count({ collection: 'customers', where: { id: { equals: person.userId } } })).toEqual({
      totalDocs: 0,
    });
  });
});
