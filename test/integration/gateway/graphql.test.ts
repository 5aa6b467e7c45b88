import { afterAll, expect, it } from 'vitest';
import { makeProduct } from '../../support/catalogue.ts';
import { startSite } from '../../support/site.ts';
import { asStaff } from './gateway-site.ts';
import { startWebProcess } from './web-process.ts';

const { payload, environment } = await startSite();
const web = await startWebProcess({ ...environment, NODE_ENV: 'production' });
afterAll(web.stop);
const admin = await asStaff(payload, 'admin');

type Answer = { data?: Record<string, unknown>; errors?: { message: string; extensions?: Record<string, unknown> }[] };

async function query(text: string, headers: Record<string, string> = {}, variables?: object): Promise<Answer> {
  const response = await fetch(`${web.base}/api/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: text, variables }),
  });
  return (await response.json()) as Answer;
}

it('GraphQL serves staff', async () => {
  expect(await query('{ meUser { user { role } } Bookings { totalDocs } }', admin)).toEqual({
    data: { meUser: { user: { role: 'admin' } }, Bookings: { totalDocs: 0 } },
  });
});

it('GraphQL generates the slug of a document that is sent without a slug', async () => {
  expect(await query('mutation { createRange(data: { name: "Old Oak" }) { slug } }', admin)).toEqual({
    data: { createRange: { slug: 'old-oak' } },
  });
});

it('a GraphQL update may omit fields with a default value, and does not change them', async () => {
  const retention = { bookingMonths: 7, brochureRequestMonths: 8, eventMonths: 9, unverifiedAccountDays: 10 };
  await payload.updateGlobal({ slug: 'settings', data: { retention } });
  const text = `mutation { updateSetting(data: { teamEmails: { kitchen: "kitchen@example.com" } }) {
    teamEmails { kitchen } retention { bookingMonths brochureRequestMonths eventMonths unverifiedAccountDays } } }`;
  expect(await query(text, admin)).toEqual({
    data: { updateSetting: { teamEmails: { kitchen: 'kitchen@example.com' }, retention } },
  });
  const product =
    'mutation { createProduct(data: { title: "Oak", category: KITCHEN, price: 100 }) { currency stock } }';
  expect(await query(product, admin)).toEqual({ data: { createProduct: { currency: 'GBP', stock: 0 } } });
});

it('GraphQL responses to reads are compressed, except those that may contain a token or repeat the request', async () => {
  const coding = async (text: string) => {
    const headers = { 'content-type': 'application/json', 'accept-encoding': 'gzip', ...admin };
    const response = await fetch(`${web.base}/api/graphql`, {
      ...{ method: 'POST', headers, body: JSON.stringify({ query: text }) },
    });
    const size = (await response.text()).length;
    expect([response.status, size > 1000]).toEqual([200, true]);
    return [response.headers.get('content-encoding'), response.headers.get('vary')];
  };
  const product = await makeProduct(payload, { title: 't'.repeat(150) });
  const titles = Array.from({ length: 8 }, (_, i) => `t${i}: title`).join(' ');
  const id = `id: "${product.id}"`;
  expect(await coding(`{ Product(${id}) { ${titles} } }`)).toEqual(['gzip', 'Origin, Accept-Encoding']);
  expect(await coding(`{ Product(${id}) { ${titles} } meUser { token } }`)).toEqual([null, 'Origin']);
  expect(await coding(`mutation { updateProduct(${id}, data: {}) { ${titles} } }`)).toEqual([null, 'Origin']);
});

it('GraphQL refuses anonymous callers the same operations as REST', async () => {
  const { data, errors } = await query('{ Users { docs { email } } }');
  expect(data).toEqual({ Users: null });
  expect(errors?.[0]).toMatchObject({ message: expect.stringMatching(/not allowed/), extensions: { statusCode: 403 } });
});

const nested = '{ Bookings { docs { slot { showroom { openingHours { day } } } } } }';

it.each([
  ['lists', '{ Bookings(limit: 100000) { totalDocs } }', '"limit" must be 1 to 100.'],
  [
    'the documents of all lists together',
    `query ($all: Int = 100) { ${Array.from({ length: 4 }, (_, i) => `a${i}: Bookings(limit: $all) { totalDocs }`).join(' ')} ...more }
     fragment more on Query { b: Bookings(limit: 95) { totalDocs } c: Bookings { totalDocs } }`,
    'The lists could return 505 documents in total; at most 500 are allowed. Lower their limits.',
  ],
  ['lists without pages', '{ Bookings(pagination: false) { totalDocs } }', 'A "limit" is required without pagination.'],
  [
    'root fields',
    `{ ${Array.from({ length: 21 }, (_, i) => `a${i}: countUsers { totalDocs }`).join(' ')} }`,
    'A request may have at most 20 queries or mutations.',
  ],
  [
    'sign-in',
    'mutation { a: loginUser(email: "a", password: "b") { token } }',
    'This mutation is available only through REST, such as POST /api/users/login.',
  ],
  ['depth', '{ a { b { c { d { e { f { g { h { i } } } } } } } } }', 'The query is nested deeper than 8 levels.'],
  [
    'complexity',
    `{ ${Array.from({ length: 300 }, (_, i) => `a${i}: countUsers { totalDocs }`).join(' ')} }`,
    'complexity',
  ],
  ['tokens', `{ ${'a '.repeat(2001)} }`, 'more that 2000 tokens'],
  ['introspection', '{ __schema { types { name } } }', 'introspection is not allowed'],
])('GraphQL limits %s', async (_case, text, message) => {
  const { data, errors } = await query(text, admin);
  expect(data).toBeUndefined();
  expect(errors?.map((error) => error.message).join('\n')).toContain(message);
});

it('GraphQL has no queries for permissions', async () => {
  const { errors } = await query('{ Access { canAccessAdmin } }', admin);
  expect(errors?.[0]?.message).toMatch(/^Cannot query field "Access"/);
});

it('GraphQL accepts an ordinary nested query', async () => {
  expect((await query(nested, admin)).errors).toBeUndefined();
});

it('GraphQL refuses fragments that multiply, without expanding them', async () => {
  const fragments = Array.from({ length: 40 }, (_, i) => `fragment f${i} on Booking { ...f${i + 1} ...f${i + 1} }`);
  const bomb = `{ Bookings { docs { ...f0 } } } ${fragments.join(' ')} fragment f40 on Booking { id }`;
  const { errors } = await query(bomb, admin);
  expect(errors?.[0]?.message).toBe('The query asks for more than 1000 fields.');
});

it('GraphQL reports an invalid variable as a client error', async () => {
  const { errors } = await query('query ($n: Int!) { Bookings(limit: $n) { totalDocs } }', admin, { n: 'x' });
  expect(errors?.[0]?.message).toMatch(/limit|\$n/);
});

it('GraphQL accepts only POST requests', async () => {
  const response = await fetch(`${web.base}/api/graphql?query={__typename}`);
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
});

it('GraphQL has no playground in production', async () => {
  expect((await fetch(`${web.base}/api/graphql-playground`)).status).toBe(404);
});
