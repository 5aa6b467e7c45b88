import type { CollectionSlug, Payload } from 'payload';
import { describe, expect, test } from 'vitest';
import type { Booking } from '../../../src/payload-types.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { createRequestBody } from '../../support/brochures.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call, base } = await startGateway({ RATE_LIMIT_MULTIPLIER: '1000' });
const staff = (await staffTokens(payload)).admin;
const booking = await makeBooking(payload, await makeSlot(payload));

type Name = 'phone' | 'postcode' | 'email' | 'firstName' | 'address';

/** Typed or pasted values, each with its stored value; null if the value is refused. */
const SPELLINGS: [Name, string, string | null][] = [
  ['phone', '07700 900321', '+447700900321'],
  ['phone', '07700900321', '+447700900321'],
  ['phone', '(07700) 900-321', '+447700900321'],
  ['phone', '+44 7700 900321', '+447700900321'],
  ['phone', '+44 (0)7700 900321', '+447700900321'],
  ['phone', '0044 7700 900321', '+447700900321'],
  ['phone', '\u202d07700 900321\u202c', '+447700900321'],
  ['phone', '\u200e07700 900321', '+447700900321'],
  ['phone', '07700\u2009900321', '+447700900321'],
  ['phone', '\u2066+447700900321\u2069', '+447700900321'],
  ['phone', '07700\u00a0900\u2011321', '+447700900321'],
  ['phone', '\ufeff07700 900321\r\n', '+447700900321'],
  ['phone', '０７７００　９００３２１', '+447700900321'],
  ['phone', '＋４４ ７７００ ９００３２１', '+447700900321'],
  ['phone', '0770', null],
  ['phone', '\u200b', null],
  ['postcode', 'SW4 7AA', 'SW4 7AA'],
  ['postcode', 'sw47aa', 'SW4 7AA'],
  ['postcode', ' Sw4  7aA ', 'SW4 7AA'],
  ['postcode', 'SW4\u200b 7AA', 'SW4 7AA'],
  ['postcode', 'SW4\u00a07AA', 'SW4 7AA'],
  ['postcode', '\u202aSW4 7AA\u202c', 'SW4 7AA'],
  ['postcode', 'SW4\t7AA\n', 'SW4 7AA'],
  ['postcode', 'ＳＷ４ ７ＡＡ', 'SW4 7AA'],
  ['postcode', 'ｓｗ４　７ａａ', 'SW4 7AA'],
  ['postcode', 'SW4', null],
  ['email', 'ada@example.com', 'ada@example.com'],
  ['email', ' Ada@Example.COM ', 'ada@example.com'],
  ['email', 'tom&jerry@example.com', 'tom&jerry@example.com'],
  ['email', 'ada#1@example.com', 'ada#1@example.com'],
  ['email', 'ada@example.xn--p1ai', 'ada@example.xn--p1ai'],
  ['email', 'ada@example.рф', 'ada@example.xn--p1ai'],
  ['email', 'ada@müller.de', 'ada@xn--mller-kva.de'],
  ['email', 'ada@mu\u0308ller.de', 'ada@xn--mller-kva.de'],
  ['email', 'ADA@MÜLLER.DE', 'ada@xn--mller-kva.de'],
  ['email', '\u200bada@example.com\u200b', 'ada@example.com'],
  ['email', '\u202aada@example.com\u202c', 'ada@example.com'],
  ['email', 'ada@ｅｘａｍｐｌｅ．ｃｏｍ', 'ada@example.com'],
  ['email', 'ａｄａ＠example.com', 'ada@example.com'],
  ['email', 'ada.@example.com', null],
  ['email', 'a..da@example.com', null],
  ['email', 'ada@example', null],
  ['email', `${'a'.repeat(65)}@example.com`, null],
  ['firstName', ' Ada ', 'Ada'],
  ['firstName', 'Mary  Ann', 'Mary Ann'],
  ['firstName', 'Mary\u00a0Ann', 'Mary Ann'],
  ['firstName', 'Zoe\u0308', 'Zoë'],
  ['firstName', '\u202eAda', 'Ada'],
  ['firstName', 'A\u00adda', 'Ada'],
  ['firstName', 'Ada \ud83d\udc69\u200d\ud83d\udd2c', 'Ada \ud83d\udc69\u200d\ud83d\udd2c'],
  ['firstName', 'Ada\ud83d', 'Ada\ufffd'],
  ['firstName', '\u200b', null],
  ['firstName', '\u2800\u3164', null],
  ['firstName', ' ', null],
  ['address', '1 High Street\r\nLondon', '1 High Street\nLondon'],
  ['address', '1 High Street\rLondon', '1 High Street\nLondon'],
  ['address', '1 High\u00a0Street\u2028London\ufeff', '1 High Street\nLondon'],
  ['address', '\n 1 High Street \n', '1 High Street'],
  ['address', '\u200b\u2060', null],
];

