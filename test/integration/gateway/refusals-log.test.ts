import { afterEach, expect, test } from 'vitest';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { makePhoto, makeProduct } from '../../support/catalogue.ts';
import { collectErrors } from '../../support/collect-errors.ts';
import { makeEdited } from '../../support/edited-collections.ts';
import { type GatewayAnswer, type Sent, startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call, base } = await startGateway();
const { admin: token } = await staffTokens(payload);
const photo = await makePhoto(payload, 'A kitchen');
const product = await makeProduct(payload, { images: [photo] });
const blog = await makeEdited(payload, 'blogs');
const booking = await makeBooking(payload, await makeSlot(payload));

const UNKNOWN = '0190b5a0-0000-7000-8000-00000000dead';
const errors = collectErrors(payload);
afterEach(() => {
  errors.length = 0;
});

type Send = () => Promise<GatewayAnswer>;
const send =
  (method: string, path: string, sent: Sent = {}): Send =>
  () =>
    call(method, path, sent);
const get = (path: string) => send('GET', path, { token });
const patch = (path: string, body: unknown) => send('PATCH', path, { token, body });
const post = (path: string, body: unknown) => send('POST', path, { token, body });
const graphql = (query: string) => post('/api/graphql', { query });

const sendRaw =
  (path: string, body: BodyInit, headers: Record<string, string> = {}): Send =>
  async () => {
    const response = await fetch(base + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...headers },
      body,
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };

function uploadForm(content: string, type: string, fields = '{"alt":"A kitchen"}'): FormData {
  const form = new FormData();
  form.set('file', new File([content], 'kitchen.jpg', { type }));
  form.set('_payload', fields);
  return form;
}

/** Lists all values of `path` in a response, because each API reports refused fields in another place. */
function listPaths(answer: unknown): string[] {
  if (Array.isArray(answer)) return answer.flatMap(listPaths);
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([key, value]) =>
    key === 'path' && typeof value === 'string' ? [value] : listPaths(value),
  );
}

/** JSON filters with a wrong structure, at each level. */
const MALFORMED_FILTERS = ['null', '5', '"x"', 'true', '[]', '[5]'].flatMap((wrong) => [
  ...(wrong === 'null' ? [] : [wrong]),
  ...(wrong === '[]' ? [] : [`{"and":${wrong}}`, `{"or":${wrong}}`]),
  ...[`{"and":[${wrong}]}`, `{"or":[{"and":[${wrong}]}]}`, `{"title":${wrong}}`, `{"or":[{"title":${wrong}}]}`],
  `{"range":{"contains":{"and":[${wrong}]}}}`,
]);

/** Requests that are refused because of one field or parameter. */
const BY_FIELD: Record<string, [field: string, send: Send]> = {
  'a page number below 1': ['page', get('/api/products?page=-1')],
  'a page that is not a number': ['page', get('/api/products?page=x')],
  'an extremely large page number': ['page', get('/api/products?page=1e300')],
  'a page number of versions below 1': ['page', get('/api/products/versions?page=-1')],
  'a text in place of a filter': ['where', get('/api/products?where=x')],
  'a number in place of a filter': ['where', get('/api/products?where=5')],
  'a text in place of the filter of a count': ['where', get('/api/products/count?where=x')],
  ...Object.fromEntries(
    MALFORMED_FILTERS.map((where): [string, [string, Send]] => [
      `the filter ${where}`,
      ['where', send('GET', `/api/products?where=${encodeURIComponent(where)}`)],
    ]),
  ),
  'a filter for customers with an empty entry': ['where', get('/api/customers?where={"and":[null]}')],
  'a bulk edit with a malformed filter': ['where', patch('/api/products?where={"title":5}', { title: 'x' })],
  'a bulk deletion with a malformed filter': ['where', send('DELETE', '/api/products?where={"and":[5]}', { token })],
  'a filter with a list as operand': ['title.equals', get('/api/products?where={"title":{"equals":[]}}')],
  'a filter with an object as operand': ['price.equals', get('/api/products?where={"price":{"equals":{}}}')],
  'a date that does not exist': [
    'createdAt.equals',
    get('/api/products?where[createdAt][equals]=2026-02-30T00:00:00.000Z'),
  ],
  'a date that does not exist, in a list': ['createdAt.in', get('/api/products?where[createdAt][in]=2026-02-30')],
  'a date before the year 1': ['createdAt.less_than', get('/api/products?where[createdAt][less_than]=0000-01-01')],
  'a date after the year 9999': [
    'createdAt.less_than',
    get('/api/products?where[createdAt][less_than]=%2B275760-09-13'),
  ],
  'a text in place of a number': ['price.equals', get('/api/products?where[price][equals]=x')],
  'a text in place of a number, in a list': ['price.in', get('/api/products?where[price][in]=5,x')],
  'an option that does not exist': ['category.equals', get('/api/products?where[category][equals]=BATHROOM')],
  'a field that does not exist': ['secret', get('/api/products?where[secret][equals]=1')],
  'a sort by a field that is not readable': ['author.hash', get('/api/blogs?sort=author.hash')],
  'a missing required field': [
    'name',
    post('/api/showrooms', { address: '1 High Street', postcode: 'SW4 7AA', slug: 'a' }),
  ],
  'a relation that is not an id': ['customer', patch(`/api/bookings/${booking.id}`, { customer: 'nope' })],
  'a relation to an unknown document': ['customer', patch(`/api/bookings/${booking.id}`, { customer: UNKNOWN })],
  'a relation in a group that is not an id': ['seo.image', patch(`/api/blogs/${blog.id}`, { seo: { image: 'nope' } })],
  'a relation in a group to an unknown document': [
    'seo.image',
    patch(`/api/blogs/${blog.id}`, { seo: { image: UNKNOWN } }),
  ],
  'a relation in a list that is not an id': ['colours', patch(`/api/products/${product.id}`, { colours: ['nope'] })],
  'a relation in a list to an unknown document': [
    'colours',
    patch(`/api/products/${product.id}`, { colours: [UNKNOWN] }),
  ],
  'a relation of a draft to an unknown document': [
    'range',
    patch(`/api/products/${product.id}?draft=true`, { range: UNKNOWN }),
  ],
  'a relation of a setting that is not an id': [
    'closedDays.0.showroom',
    post('/api/globals/availability', { closedDays: [{ date: '2026-12-25', showroom: 'nope' }] }),
  ],
  'a field with a date that does not exist': [
    'createdAt',
    patch(`/api/blogs/${blog.id}`, { createdAt: '2026-02-30T00:00:00.000Z' }),
  ],
  'a field with a date before the year 1': [
    'publishedAt',
    patch(`/api/blogs/${blog.id}`, { publishedAt: '0000-01-01' }),
  ],
  'a form whose fields are not JSON': ['_payload', sendRaw('/api/media', uploadForm('text', 'image/jpeg', '{'))],
  'terms that are not accepted': [
    'acceptTerms',
    post('/v1/auth/register', {
      ...{ email: 'ada@example.com', password: 'a long password', firstName: 'Ada', lastName: 'Low' },
      acceptTerms: false,
    }),
  ],
};

