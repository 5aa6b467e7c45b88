import { expect, test } from 'vitest';
import { backofficeEndpoints, endpoints } from '../../../src/endpoints/index.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { collectErrors } from '../../support/collect-errors.ts';
import {
  callsNotBuilt,
  contractCalls,
  contractCollections,
  contractGlobals,
  notBuilt,
} from '../../support/contract.ts';
import { customerToken, type GatewaySite, startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const site: GatewaySite = await startGateway();
const { payload, call } = site;
const errors = collectErrors(payload);
const staff = await staffTokens(payload);

const CALLERS = ['anonymous', 'customer', 'admin', 'content-manager', 'sales', 'analyst'] as const;
type Caller = (typeof CALLERS)[number];

const EVERYBODY = [...CALLERS];
const SALES: Caller[] = ['sales', 'admin'];
const EDITORS: Caller[] = ['admin', 'content-manager'];
const ADMIN: Caller[] = ['admin'];
const STAFF: Caller[] = ['admin', 'content-manager', 'sales', 'analyst'];

/** The callers that each word of the contract stands for. An admin may do everything that another role may do. */
const MEANING: Record<string, Caller[]> = {
  ...{ everybody: EVERYBODY, public: EVERYBODY, nobody: [], customer: ['customer'], admin: ['admin'] },
  ...{ staff: ['admin', 'content-manager', 'sales', 'analyst'], sales: SALES, 'content-manager': EDITORS },
  analyst: ['analyst', 'admin'],
};

function toCallers(words: readonly string[]): Caller[] {
  const unknown = words.filter((word) => !(word in MEANING));
  if (words.length === 0 || unknown.length > 0)
    throw new Error(`The contract names unknown callers: "${words.join(', ')}".`);
  const meant = new Set(words.flatMap((word) => MEANING[word] ?? []));
  return CALLERS.filter((caller) => meant.has(caller));
}

const pending = new Set(callsNotBuilt());

/** The callers of each route of `/v1` (docs/spec/api.md#callers). A route without a row fails the test. */
const ROUTES: Record<string, Caller[]> = Object.fromEntries(
  contractCalls()
    .filter(({ call }) => !pending.has(call) && !call.includes(' /internal/'))
    .map(({ call, callers }) => [call, toCallers(callers)]),
);

/** The callers of each route that only the admin UI uses. A route without a row fails the test. */
const BACKOFFICE_ROUTES: Record<string, Caller[]> = {
  'GET /desk/diary': SALES,
  'POST /desk/closed-days': SALES,
  'DELETE /desk/closed-days/:date': SALES,
  'POST /desk/customers/:customerId/email': SALES,
  'GET /desk/customers/:customerId/export': SALES,
  'POST /desk/customers/:customerId/erase': ['admin'],
  'GET /desk/people/export': SALES,
  'POST /desk/people/erase': ['admin'],
  'POST /desk/bookings/confirm': SALES,
  'GET /desk/orders/:orderId/receipt': SALES,
  'POST /desk/orders/:orderId/receipt': SALES,
  'GET /desk/bookings/:bookingId/take-back': SALES,
  'POST /desk/bookings/:bookingId/take-back': SALES,
  'POST /desk/bookings/:bookingId/resend': SALES,
  'PATCH /desk/orders/:orderId/notes': SALES,
  'PATCH /desk/customers/:customerId/notes': SALES,
  'GET /desk/csv/bookings': SALES,
  'GET /desk/csv/orders': SALES,
  'GET /desk/csv/payments': SALES,
  'GET /desk/csv/brochure-requests': SALES,
  'GET /desk/csv/products': EDITORS,
  'GET /desk/posts/:id/plan': EDITORS,
  'POST /desk/price-list/preview': EDITORS,
  'POST /desk/price-list/apply': EDITORS,
  'POST /desk/price-list/:listId/undo': EDITORS,
  'GET /desk/account/sessions': STAFF,
  'POST /desk/account/sessions/:sessionId/end': STAFF,
  'POST /desk/account/sessions/end-all': STAFF,
  'POST /desk/staff/:staffId/invite': ADMIN,
  'POST /desk/staff/:staffId/deactivate': ADMIN,
  'POST /desk/staff/:staffId/reactivate': ADMIN,
};

/**
 * The callers that may use each operation of each collection (docs/spec/content-model.md#collections). Reading only one's own
 * rows counts as reading.
 */
const COLLECTIONS = contractCollections();

/** The callers that may read and write each global: staff read, admins write. */
const GLOBALS = contractGlobals();

const readToken = (caller: Caller) =>
  caller === 'anonymous' ? undefined : caller === 'customer' ? customerToken(payload) : staff[caller];

const UNKNOWN = '0190b5a0-0000-7000-8000-00000000dead';
/** Whether a status means that access was denied. Payload responds with 501 for a collection that it does not serve at all. */
const denied = (status: number) => [401, 403, 501].includes(status);

test('every route has a row in the tables, and every row has a route', () => {
  const routes = endpoints.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(Object.keys(ROUTES).sort()).toEqual(routes.sort());
  const backoffice = backofficeEndpoints.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  expect(Object.keys(BACKOFFICE_ROUTES).sort()).toEqual(backoffice.sort());
});

test('every collection and global has a row in the contract', () => {
  const { collections, globals } = payload.config;
  expect(COLLECTIONS.map(({ slug }) => slug).sort()).toEqual(collections.map(({ slug }) => slug).sort());
  expect(GLOBALS.map(({ slug }) => slug).sort()).toEqual(globals.map(({ slug }) => slug).sort());
});

test('every collection and global has the fields that the contract names', () => {
  const { collections, globals } = payload.config;
  const missing = [...COLLECTIONS, ...GLOBALS].flatMap(({ slug, fields }) => {
    const entity = [...collections, ...globals].find((each) => each.slug === slug);
    const names = new Set(entity?.flattenedFields.map(({ name }) => name));
    return fields.filter((name) => !names.has(name)).map((name) => `${slug}.${name}`);
  });
  expect(missing).toEqual([]);
});

test('the collections and globals that the contract lists as not built are not in its tables', () => {
  const names = new Set<string>([...COLLECTIONS, ...GLOBALS].map(({ slug }) => slug));
  expect(notBuilt().filter((name) => names.has(name))).toEqual([]);
});

const below = (prefix: string, routes: Record<string, Caller[]>) =>
  Object.entries(routes).map(([route, callers]) => [route.replace(' ', ` ${prefix}`), callers] as const);

for (const [route, allowed] of [...below('', ROUTES), ...below('/api', BACKOFFICE_ROUTES)]) {
  test(`${route} is for ${allowed.length === CALLERS.length ? 'everybody' : allowed.join(', ')}`, async () => {
    const [method = '', path = ''] = route.split(' ');
    const url = path.replace(/:\w+/g, UNKNOWN);
    const outcomes = await Promise.all(
      CALLERS.map(async (caller) => {
        const body = method === 'POST' || method === 'PATCH' ? { surprise: true } : undefined;
        const { status } = await call(method, url, { body, token: await readToken(caller) });
        return [caller, route.includes('/auth/') ? status !== 403 : !denied(status)] as const;
      }),
    );
    expect(Object.fromEntries(outcomes)).toEqual(
      Object.fromEntries(CALLERS.map((caller) => [caller, allowed.includes(caller)])),
    );
  });
}

const may = async (caller: Caller, method: string, path: string, body?: unknown) => {
  const { status } = await call(method, path, { body, token: await readToken(caller) });
  expect(status === 501 || status < 500, `${caller} ${method} ${path}: ${status}`).toBe(true);
  return !denied(status);
};

const allowedFor = async (method: string, path: string, body?: unknown) => {
  const answers = await Promise.all(CALLERS.map((caller) => may(caller, method, path, body)));
  return CALLERS.filter((_, i) => answers[i]);
};

for (const { slug, rules } of COLLECTIONS) {
  test(`/api/${slug} follows the content model`, async () => {
    const may = (operation: string) => toCallers(rules[operation] ?? []);
    expect(await allowedFor('GET', `/api/${slug}?limit=1`)).toEqual(may('read'));
    expect(await allowedFor('POST', `/api/${slug}`, {})).toEqual(may('create'));
    if (slug.startsWith('payload-')) return;
    expect(await allowedFor('PATCH', `/api/${slug}/${UNKNOWN}`, {})).toEqual(may('update'));
    expect(await allowedFor('DELETE', `/api/${slug}/${UNKNOWN}`)).toEqual(may('delete'));
  });
}

for (const { slug, rules } of GLOBALS) {
  test(`/api/globals/${slug} follows the content model`, async () => {
    expect(await allowedFor('GET', `/api/globals/${slug}`)).toEqual(toCallers(rules.read ?? []));
    expect(await allowedFor('POST', `/api/globals/${slug}`, {})).toEqual(toCallers(rules.update ?? []));
  });
}

test('Payload’s own collections are closed to customers and the public', async () => {
  for (const slug of COLLECTIONS.map((each) => each.slug).filter((slug) => slug.startsWith('payload-'))) {
    for (const caller of ['anonymous', 'customer'] as const) {
      expect(await may(caller, 'POST', `/api/${slug}`, { key: 'x', value: {} }), `${caller} ${slug}`).toBe(false);
    }
  }
});

test('customers see only their own rows, through every API', async () => {
  const [mine, other] = [await makeCustomer(payload), await makeCustomer(payload)];
  const { body } = await createBooking(payload, other, toBookingInput(await makeSlot(payload)));
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

test('Payload’s REST API does not accept values for fields that the system sets', async () => {
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

test('refused requests are not logged as errors', () => {
  expect(errors).toEqual([]);
});
