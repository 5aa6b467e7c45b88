import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { insertEvents } from '../../../src/services/analytics/store-events.ts';
import { listCustomerPhones, readCustomerHistory } from '../../../src/services/operations/customer-history.ts';
import { makeSlot } from '../../support/appointments.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { makeSaleProduct } from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';

const site = await startGateway({ RATE_LIMIT_MULTIPLIER: '100' });
const { payload, call, redis, environment } = site;
const db = database(payload);
const staff = await staffTokens(payload);

/** Columns that may contain a marker after an erasure, as `table.column`, with the reason. There are none today. */
const MAY_REMAIN: Record<string, string> = {};

const PREFERENCES = ['searchedEmail', 'searchedPhone', 'searchedName', 'searchedBrochure'] as const;
const NOTES = ['note', 'orderNote', 'customerNote'] as const;
/** The ways in which personal data enter the system. Each way has its own marker text. */
const DOORS = ['account', 'website', 'phone', 'desk', 'order', 'brochure', 'event', ...NOTES, ...PREFERENCES] as const;
type Door = (typeof DOORS)[number];
type Person = { email: string; phone: string; mark: (door: Door) => string };

/**
 * Finds every table and column that contains the text. Reads the tables from the Postgres catalogue, so that new tables are
 * included.
 */
async function findColumnsWith(text: string): Promise<string[]> {
  const { rows: tables } = await db.execute<{ name: string }>(sql`
    SELECT quote_ident(relname) AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`);
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await db.execute<{ column: string }>(sql`
        SELECT DISTINCT one.key AS column FROM ${sql.raw(name)} AS t, jsonb_each(to_jsonb(t)) AS one
        WHERE position(lower(${text}) IN lower(one.value::text)) > 0`);
      return rows.map(({ column }) => `${name}.${column}`);
    }),
  );
  return found.flat().sort();
}

/** Returns the keys and values of Redis and the stored files, as one text. */
async function readOutsidePostgres(): Promise<string> {
  const keys = await redis.keys('*');
  const values = await Promise.all(keys.map((key) => redis.dump(key).catch(() => '')));
  const folder = String(environment.MEDIA_DIR);
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = await Promise.all(
    names.filter((entry) => entry.isFile()).map((entry) => readFile(path.join(entry.parentPath, entry.name), 'latin1')),
  );
  return [keys.join('\n'), values.join('\n'), ...files].join('\n');
}

let number = 0;
const newPerson = (): Person => {
  number += 1;
  const tag = uuidv7().slice(-6);
  return {
    email: `marked-${number}-${tag}@example.com`,
    phone: `07700 900${String(number).padStart(3, '0')}`,
    mark: (door) => `Mk${door}${number}${tag}`,
  };
};