test.each(Object.entries(BY_FIELD))(
  '%s is refused with the name of the field, and no error is logged',
  async (_case, [field, send]) => {
    const { status, body } = await send();
    expect([status, listPaths(body)], JSON.stringify(body)).toEqual([400, [field]]);
    expect(errors).toEqual([]);
  },
);

const login = { email: 'admin@example.com', password: 'wrong password' };

/** Requests that are refused as a whole. */
const OF_REQUEST: Record<string, [status: number, send: Send]> = {
  'a wrong password of staff': [401, send('POST', '/api/users/login', { body: login })],
  'a wrong password of a customer': [401, send('POST', '/v1/auth/login', { body: login })],
  'an invalid token': [401, send('GET', '/v1/appointments', { token: 'x' })],
  'a picture that is in use': [400, send('DELETE', `/api/media/${photo}`, { token })],
  'a list that the public may not read': [403, send('GET', '/api/customers')],
  'a setting that the public may not write': [403, send('POST', '/api/globals/settings', { body: {} })],
  'a document that does not exist': [404, send('GET', `/api/products/${UNKNOWN}`)],
  'a document with an invalid id': [404, send('GET', '/api/products/none')],
  'a change of a document that does not exist': [404, patch(`/api/products/${UNKNOWN}`, { title: 'x' })],
  'a version with an invalid id': [404, get('/api/products/versions/none')],
  'a route that does not exist': [404, send('GET', '/api/nothing')],
  'a body that is not JSON': [400, sendRaw('/api/products', '{', { 'content-type': 'application/json' })],
  'a body for customers that is not JSON': [
    400,
    sendRaw('/v1/auth/login', '{', { 'content-type': 'application/json' }),
  ],
  'a text in place of a picture': [415, sendRaw('/api/media', uploadForm('text', 'image/jpeg'))],
  'a malformed form': [400, sendRaw('/api/media', 'x', { 'content-type': 'multipart/form-data; boundary=b' })],
  'a form without a file': [400, sendRaw('/api/media', new URLSearchParams({ a: 'b' }))],
  'an invalid reset link': [403, post('/api/users/reset-password', { token: 'x', password: 'a long password' })],
};

test.each(Object.entries(OF_REQUEST))('%s is refused, and no error is logged', async (_case, [expected, send]) => {
  const { status, body } = await send();
  expect(status, JSON.stringify(body)).toBe(expected);
  expect(errors).toEqual([]);
});

const GRAPHQL: Record<string, string> = {
  'a query that does not match the schema': '{ Nothing { id } }',
  'a page number below 1': '{ Products(page: -1) { docs { id } } }',
  'a filter with an empty entry': '{ Products(where: { AND: [null] }) { docs { id } } }',
  'a filter with an empty condition': '{ Products(where: { price: null }) { docs { id } } }',
  'a date that does not exist': '{ Products(where: { createdAt: { equals: "2026-02-30" } }) { docs { id } } }',
  'a filter on a relation that is not an id': '{ Products(where: { range: { equals: "x" } }) { docs { id } } }',
  'a picture that is in use': `mutation { deleteMedium(id: "${photo}") { id } }`,
  'a document that does not exist': `mutation { deleteProduct(id: "${UNKNOWN}") { id } }`,
  'a relation that is not an id': `mutation { updateProduct(id: "${product.id}", data: { range: "nope" }) { id } }`,
  'a relation to an unknown document': `mutation { updateProduct(id: "${product.id}", data: { range: "${UNKNOWN}" }) { id } }`,
};

test.each(Object.entries(GRAPHQL))('%s is refused through GraphQL, and no error is logged', async (_case, query) => {
  const { body } = await graphql(query)();
  const { errors: refused = [] } = body as { errors?: { extensions?: { statusCode?: number } }[] };
  expect(refused.length, JSON.stringify(body)).toBeGreaterThan(0);
  for (const { extensions } of refused) expect(extensions?.statusCode ?? 400, JSON.stringify(body)).toBeLessThan(500);
  expect(errors).toEqual([]);
});

test('refused changes of several documents log no error', async () => {
  const { status, body } = await patch('/api/products?where[id][exists]=true', { range: UNKNOWN })();
  expect([status, listPaths(body)]).toEqual([400, ['range']]);
  expect(errors).toEqual([]);
});
