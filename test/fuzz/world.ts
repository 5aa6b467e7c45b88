import fc from 'fast-check';
import { makeSlot } from '../support/appointments.ts';
import { makeBrochure } from '../support/brochures.ts';
import { makePhoto, makeTerm } from '../support/catalogue.ts';
import { makeBuyer, makeSaleProduct, type Shop, startShop } from '../support/sales.ts';
import { staffTokens } from '../support/staff.ts';
import type { KnownValues } from './json-schema.ts';
import type { FuzzRequest } from './request.ts';
import type { FuzzAnswer } from './verdicts.ts';

/** The callers that send requests. */
export const CALLERS = ['anonymous', 'stranger', 'customer', 'admin', 'content-manager', 'sales', 'analyst'] as const;

export type World = {
  shop: Shop;
  /** Returns a generator of the ids and slugs of existing rows, by the name of a parameter, property or collection. */
  known: KnownValues;
  /** Sends a request and reads the whole response. */
  send(request: FuzzRequest): Promise<FuzzAnswer>;
};

/** Starts a site over HTTP with rows of every kind, a token for each caller, and rate limits too high to reach. */
export async function startWorld(): Promise<World> {
  const shop = await startShop({ RATE_LIMIT_MULTIPLIER: '100000' });
  const staff = await staffTokens(shop.payload);
  let { token: customer } = await makeBuyer(shop.payload);
  const rows = await makeRows(shop, customer, staff.admin);
  const readToken: Record<string, () => string | undefined> = {
    anonymous: () => undefined,
    stranger: () => 'eyJhbGciOiJIUzI1NiJ9.e30.x',
    customer: () => customer,
    ...Object.fromEntries(Object.entries(staff).map(([role, token]) => [role, () => token])),
  };

  const send: World['send'] = async ({ operation, caller, method, url, headers, body }) => {
    const token = readToken[caller]?.();
    const started = performance.now();
    const response = await fetch(`${shop.base}${url}`, {
      ...{ method, redirect: 'manual', body: method === 'GET' ? undefined : body },
      headers: { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}) },
    });
    const text = await response.text();
    const milliseconds = performance.now() - started;
    const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
    // The request erased the customer. Create another one, so that later requests still have a valid token.
    if (operation === 'DELETE /v1/me' && response.status === 204) customer = (await makeBuyer(shop.payload)).token;
    return { status: response.status, type, text, milliseconds };
  };
  const known: KnownValues = (name) => (rows[name] ? fc.constantFrom(...rows[name]) : undefined);
  return { shop, known, send };
}

/**
 * Creates rows of every kind.
 * @returns their ids and slugs, by the names of the parameters, properties and collections that refer to them
 */
async function makeRows(
  { payload, paidOrder, order, call }: Shop,
  customer: string,
  admin: string,
): Promise<Record<string, string[]>> {
  const products = await Promise.all([1, 2, 3].map(() => makeSaleProduct(payload)));
  const slots = await Promise.all([1, 2, 3, 4].map(() => makeSlot(payload)));
  const photo = await makePhoto(payload, 'A kitchen');
  const colour = await makeTerm(payload, 'colours', 'Sage green');
  const [product = ''] = products;
  const paid = await paidOrder(product);
  const open = await order(product);
  const booked = await call('POST', '/v1/appointments', { token: customer, body: createBooking(slots[0]) });
  const posts = await Promise.all(
    ['PUBLISHED', 'DRAFT'].map(async (status) => {
      const body = { title: `A post, ${status}`, content: 'Oak and *ash*.', status };
      return (await call('POST', '/v1/blog', { token: admin, body })).body as { blogId: string; slug: string };
    }),
  );
  const brochure = await makeBrochure(payload, { isDefault: true });
  const { docs: invoices } = await payload.find({ collection: 'invoices', depth: 0 });
  const { docs: people } = await payload.find({ collection: 'customers', depth: 0 });
  const { bookingId = '' } = booked.body as { bookingId?: string };
  return {
    productId: products,
    slotId: slots,
    bookingId: [bookingId],
    orderId: [paid.orderId, open.orderId],
    invoiceId: invoices.map(({ id }) => id),
    slugOrId: [...products, ...posts.flatMap(({ blogId, slug }) => [blogId, slug])],
    coverImageId: [photo],
    colours: [colour],
    brochureId: [brochure.id],
    customerId: people.map(({ id }) => id),
    cursor: [...products, bookingId, ...posts.map(({ blogId }) => blogId)],
    email: people.map(({ email }) => email),
    queue: ['events', 'schedules'],
    // Values for relationship fields, by collection.
    products,
    'time-slots': slots,
    bookings: [bookingId],
    orders: [paid.orderId, open.orderId],
    blogs: posts.map(({ blogId }) => blogId),
    media: [photo],
    brochures: [brochure.id],
    customers: people.map(({ id }) => id),
  };
}

const createBooking = (slotId: string | undefined) => ({
  ...{ type: 'HOME_MEASUREMENT', forKitchen: true, forBedroom: true, firstName: 'Ada', lastName: 'Lovelace' },
  ...{
    email: 'ada@example.com',
    phone: '020 7946 0958',
    postcode: 'SW4 7AA',
    address: '1 High Street, London',
    slotId,
  },
});
