import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { recordEvents } from '../../../src/services/analytics/record-events.ts';
import { customerHistory, customerPhones } from '../../../src/services/desk/customer-history.ts';
import { makeSlot } from '../../support/appointments.ts';
import { customerToken, staffTokens, startGateway } from '../../support/gateway.ts';
import { makeProduct } from '../../support/sales.ts';

const site = await startGateway({ RATE_LIMIT_MULTIPLIER: '100' });
const { payload, call, redis, environment } = site;
const db = database(payload);
const staff = await staffTokens(payload);

/** What may keep a marker after an erasure, as `table.column`, and why. Nothing does today. */
const MAY_REMAIN: Record<string, string> = {};

/** A text for each door, that stands nowhere else. */
const DOORS = ['account', 'website', 'phone', 'desk', 'note', 'order', 'brochure', 'event', 'preference'] as const;
type Door = (typeof DOORS)[number];
type Person = { email: string; mark: (door: Door) => string };

/** Every table and column that holds the text: the catalogue is walked, so that a new table counts. */
async function holders(text: string): Promise<string[]> {
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

/** The keys and values of Redis, and the files, as one text. */
async function outside(): Promise<string> {
  const keys = await redis.keys('*');
  const values = await Promise.all(keys.map((key) => redis.dump(key).catch(() => '')));
  const folder = String(environment.MEDIA_DIR);
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = await Promise.all(
    names.filter((one) => one.isFile()).map((one) => readFile(path.join(one.parentPath, one.name), 'latin1')),
  );
  return [keys.join('\n'), values.join('\n'), ...files].join('\n');
}

let number = 0;
const newPerson = (): Person => {
  number += 1;
  const tag = uuidv7().slice(-6);
  return {
    email: `marked-${number}-${tag}@example.com`,
    mark: (door) => `Mk${door}${number}${tag}`,
  };
};

async function sent(method: string, route: string, { token, body }: { token?: string; body?: unknown }) {
  const answer = await call(method, route, { ...(token && { token }), body });
  if (answer.status >= 400) throw new Error(`${route}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as Record<string, unknown>;
}

const visitOf = (person: Person, door: Door) => ({
  ...{ type: 'HOME_MEASUREMENT', forKitchen: true, forBedroom: false, phone: '020 7946 0958', postcode: 'SW4 7AA' },
  ...{ firstName: person.mark(door), lastName: 'Lovelace', address: `1 ${person.mark(door)} Street` },
  email: person.email,
});

/** What staff enter for somebody on the phone, without an account, and what they note of it. */
async function bookByPhone(person: Person): Promise<string> {
  const body = { ...visitOf(person, 'phone'), slot: await makeSlot(payload), notes: person.mark('note') };
  const { doc } = await sent('POST', '/api/bookings', { token: staff.sales, body });
  return String((doc as { id: string }).id);
}

async function askForBrochure(person: Person): Promise<void> {
  const { type, forKitchen, forBedroom, ...body } = visitOf(person, 'brochure');
  await sent('POST', '/v1/brochures', { body });
}

/** Goes through every door with an account, and without one through those that are open then. */
async function plant(person: Person): Promise<{ customerId: string; token: string; bookingId: string }> {
  const { id: customerId } = await payload.create({
    collection: 'customers',
    data: { email: person.email, firstName: person.mark('account'), lastName: 'Lovelace', emailVerified: true },
  });
  const token = await customerToken(payload, customerId);
  const slotId = await makeSlot(payload);
  await sent('POST', '/v1/appointments', { token, body: { ...visitOf(person, 'website'), slotId } });
  await sent('POST', '/api/bookings', {
    token: staff.sales,
    body: { ...visitOf(person, 'desk'), customer: customerId, slot: await makeSlot(payload) },
  });
  const bookingId = await bookByPhone(person);
  await askForBrochure(person);
  await sent('POST', '/v1/orders', {
    token,
    body: {
      items: [{ productId: await makeProduct(payload), quantity: 1 }],
      ...{ billingAddress: person.mark('order'), notes: person.mark('order') },
    },
  });
  await withTransaction(payload, (req) =>
    recordEvents(req, [
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
  await sent('POST', '/api/payload-preferences/collection-bookings', {
    token: staff.sales,
    body: { value: { search: person.email, note: person.mark('preference') } },
  });
  return { customerId, token, bookingId };
}

const inTheExport: Door[] = ['account', 'website', 'phone', 'desk', 'note', 'order', 'brochure', 'event'];

async function expectGone(person: Person, doors: readonly Door[]): Promise<void> {
  for (const text of [person.email, ...doors.map(person.mark)]) {
    expect(
      (await holders(text)).filter((place) => !(place in MAY_REMAIN)),
      text,
    ).toEqual([]);
    expect(await outside()).not.toContain(text);
  }
}

describe('with an account', () => {
  let person: Person;
  let planted: Awaited<ReturnType<typeof plant>>;
  beforeAll(async () => {
    person = newPerson();
    planted = await plant(person);
  });

  test('every door leaves its marker somewhere, so that this test sees what it looks for', async () => {
    for (const door of DOORS) expect(await holders(person.mark(door)), door).not.toEqual([]);
  });

  test('the export has all of them, whether they hang on the account or on its address', async () => {
    const text = JSON.stringify(await sent('GET', '/v1/me/export', { token: planted.token }));
    for (const door of inTheExport) expect(text, door).toContain(person.mark(door));
  });

  test('the page of the customer shows the whole person to staff', async () => {
    const customer = await payload.findByID({ collection: 'customers', id: planted.customerId, depth: 0 });
    const history = await customerHistory(payload, customer, String);
    expect(await customerPhones(payload, customer)).toEqual(['+442079460958']);
    expect(history.filter(({ kind }) => kind === 'booking')).toHaveLength(3);
    expect(history.map(({ detail }) => detail).join()).toContain(person.mark('note'));
  });

  test('an erasure leaves none, and nobody hears of a visit afterwards', async () => {
    expect((await call('DELETE', '/v1/me', { token: planted.token })).status).toBe(204);
    await expectGone(person, DOORS);
    const booking = await payload.findByID({ collection: 'bookings', id: planted.bookingId, depth: 0 });
    expect(booking).toMatchObject({ status: 'CANCELLED', email: 'erased@lomashwood.invalid', notes: null });
  });
});

describe('without an account', () => {
  const desk = (verb: string, email: string) => `/api/desk/people/${verb}?email=${encodeURIComponent(email)}`;

  test('staff export and erase by the address, and the change log says who', async () => {
    const person = newPerson();
    await bookByPhone(person);
    await askForBrochure(person);
    const doors: Door[] = ['phone', 'note', 'brochure'];
    const exported = await sent('GET', desk('export', person.email.toUpperCase()), { token: staff.sales });
    expect(exported).toMatchObject({ profile: null, addresses: [person.email], orders: [] });
    for (const door of doors) expect(JSON.stringify(exported)).toContain(person.mark(door));
    const erase = (token: string) => call('POST', '/api/desk/people/erase', { token, body: { email: person.email } });
    expect((await erase(staff.sales)).status).toBe(403);
    expect((await erase(staff.admin)).status).toBe(204);
    await expectGone(person, doors);
    expect((await erase(staff.admin)).status).toBe(404);
    const { rows } = await db.execute(sql`
      SELECT action, actor FROM changes WHERE entity = 'customers' AND label = 'A person without an account' ORDER BY at`);
    expect(rows).toEqual([
      { action: 'export', actor: 'staff' },
      { action: 'erase', actor: 'staff' },
    ]);
  });

  test('nothing of anybody else goes with them', async () => {
    const [person, other] = [newPerson(), newPerson()];
    const { token } = await plant(other);
    // Somebody else gave this address for a visit of their own.
    const slotId = await makeSlot(payload);
    const body = { ...visitOf({ ...other, email: person.email }, 'website'), slotId };
    await sent('POST', '/v1/appointments', { token, body });
    await bookByPhone(person);
    const { status } = await call('POST', '/api/desk/people/erase', {
      token: staff.admin,
      body: { email: person.email },
    });
    expect(status).toBe(204);
    await expectGone(person, ['phone', 'note']);
    const left = (await sent('GET', '/v1/me/export', { token })) as { bookings: { email: string; status: string }[] };
    expect(left.bookings).toHaveLength(4);
    for (const booking of left.bookings) expect(booking).toMatchObject({ email: other.email, status: 'PENDING' });
  });
});
