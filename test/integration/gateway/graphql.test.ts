import { afterAll, expect, it } from 'vitest';
import { startSite } from '../../support/site.ts';
import { asStaff } from './gateway-site.ts';
import { startWeb } from './web-process.ts';

const { payload, environment } = await startSite();
const web = await startWeb({ ...environment, NODE_ENV: 'production' });
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

it('answers staff', async () => {
  expect(await query('{ meUser { user { role } } Bookings { totalDocs } }', admin)).toEqual({
    data: { meUser: { user: { role: 'admin' } }, Bookings: { totalDocs: 0 } },
  });
});

it('makes the slug of a document that is sent without', async () => {
  expect(await query('mutation { createRange(data: { name: "Old Oak" }) { slug } }', admin)).toEqual({
    data: { createRange: { slug: 'old-oak' } },
  });
});

it('refuses strangers what REST refuses them', async () => {
  const { data, errors } = await query('{ Users { docs { email } } }');
  expect(data).toEqual({ Users: null });
  expect(errors?.[0]).toMatchObject({ message: expect.stringMatching(/not allowed/), extensions: { statusCode: 403 } });
});

const nested = '{ Bookings { docs { slot { showroom { openingHours { day } } } } } }';

it.each([
  ['lists', '{ Bookings(limit: 100000) { totalDocs } }', '"limit" must be 1 to 100.'],
  ['lists without pages', '{ Bookings(pagination: false) { totalDocs } }', 'Without pagination a "limit" is needed.'],
  [
    'what is asked at once',
    `{ ${Array.from({ length: 21 }, (_, i) => `a${i}: countUsers { totalDocs }`).join(' ')} }`,
    'More than 20 queries or mutations in one.',
  ],
  ['sign-in', 'mutation { a: loginUser(email: "a", password: "b") { token } }', 'Sign in through /api/users/login.'],
  ['depth', '{ a { b { c { d { e { f { g { h { i } } } } } } } } }', 'The query is nested deeper than 8 levels.'],
  [
    'complexity',
    `{ ${Array.from({ length: 300 }, (_, i) => `a${i}: countUsers { totalDocs }`).join(' ')} }`,
    'complexity',
  ],
  ['tokens', `{ ${'a '.repeat(2001)} }`, 'more that 2000 tokens'],
  ['introspection', '{ __schema { types { name } } }', 'introspection is not allowed'],
])('limits %s', async (_what, text, message) => {
  const { data, errors } = await query(text, admin);
  expect(data).toBeUndefined();
  expect(errors?.map((error) => error.message).join('\n')).toContain(message);
});

it('has no queries for permissions, which Payload answers with errors', async () => {
  const { errors } = await query('{ Access { canAccessAdmin } }', admin);
  expect(errors?.[0]?.message).toMatch(/^Cannot query field "Access"/);
});

it('lets an ordinary nested query pass', async () => {
  expect((await query(nested, admin)).errors).toBeUndefined();
});

it('refuses fragments that multiply, at once', async () => {
  const fragments = Array.from({ length: 40 }, (_, i) => `fragment f${i} on Booking { ...f${i + 1} ...f${i + 1} }`);
  const bomb = `{ Bookings { docs { ...f0 } } } ${fragments.join(' ')} fragment f40 on Booking { id }`;
  const { errors } = await query(bomb, admin);
  expect(errors?.[0]?.message).toBe('The query asks for more than 1000 fields.');
});

it('names a bad variable without breaking', async () => {
  const { errors } = await query('query ($n: Int!) { Bookings(limit: $n) { totalDocs } }', admin, { n: 'x' });
  expect(errors?.[0]?.message).toMatch(/limit|\$n/);
});

it('answers only POST', async () => {
  const response = await fetch(`${web.base}/api/graphql?query={__typename}`);
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
});

it('has no playground in production', async () => {
  expect((await fetch(`${web.base}/api/graphql-playground`)).status).toBe(404);
});