async function send(method: string, route: string, { token, body }: { token?: string; body?: unknown }) {
  const answer = await call(method, route, { ...(token && { token }), body });
  if (answer.status >= 400) throw new Error(`${route}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as Record<string, unknown>;
}

const createVisit = (person: Person, door: Door) => ({
  ...{ type: 'HOME_MEASUREMENT', forKitchen: true, forBedroom: false, phone: person.phone, postcode: 'SW4 7AA' },
  ...{ firstName: person.mark(door), lastName: 'Lovelace', address: `1 ${person.mark(door)} Street` },
  email: person.email,
});

/** Creates a booking and a note for a caller without an account, as staff do. */
async function bookByPhone(person: Person): Promise<string> {
  const body = { ...createVisit(person, 'phone'), slot: await makeSlot(payload), notes: person.mark('note') };
  const { doc } = await send('POST', '/api/bookings', { token: staff.sales, body });
  return String((doc as { id: string }).id);
}

async function requestBrochure(person: Person): Promise<void> {
  const { type, forKitchen, forBedroom, ...body } = createVisit(person, 'brochure');
  await send('POST', '/v1/brochures', { body });
}

/** Saves preferences of staff that contain searches for the person. The searches have other spellings than the stored data. */
async function searchFor(person: Person): Promise<void> {
  const [, code, rest] = /^(\d+) (\d+)$/.exec(person.phone) ?? [];
  const searches: Record<(typeof PREFERENCES)[number], unknown> = {
    searchedEmail: person.email.toUpperCase(),
    searchedPhone: `(${code}) ${rest?.slice(0, 3)} ${rest?.slice(3)}`,
    searchedName: { and: [{ firstName: { like: person.mark('phone') } }, { lastName: { equals: 'lovelace' } }] },
    searchedBrochure: `LOVELACE, ${person.mark('brochure')}`,
  };
  for (const door of PREFERENCES) {
    const body = { value: { search: searches[door], note: person.mark(door) } };
    await send('POST', `/api/payload-preferences/${door}-${uuidv7()}`, { token: staff.sales, body });
  }
}

/** Creates an account for the person, and enters every marker. */
async function plantMarkers(person: Person): Promise<{ customerId: string; token: string; bookingId: string }> {
  const { id: customerId } = await payload.create({
    collection: 'customers',
    data: { email: person.email, firstName: person.mark('account'), lastName: 'Lovelace', emailVerified: true },
  });
  const token = await customerToken(payload, customerId);
  const slotId = await makeSlot(payload);
  await send('POST', '/v1/appointments', { token, body: { ...createVisit(person, 'website'), slotId } });
  await send('POST', '/api/bookings', {
    token: staff.sales,
    body: { ...createVisit(person, 'desk'), customer: customerId, slot: await makeSlot(payload) },
  });
  const bookingId = await bookByPhone(person);
  await requestBrochure(person);
  const { orderId } = await send('POST', '/v1/orders', {
    token,
    body: {
      items: [{ productId: await makeSaleProduct(payload), quantity: 1 }],
      ...{ billingAddress: person.mark('order'), notes: person.mark('order') },
    },
  });
  for (const [place, door] of [
    [`orders/${orderId}`, 'orderNote'],
    [`customers/${customerId}`, 'customerNote'],
  ] as const) {
    const body = { notes: person.mark(door), previous: '' };
    await send('PATCH', `/api/desk/${place}/notes`, { token: staff.sales, body });
  }
  await withTransaction(payload, (req) =>
    insertEvents(req, [
      {
        ...{ id: uuidv7(), type: 'page_view', category: null, sessionId: `s-${number}`, userId: customerId },
        properties: { words: person.mark('event') },
        pageUrl: `https://shop.example/kitchens?who=${person.mark('event')}`,
        referrer: `https://search.example/?q=${person.mark('event')}`,
        ...{ utm: {}, isBot: false, ipPrefix: '203.0.113.0/24' },
        ...{ occurredAt: new Date().toISOString(), receivedAt: new Date().toISOString() },
      },
    ]),
  );
  await searchFor(person);
  return { customerId, token, bookingId };
}

const inTheExport: Door[] = ['account', 'website', 'phone', 'desk', 'order', 'brochure', 'event', ...NOTES];

async function expectGone(person: Person, doors: readonly Door[]): Promise<void> {
  for (const text of [person.email, ...doors.map(person.mark)]) {
    expect(
      (await findColumnsWith(text)).filter((place) => !(place in MAY_REMAIN)),
      text,
    ).toEqual([]);
    expect(await readOutsidePostgres()).not.toContain(text);
  }
}

describe('for a person with an account,', () => {
  let person: Person;
  let planted: Awaited<ReturnType<typeof plantMarkers>>;
  beforeAll(async () => {
    person = newPerson();
    planted = await plantMarkers(person);
  });

  test('every marker is stored somewhere, so that these tests can find it', async () => {
    for (const door of DOORS) expect(await findColumnsWith(person.mark(door)), door).not.toEqual([]);
  });

  test('the export has all markers that are stored under the account or the address', async () => {
    const text = JSON.stringify(await send('GET', '/v1/me/export', { token: planted.token }));
    for (const door of inTheExport) expect(text, door).toContain(person.mark(door));
  });

  test('the page of the customer shows staff all data of the person', async () => {
    const customer = await payload.findByID({ collection: 'customers', id: planted.customerId, depth: 0 });
    const history = await readCustomerHistory(payload, customer, String);
    expect(await listCustomerPhones(payload, customer)).toEqual([`+44${person.phone.replace(' ', '').slice(1)}`]);
    expect(history.filter(({ kind }) => kind === 'booking')).toHaveLength(3);
    expect(history.map(({ detail }) => detail).join()).toContain(person.mark('note'));
  });

  test('an erasure removes all markers, and nobody is notified of a visit afterwards', async () => {
    expect((await call('DELETE', '/v1/me', { token: planted.token })).status).toBe(204);
    await expectGone(person, DOORS);
    const booking = await payload.findByID({ collection: 'bookings', id: planted.bookingId, depth: 0 });
    expect(booking).toMatchObject({ status: 'CANCELLED', email: 'erased@lomashwood.invalid', notes: null });
  });
});

