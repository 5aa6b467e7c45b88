import { expect, test } from 'vitest';
import { deskEndpoints } from '../../../src/endpoints/desk/index.ts';
import { endpoints } from '../../../src/endpoints/index.ts';
import { book } from '../../../src/services/appointments/book.ts';
import { bookingOf, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { customerToken, type GatewaySite, staffTokens, startGateway } from '../../support/gateway.ts';

const site: GatewaySite = await startGateway();
const { payload, call } = site;
const staff = await staffTokens(payload);

const CALLERS = ['anonymous', 'customer', 'admin', 'content-manager', 'sales', 'analyst'] as const;
type Caller = (typeof CALLERS)[number];

const EVERYBODY = [...CALLERS];
const CUSTOMER: Caller[] = ['customer'];
const OWNER_AND_SALES: Caller[] = ['customer', 'sales', 'admin'];
const SALES: Caller[] = ['sales', 'admin'];
const ANALYSTS: Caller[] = ['analyst', 'admin'];
const EDITORS: Caller[] = ['admin', 'content-manager'];

/** Who may call each route of `/v1` (api.md). A route without a row fails the test. */
const ROUTES: Record<string, Caller[]> = {
  'POST /v1/auth/register': EVERYBODY,
  'POST /v1/auth/verify-email': EVERYBODY,
  'POST /v1/auth/resend-otp': EVERYBODY,
  'POST /v1/auth/login': EVERYBODY,
  'POST /v1/auth/refresh': EVERYBODY,
  'POST /v1/auth/logout': EVERYBODY,
  'POST /v1/auth/forgot-password': EVERYBODY,
  'POST /v1/auth/reset-password': EVERYBODY,
  'GET /v1/me': CUSTOMER,
  'PATCH /v1/me': CUSTOMER,
  'POST /v1/me/password': CUSTOMER,
  'POST /v1/me/email': CUSTOMER,
  'POST /v1/me/email/confirm': CUSTOMER,
  'GET /v1/me/export': CUSTOMER,
  'DELETE /v1/me': CUSTOMER,
  'GET /v1/products': EVERYBODY,
  'GET /v1/products/facets': EVERYBODY,
  'GET /v1/products/:slugOrId': EVERYBODY,
  'GET /v1/appointments/slots': EVERYBODY,
  'POST /v1/appointments/holds': CUSTOMER,
  'DELETE /v1/appointments/holds/:holdId': CUSTOMER,
  'POST /v1/appointments': CUSTOMER,
  'GET /v1/appointments': OWNER_AND_SALES,
  'GET /v1/appointments/:bookingId': OWNER_AND_SALES,
  'POST /v1/appointments/:bookingId/reschedule': OWNER_AND_SALES,
  'POST /v1/appointments/:bookingId/cancel': OWNER_AND_SALES,
  'POST /v1/appointments/:bookingId/confirm': SALES,
  'POST /v1/appointments/:bookingId/complete': SALES,
  'POST /v1/appointments/:bookingId/no-show': SALES,
  'GET /v1/appointments/:bookingId/calendar.ics': OWNER_AND_SALES,
  'POST /v1/uploads': EDITORS,
  'GET /v1/blog/feed.xml': EVERYBODY,
  'GET /sitemap.xml': EVERYBODY,
  'GET /sitemap-:part.xml': EVERYBODY,
  'GET /robots.txt': EVERYBODY,
  'GET /v1/blog': EVERYBODY,
  'GET /v1/blog/:slugOrId': EVERYBODY,
  'POST /v1/blog': EDITORS,
  'PATCH /v1/blog/:slugOrId': EDITORS,
  'DELETE /v1/blog/:slugOrId': EDITORS,
  'POST /v1/brochures': EVERYBODY,
  'GET /v1/brochures/:brochureId/brochure.pdf': EVERYBODY,
  'POST /v1/brochures/requests/:requestId/resend': SALES,
  'POST /v1/orders': CUSTOMER,
  'GET /v1/orders': OWNER_AND_SALES,
  'GET /v1/orders/:orderId': OWNER_AND_SALES,
  'POST /v1/orders/:orderId/refunds': SALES,
  'POST /v1/payments/create-intent': CUSTOMER,
  'POST /v1/webhooks/stripe': EVERYBODY,
  'GET /v1/invoices/:invoiceId.pdf': OWNER_AND_SALES,
  'POST /v1/analytics/track': EVERYBODY,
  'POST /v1/analytics/batch': EVERYBODY,
  'GET /v1/analytics/tracker.js': EVERYBODY,
  'GET /v1/analytics/summary': ANALYSTS,
  'GET /v1/analytics/summary.csv': ANALYSTS,
  'GET /v1/analytics/funnels': ANALYSTS,
  'GET /v1/analytics/funnels.csv': ANALYSTS,
  'POST /v1/operations/dead-jobs/retry': ['admin'],
  'POST /v1/operations/queues/:queue/jobs/:jobId/retry': ['admin'],
  'POST /v1/operations/queues/:queue/jobs/:jobId/give-up': ['admin'],
  'POST /v1/operations/topics/:topic/give-up': ['admin'],
};

/** Who may call what the admin UI has besides; a row for each, as above. */
const DESK_ROUTES: Record<string, Caller[]> = {
  'GET /desk/diary': SALES,
  'POST /desk/closed-days': SALES,
  'DELETE /desk/closed-days/:date': SALES,
  'GET /desk/customers/:customerId/export': SALES,
  'POST /desk/customers/:customerId/erase': ['admin'],
  'GET /desk/people/export': SALES,
  'POST /desk/people/erase': ['admin'],
  'POST /desk/bookings/confirm': SALES,
  'GET /desk/csv/bookings': SALES,
  'GET /desk/csv/orders': SALES,
  'GET /desk/csv/payments': SALES,
  'GET /desk/csv/brochure-requests': SALES,
  'GET /desk/csv/products': EDITORS,
  'GET /desk/posts/:id/plan': EDITORS,
  'POST /desk/price-list/preview': EDITORS,
  'POST /desk/price-list/apply': EDITORS,
};

type Rules = { read: Caller[]; create: Caller[]; update: Caller[]; delete: Caller[] };
const ADMIN: Caller[] = ['admin'];
const STAFF: Caller[] = ['admin', 'content-manager', 'sales', 'analyst'];
const nobody: Caller[] = [];

/** Who may do what with each collection (content-model.md); reading "own" rows counts as reading. */
const COLLECTIONS: Record<string, Rules> = {
  users: { read: STAFF, create: ADMIN, update: ADMIN, delete: ADMIN },
  customers: { read: OWNER_AND_SALES, create: nobody, update: nobody, delete: nobody },
  showrooms: { read: EVERYBODY, create: ADMIN, update: ADMIN, delete: ADMIN },
  'time-slots': { read: SALES, create: SALES, update: SALES, delete: SALES },
  bookings: { read: OWNER_AND_SALES, create: SALES, update: SALES, delete: ADMIN },
  orders: { read: OWNER_AND_SALES, create: nobody, update: nobody, delete: nobody },
  payments: { read: SALES, create: nobody, update: nobody, delete: nobody },
  invoices: { read: OWNER_AND_SALES, create: nobody, update: nobody, delete: nobody },
  'loyalty-accounts': { read: OWNER_AND_SALES, create: nobody, update: nobody, delete: nobody },
  'loyalty-entries': { read: OWNER_AND_SALES, create: nobody, update: nobody, delete: nobody },
  products: { read: EVERYBODY, create: EDITORS, update: EDITORS, delete: EDITORS },
  colours: { read: EVERYBODY, create: EDITORS, update: EDITORS, delete: EDITORS },
  styles: { read: EVERYBODY, create: EDITORS, update: EDITORS, delete: EDITORS },
  ranges: { read: EVERYBODY, create: EDITORS, update: EDITORS, delete: EDITORS },
  finishes: { read: EVERYBODY, create: EDITORS, update: EDITORS, delete: EDITORS },
  media: { read: EVERYBODY, create: EDITORS, update: EDITORS, delete: EDITORS },
  blogs: { read: EVERYBODY, create: EDITORS, update: EDITORS, delete: EDITORS },
  redirects: { read: EVERYBODY, create: EDITORS, update: EDITORS, delete: EDITORS },
  brochures: { read: EVERYBODY, create: EDITORS, update: EDITORS, delete: EDITORS },
  'brochure-requests': { read: SALES, create: SALES, update: nobody, delete: nobody },
  'refused-events': { read: ADMIN, create: nobody, update: nobody, delete: nobody },
  changes: { read: ADMIN, create: nobody, update: nobody, delete: nobody },
  'domain-events': { read: ADMIN, create: nobody, update: nobody, delete: nobody },
  'payload-locked-documents': { read: STAFF, create: STAFF, update: STAFF, delete: STAFF },
  'payload-preferences': { read: STAFF, create: STAFF, update: STAFF, delete: STAFF },
  'payload-migrations': { read: nobody, create: nobody, update: nobody, delete: nobody },
  'payload-jobs': { read: nobody, create: nobody, update: nobody, delete: nobody },
  'payload-kv': { read: nobody, create: nobody, update: nobody, delete: nobody },
};

/** Globals: staff read, admins write. */
const GLOBALS: Record<string, { read: Caller[]; update: Caller[] }> = {
  'analytics-settings': { read: STAFF, update: ADMIN },
  availability: { read: STAFF, update: ADMIN },
  settings: { read: STAFF, update: ADMIN },
};

const tokenOf = (caller: Caller) =>
  caller === 'anonymous' ? undefined : caller === 'customer' ? customerToken(payload) : staff[caller];

const UNKNOWN = '0190b5a0-0000-7000-8000-00000000dead';
/** 501 is Payload's answer for a collection that it does not serve at all. */
const denied = (status: number) => [401, 403, 501].includes(status);

test('every route of /v1 has a row, and every row a route', () => {
  const routes = endpoints.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(Object.keys(ROUTES).sort()).toEqual(routes.sort());
  const desk = deskEndpoints.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(Object.keys(DESK_ROUTES).sort()).toEqual(desk.sort());
});

test('every collection and global has a row', () => {
  expect(Object.keys(COLLECTIONS).sort()).toEqual(payload.config.collections.map(({ slug }) => slug).sort());
  expect(Object.keys(GLOBALS).sort()).toEqual(payload.config.globals.map(({ slug }) => slug).sort());
});

const below = (prefix: string, routes: Record<string, Caller[]>) =>
  Object.entries(routes).map(([route, callers]) => [route.replace(' ', ` ${prefix}`), callers] as const);

for (const [route, allowed] of [...below('', ROUTES), ...below('/api', DESK_ROUTES)]) {
  test(`${route} is for ${allowed.length === CALLERS.length ? 'everybody' : allowed.join(', ')}`, async () => {
    const [method = '', path = ''] = route.split(' ');
    const url = path.replace(/:\w+/g, UNKNOWN);
    const outcomes = await Promise.all(
      CALLERS.map(async (caller) => {
        const body = method === 'POST' || method === 'PATCH' ? { surprise: true } : undefined;
        const { status } = await call(method, url, { body, token: await tokenOf(caller) });
        return [caller, route.includes('/auth/') ? status !== 403 : !denied(status)] as const;
      }),
    );
    expect(Object.fromEntries(outcomes)).toEqual(
      Object.fromEntries(CALLERS.map((one) => [one, allowed.includes(one)])),
    );
  });
}

const may = async (caller: Caller, method: string, path: string, body?: unknown) => {
  const { status } = await call(method, path, { body, token: await tokenOf(caller) });
  expect(status === 501 || status < 500, `${caller} ${method} ${path}: ${status}`).toBe(true);
  return !denied(status);
};

const allowedFor = async (method: string, path: string, body?: unknown) => {
  const answers = await Promise.all(CALLERS.map((caller) => may(caller, method, path, body)));
  return CALLERS.filter((_, i) => answers[i]);
};

const sorted = (callers: Caller[]) => CALLERS.filter((caller) => callers.includes(caller));

for (const [slug, { read, ...rules }] of Object.entries(COLLECTIONS)) {
  test(`/api/${slug} follows the content model`, async () => {
    expect(await allowedFor('GET', `/api/${slug}?limit=1`)).toEqual(sorted(read));
    if (slug.startsWith('payload-')) return;
    expect(await allowedFor('POST', `/api/${slug}`, {})).toEqual(sorted(rules.create));
    const update = await allowedFor('PATCH', `/api/${slug}/${UNKNOWN}`, {});
    expect(update).toEqual(sorted(rules.update));
    expect(await allowedFor('DELETE', `/api/${slug}/${UNKNOWN}`)).toEqual(sorted(rules.delete));
  });
}

for (const [slug, { read, update }] of Object.entries(GLOBALS)) {
  test(`/api/globals/${slug} is read by staff and written by admins`, async () => {
    expect(await allowedFor('GET', `/api/globals/${slug}`)).toEqual(sorted(read));
    expect(await allowedFor('POST', `/api/globals/${slug}`, {})).toEqual(sorted(update));
  });
}

test('Payload’s own collections are closed to customers and the public', async () => {
  for (const slug of Object.keys(COLLECTIONS).filter((one) => one.startsWith('payload-'))) {
    for (const caller of ['anonymous', 'customer'] as const) {
      expect(await may(caller, 'POST', `/api/${slug}`, { key: 'x', value: {} }), `${caller} ${slug}`).toBe(false);
    }
  }
});

test('customers see their own rows alone, by every way', async () => {
  const [mine, other] = [await makeCustomer(payload), await makeCustomer(payload)];
  const { body } = await book(payload, other, bookingOf(await makeSlot(payload)));
  const { bookingId } = body as { bookingId: string };
  const token = await customerToken(payload, mine);
  for (const [method, suffix] of [
    ['GET', ''],
    ['GET', '/calendar.ics'],
    ['POST', '/cancel'],
  ] as const) {
    const { status } = await call(method, `/v1/appointments/${bookingId}${suffix}`, { token });
    expect(status, `${method} ${suffix}`).toBe(404);
  }
  const slotId = await makeSlot(payload);
  const moved = await call('POST', `/v1/appointments/${bookingId}/reschedule`, { token, body: { slotId } });
  expect(moved.status).toBe(404);
  expect((await call('GET', '/v1/appointments', { token })).body).toMatchObject({ data: [] });
  expect((await call('GET', '/api/bookings', { token })).body).toMatchObject({ docs: [] });
  expect((await call('GET', `/api/bookings/${bookingId}`, { token })).status).toBe(404);
  const people = (await call('GET', '/api/customers', { token })).body as { docs: { id: string }[] };
  expect(people.docs.map(({ id }) => id)).toEqual([mine]);
  const query = '{ Bookings { docs { id } } Customers { docs { id } } }';
  const graph = (await call('POST', '/api/graphql', { token, body: { query } })).body;
  expect(graph).toMatchObject({ data: { Bookings: { docs: [] }, Customers: { docs: [{ id: mine }] } } });
});

test('what the system keeps cannot be set through the auto-API', async () => {
  const slotId = await makeSlot(payload);
  const forged = { isBooked: true, heldUntil: new Date(Date.now() + 1e9).toISOString(), isGenerated: true };
  await call('PATCH', `/api/time-slots/${slotId}`, { token: staff.sales, body: forged });
  const slot = await payload.findByID({ collection: 'time-slots', id: slotId });
  expect(slot).toMatchObject({ isBooked: false, isGenerated: false });
  expect(slot.heldUntil ?? null).toBeNull();
});

test('staff cannot make themselves admins', async () => {
  const { docs } = await payload.find({ collection: 'users', where: { email: { equals: 'sales@example.com' } } });
  await call('PATCH', `/api/users/${docs[0]?.id}`, { token: staff.sales, body: { role: 'admin' } });
  expect(await payload.findByID({ collection: 'users', id: docs[0]?.id as string })).toMatchObject({ role: 'sales' });
});