/** Sends `typed` through one API. Resolves to the stored value; null if the API refuses the value with 400. */
type Api = (name: Name, typed: string) => Promise<string | null>;

const isRefused = (status: number, expected: number) => {
  if (status !== expected && status !== 400) throw new Error(`The API responded with the unexpected status ${status}.`);
  return status === 400;
};

async function newest(collection: CollectionSlug, name: Name): Promise<string> {
  const { docs } = await payload.find({ collection, sort: '-createdAt', limit: 1, depth: 0 });
  return String((docs[0] as unknown as Record<string, unknown>)[name]);
}

const storedInBooking = async (from: Payload, name: Name) =>
  String((await from.findByID({ collection: 'bookings', id: booking.id, depth: 0 }))[name]);

/** The values before each test. They differ from all others, so that the test detects an ignored update. */
const BLANK: Pick<Booking, Name> = {
  ...{ phone: '+442079460000', postcode: 'EC1A 1BB', email: 'nobody@example.com' },
  ...{ firstName: 'Nobody', address: 'Nowhere' },
};

async function patch(name: Name, send: () => Promise<number>): Promise<string | null> {
  await payload.update({ collection: 'bookings', id: booking.id, data: BLANK, depth: 0 });
  const refused = isRefused(await send(), 200);
  const stored = await storedInBooking(payload, name);
  if (refused) expect(stored).toBe(BLANK[name]);
  return refused ? null : stored;
}

const APIS: Record<string, Api> = {
  '/v1': async (name, typed) => {
    const { status } = await call('POST', '/v1/brochures', { body: createRequestBody({ [name]: typed }) });
    return isRefused(status, 201) ? null : newest('brochure-requests', name);
  },
  '/api': (name, typed) =>
    patch(name, async () => {
      const body = { [name]: typed };
      return (await call('PATCH', `/api/bookings/${booking.id}`, { token: staff, body })).status;
    }),
  'a form': (name, typed) =>
    patch(name, async () => {
      const form = new FormData();
      form.set('_payload', JSON.stringify({ [name]: typed }));
      const headers = { authorization: `Bearer ${staff}` };
      return (await fetch(`${base}/api/bookings/${booking.id}`, { method: 'PATCH', headers, body: form })).status;
    }),
  'the Local API': (name, typed) =>
    patch(name, () =>
      payload.update({ collection: 'bookings', id: booking.id, data: { [name]: typed }, depth: 0 }).then(
        () => 200,
        () => 400,
      ),
    ),
};

describe.each(Object.entries(APIS))('a value that is sent through %s', (_, store) => {
  test.each(SPELLINGS)('as %s %j is stored as %j', async (name, typed, stored) => {
    expect(await store(name, typed)).toBe(stored);
  });
});

test.each(SPELLINGS.filter(([name]) => name === 'email'))(
  'for a member of staff, the %s %j is stored as %j',
  async (_, typed, stored) => {
    const [member] = (await payload.find({ collection: 'users', where: { role: { equals: 'analyst' } } })).docs;
    const data = { email: 'analyst@example.com' };
    const { id } = await payload.update({ collection: 'users', id: String(member?.id), data });
    const { status } = await call('PATCH', `/api/users/${id}`, { token: staff, body: { email: typed } });
    expect(isRefused(status, 200)).toBe(stored === null);
    expect((await payload.findByID({ collection: 'users', id })).email).toBe(stored ?? data.email);
  },
);