describe('for a person without an account,', () => {
  const desk = (verb: string, email: string) => `/api/desk/people/${verb}?email=${encodeURIComponent(email)}`;

  test('staff export and erase the data by the address, and the change log records who did so', async () => {
    const person = newPerson();
    await bookByPhone(person);
    await requestBrochure(person);
    await searchFor(person);
    const doors: Door[] = ['phone', 'note', 'brochure'];
    const exported = await send('GET', desk('export', person.email.toUpperCase()), { token: staff.sales });
    expect(exported).toMatchObject({ profile: null, addresses: [person.email], orders: [] });
    for (const door of doors) expect(JSON.stringify(exported)).toContain(person.mark(door));
    const erase = (token: string) => call('POST', '/api/desk/people/erase', { token, body: { email: person.email } });
    expect((await erase(staff.sales)).status).toBe(403);
    expect((await erase(staff.admin)).status).toBe(204);
    await expectGone(person, [...doors, ...PREFERENCES]);
    expect((await erase(staff.admin)).status).toBe(404);
    const { rows } = await db.execute(sql`
      SELECT action, actor FROM changes WHERE entity = 'customers' AND label = 'A person without an account' ORDER BY at`);
    expect(rows).toEqual([
      { action: 'export', actor: 'staff' },
      { action: 'erase', actor: 'staff' },
    ]);
  });

  test('an erasure does not change the data of others', async () => {
    const [person, other] = [newPerson(), newPerson()];
    const { token } = await plantMarkers(other);
    await bookUnderAddressOf(person, other, token);
    await bookByPhone(person);
    const { status } = await call('POST', '/api/desk/people/erase', {
      token: staff.admin,
      body: { email: person.email },
    });
    expect(status).toBe(204);
    await expectGone(person, ['phone', 'note']);
    await expectBookingsKept(other, token, 4);
    for (const door of PREFERENCES) expect(await findColumnsWith(other.mark(door)), door).not.toEqual([]);
  });
});

/** Books a visit as another account, with the e-mail address of this person. */
async function bookUnderAddressOf(person: Person, other: Person, token: string): Promise<void> {
  const body = { ...createVisit({ ...other, email: person.email }, 'website'), slotId: await makeSlot(payload) };
  await send('POST', '/v1/appointments', { token, body });
}

async function expectBookingsKept(other: Person, token: string, count: number): Promise<void> {
  const left = (await send('GET', '/v1/me/export', { token })) as { bookings: { email: string; status: string }[] };
  expect(left.bookings).toHaveLength(count);
  for (const booking of left.bookings) expect(booking).toMatchObject({ email: other.email, status: 'PENDING' });
}

describe('a booking of another account under a verified address', () => {
  test('is not in the export, and an erasure only removes the address from the booking', async () => {
    const [person, other] = [newPerson(), newPerson()];
    const [{ token }, others] = [await plantMarkers(person), await plantMarkers(other)];
    await bookUnderAddressOf(person, other, others.token);
    const desk = `/api/desk/people/export?email=${encodeURIComponent(person.email)}`;
    for (const exported of [
      await send('GET', '/v1/me/export', { token }),
      await send('GET', desk, { token: staff.sales }),
    ]) {
      const text = JSON.stringify(exported);
      expect(text).toContain(person.mark('website'));
      for (const secret of [other.email, ...DOORS.map(other.mark)]) expect(text).not.toContain(secret);
    }
    expect((await call('DELETE', '/v1/me', { token })).status).toBe(204);
    await expectGone(person, DOORS);
    await expectBookingsKept(other, others.token, 4);
  });
});

test('an erasure keeps preferences whose layout contains words of the name', async () => {
  const key = `collection-bookings-${uuidv7()}`;
  const value = { columns: [{ accessor: 'status', active: true }], limit: 25, sort: '-createdAt' };
  await send('POST', `/api/payload-preferences/${key}`, { token: staff.sales, body: { value } });
  for (const [firstName, lastName] of [
    ['columns', 'active'],
    ['accessor', 'status'],
    ['true', 'limit'],
  ] as const) {
    const { id } = await payload.create({
      collection: 'customers',
      data: { email: newPerson().email, firstName, lastName, emailVerified: true },
    });
    expect((await call('DELETE', '/v1/me', { token: await customerToken(payload, id) })).status).toBe(204);
  }
  const { docs } = await payload.find({ collection: 'payload-preferences', where: { key: { equals: key } } });
  expect(docs).toMatchObject([{ value }]);
});
