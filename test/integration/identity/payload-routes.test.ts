import { type AddressInfo, createServer, type Socket } from 'node:net';
import { sql } from '@payloadcms/db-postgres';
import { GRAPHQL_POST } from '@payloadcms/next/routes';
import { handleEndpoints } from 'payload';
import { afterAll, describe, expect, it } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { ensureFirstAdmin } from '../../../src/services/identity/staff.ts';
import { until } from '../../support/until.ts';
import { makePerson, PASSWORD, signIn, startIdentitySite } from './identity-site.ts';

/** The connections to a mail server that never responds. */
const callers: Socket[] = [];
const mailServer = createServer((socket) => callers.push(socket));
await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve));
afterAll(() => {
  for (const socket of callers) socket.destroy();
  mailServer.close();
});

const site = await startIdentitySite({ SMTP_URL: `smtp://127.0.0.1:${(mailServer.address() as AddressInfo).port}` });
const { payload } = site;
const person = await makePerson(payload);
const other = await makePerson(payload);
const { accessToken } = await signIn(site, person);

/** Calls Payload's own REST routes. */
async function api(route: string, { body, token }: { body?: object; token?: string } = {}) {
  const [method, path] = route.split(' ');
  const response = await handleEndpoints({
    config: payload.config,
    request: new Request(`http://localhost:3000${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: body && JSON.stringify(body),
    }),
  });
  return { status: response.status, cookie: response.headers.get('set-cookie'), body: await response.json() };
}

describe("Payload's auth routes for customers", () => {
  const credentials = { email: person.email, password: PASSWORD };
  it.each([
    'GET /api/customers/me',
    'GET /api/customers/init',
    'POST /api/customers/logout',
    'POST /api/customers/refresh-token',
    'POST /api/customers/login',
    'POST /api/customers/forgot-password',
    'POST /api/customers/reset-password',
    'POST /api/customers/unlock',
    'POST /api/customers/verify/abc',
    'POST /api/customers/first-register',
  ])('refuse %s, even to the customer, and set no cookie', async (route) => {
    const body = route.startsWith('POST') ? credentials : undefined;
    for (const token of [undefined, accessToken]) {
      const answer = await api(route, { body, token });
      expect([403, 404]).toContain(answer.status);
      expect(answer.cookie).toBeNull();
      expect(JSON.stringify(answer.body)).not.toContain(person.email);
    }
  });
});

describe('a customer who calls /api', () => {
  it('can read only their own row, without a hash', async () => {
    const { status, body } = await api('GET /api/customers', { token: accessToken });
    expect([status, body.docs.map(({ id }: { id: string }) => id)]).toEqual([200, [person.userId]]);
    expect(JSON.stringify(body)).not.toMatch(/hash|salt|\$2b\$/i);
    expect((await api(`GET /api/customers/${other.userId}`, { token: accessToken })).status).toBe(404);
    expect((await api('GET /api/customers')).status).toBe(403);
    expect((await api('GET /api/users', { token: accessToken })).status).toBe(403);
  });

  it.each(['PATCH', 'DELETE'])('cannot %s even their own row', async (method) => {
    const body = method === 'PATCH' ? { emailVerified: true, firstName: 'X' } : undefined;
    expect((await api(`${method} /api/customers/${person.userId}`, { token: accessToken, body })).status).toBe(403);
  });

  it('finds no mutation of customers in GraphQL', async () => {
    const query = '{ __type(name: "Mutation") { fields { name } } }';
    const response = await GRAPHQL_POST(payload.config)(
      new Request('http://localhost:3000/api/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }),
    );
    const { data } = await response.json();
    const names: string[] = data.__type.fields.map(({ name }: { name: string }) => name);
    expect(names).toContain('loginUser');
    expect(names.filter((name) => name.includes('Customer'))).toEqual([]);
  });
});

describe('members of staff', () => {
  const admin = { email: 'admin@lomashwood.local', password: 'an admin password' };

  it('cannot be created by the first visitor of the site', async () => {
    expect(
      (await api('POST /api/users/first-register', { body: { ...admin, name: 'Mallory', role: 'admin' } })).status,
    ).toBe(403);
    expect(await payload.count({ collection: 'users' })).toEqual({ totalDocs: 0 });
  });

  it('include exactly one first admin, even if concurrent processes create the first admin', async () => {
    const results = await Promise.all(Array.from({ length: 4 }, () => ensureFirstAdmin(payload, admin)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await ensureFirstAdmin(payload, { ...admin, email: 'second@lomashwood.local' })).toBe(false);
    expect(await payload.count({ collection: 'users' })).toEqual({ totalDocs: 1 });
    expect((await api('POST /api/users/login', { body: admin })).status).toBe(200);
  });

  it('who do not exist are refused as slowly as those with a wrong password', async () => {
    const login = async (email: string) => {
      const started = performance.now();
      const { status, body } = await api('POST /api/users/login', { body: { email, password: 'the wrong one' } });
      return { ms: performance.now() - started, status, body };
    };
    await ensureFirstAdmin(payload, admin);
    const [wrong, unknown] = [await login(admin.email), await login('nobody@lomashwood.local')];
    expect([unknown.status, unknown.body]).toEqual([401, wrong.body]);
    expect(unknown.ms).toBeGreaterThan(wrong.ms / 3);
  });

  it('who have forgotten their password get the same response as strangers, before any e-mail is sent', async () => {
    await ensureFirstAdmin(payload, admin);
    const forget = (email?: unknown) => api('POST /api/users/forgot-password', { body: { email } });
    const [known, unknown] = [await forget(admin.email.toUpperCase()), await forget('nobody@lomashwood.local')];
    expect(known).toEqual({ status: 200, cookie: null, body: { message: 'Success' } });
    expect(unknown).toEqual(known);
    // The worker sends the e-mail, so no request waits for the mail server.
    const where = { topic: { equals: 'staff.password_reset_requested' } } as const;
    const count = async () => (await payload.count({ collection: 'domain-events', where })).totalDocs;
    await until(async () => (await count()) === 1, 'the event');
    expect(callers).toEqual([]);
    expect((await api('POST /api/users/login', { body: admin })).status).toBe(200);
    const { rows } = await database(payload).execute(sql`SELECT token_hash FROM staff_reset_tokens`);
    expect(rows).toEqual([{ token_hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    for (const email of [undefined, '  ', ['a@example.com']]) expect((await forget(email)).status).toBe(400);
  });

  it('have tokens that customer routes do not accept', async () => {
    await ensureFirstAdmin(payload, admin);
    const { body } = await api('POST /api/users/login', { body: admin });
    const answer = await site.call('GET /v1/me', { token: body.token });
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });
});