describe('a search', () => {
  const found = async (query: string, list = 'bookings') =>
    ((await call('GET', `/api/${list}?${query}`, { token: staff })).body as { totalDocs: number }).totalDocs;

  test.each(SPELLINGS.filter(([, , stored]) => stored !== null))('for %s %j finds %j', async (name, typed, stored) => {
    await payload.update({ collection: 'bookings', id: booking.id, data: { ...BLANK, [name]: stored }, depth: 0 });
    for (const operator of name === 'address' || name === 'firstName' ? ['like'] : ['equals', 'like', 'contains']) {
      const where = `where[${name}][${operator}]=${encodeURIComponent(typed.replace(/\p{Surrogate}/gu, '\ufffd'))}`;
      expect(await found(`${where}&where[id][equals]=${booking.id}`), operator).toBe(1);
    }
  });

  test.each([
    'Joe SW2 4WL',
    'Joe SW24WL',
    'sw24wl joe',
    '07700900191',
    'Joe 07700900191',
    'Joe 07700 900191',
    '07700 900191 Joe',
    'Joe +447700900191',
    'Joe +44 (0) 7700 900191 SW2 4WL',
    'Joe 0044 7700 900191',
    'Joe 077009',
    'Joe joe@müller.de',
  ])('of the list for %j finds the booking, and not the booking of another person', async (search) => {
    const joe = { firstName: 'Joe', phone: '+447700900191', postcode: 'SW2 4WL', email: 'joe@xn--mller-kva.de' };
    await payload.update({ collection: 'bookings', id: booking.id, data: joe, depth: 0 });
    const { mergeListSearchAndWhere } = await import('payload/shared');
    const collectionConfig = payload.collections.bookings.config;
    const count = async (text: string) =>
      (
        await payload.find({
          collection: 'bookings',
          where: mergeListSearchAndWhere({ collectionConfig, search: text, where: {} }),
        })
      ).totalDocs;
    expect(await count(search)).toBe(1);
    expect(await count(`${search} Nobody`)).toBe(0);
  });

  test('matches pattern characters (% and _) literally', async () => {
    const data = { category: 'KITCHEN', price: 100, stock: 1, _status: 'published' } as never;
    for (const title of ['Plain', 'IMG_2024', '100% oak', 'a\\b']) {
      await payload.create({ collection: 'products', data: { ...(data as object), title } as never });
    }
    for (const operator of ['contains', 'like']) {
      expect(await found(`where[title][${operator}]=_`, 'products')).toBe(1);
      expect(await found(`where[title][${operator}]=%25`, 'products')).toBe(1);
      expect(await found(`where[title][${operator}]=%5C`, 'products')).toBe(1);
      expect(await found(`where[title][${operator}]=IMG_2024`, 'products')).toBe(1);
      expect(await found(`where[title][${operator}]=IMGx2024`, 'products')).toBe(0);
    }
    expect(await found('where[title][not_like]=_', 'products')).toBe(3);
  });

  test('for orders matches the e-mail address and phone number of the customer', async () => {
    const token = await customerToken(payload);
    const { userId, email } = (await call('GET', '/v1/me', { token })).body as { userId: string; email: string };
    await call('PATCH', '/v1/me', { token, body: { phone: '07700 900777' } });
    const order = {
      ...{
        orderNumber: 'ORD-1',
        status: 'PENDING',
        customer: userId,
        items: [],
        paymentDueAt: new Date().toISOString(),
      },
      ...{ subtotal: 1, vat: 0, total: 1, vatRate: 20, currency: 'GBP', billingName: 'Ada' },
    };
    await payload.db.create({ collection: 'orders', data: order });
    const { mergeListSearchAndWhere } = await import('payload/shared');
    const orders = payload.collections.orders.config;
    for (const search of [email, '07700 900777', '900777', 'ORD-1']) {
      const where = mergeListSearchAndWhere({ collectionConfig: orders, search, where: {} });
      const { totalDocs } = await payload.find({ collection: 'orders', where });
      expect(totalDocs, search).toBe(1);
    }
    const where = mergeListSearchAndWhere({ collectionConfig: orders, search: '07700 900778', where: {} });
    expect((await payload.find({ collection: 'orders', where })).totalDocs).toBe(0);
  });
});
