import { readFileSync } from 'node:fs';
import { sql } from '@payloadcms/db-postgres';
import { createLocalReq, type PayloadRequest, type TypedUser } from 'payload';
import { describe, expect, test } from 'vitest';
import { canEdit } from '../../../src/access/payload-collections.ts';
import type { Role } from '../../../src/access/roles.ts';
import { database } from '../../../src/database/transaction.ts';
import { canSchedule } from '../../../src/services/content/blog/publication-rules.ts';
import { collectErrors } from '../../support/collect-errors.ts';
import { makeEdited } from '../../support/edited-collections.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
const errors = collectErrors(payload);
const staff = await staffTokens(payload);
const customer = await customerToken(payload);

const readUser = async (role: Role) => {
  const where = { email: { equals: `${role}@example.com` } };
  const { docs } = await payload.find({ collection: 'users', where, limit: 1 });
  return { ...docs[0], collection: 'users' } as TypedUser;
};
const asStaff = async (role: Role): Promise<PayloadRequest> => createLocalReq({ user: await readUser(role) }, payload);

describe('preferences', () => {
  const path = '/api/payload-preferences/anything';

  test('are for staff only', async () => {
    const body = { value: { a: 'b' } };
    for (const method of ['GET', 'POST', 'DELETE'])
      expect((await call(method, path, { token: customer, body: method === 'GET' ? undefined : body })).status).toBe(
        403,
      );
    for (const method of ['POST', 'DELETE']) expect((await call(method, path, { body })).status, method).toBe(401);
    expect((await call('GET', path)).body).toEqual({ message: 'Not Found', value: null });
    expect((await payload.count({ collection: 'payload-preferences' })).totalDocs).toBe(0);
    expect((await call('POST', path, { token: staff.analyst, body })).status).toBe(200);
    expect((await call('GET', path, { token: staff.analyst })).body).toMatchObject({ value: { a: 'b' } });
  });

  test('have a maximum size, and cannot be written through the routes of their collection', async () => {
    const token = staff.analyst;
    const large = await call('POST', '/api/payload-preferences/large', { token, body: { value: 'x'.repeat(33_000) } });
    expect(large.status).toBe(400);
    const long = await call('POST', `/api/payload-preferences/${'k'.repeat(201)}`, { token, body: { value: 1 } });
    expect(long.status).toBe(400);
    const user = await readUser('analyst');
    const more = { key: 'more', value: {}, user: { relationTo: 'users', value: user.id } };
    expect((await call('POST', '/api/payload-preferences', { token, body: more })).status).toBe(403);
    expect(
      (await call('PATCH', '/api/payload-preferences?where[key][equals]=anything', { token, body: { value: 1 } }))
        .status,
    ).toBe(403);
    const kept = await payload.find({ collection: 'payload-preferences' });
    expect(kept.docs.map(({ key }) => key)).toEqual(['anything']);
  });

  test('can be deleted by their owner; a request to delete preferences that do not exist gets 404', async () => {
    const token = staff['content-manager'];
    expect((await call('DELETE', path, { token })).status).toBe(404);
    await call('POST', path, { token, body: { value: 1 } });
    expect((await call('DELETE', path, { token })).status).toBe(200);
  });

  test('are limited to 2,000 for one user', async () => {
    const { id } = await readUser('sales');
    await database(payload).execute(sql`
      WITH made AS (
        INSERT INTO payload_preferences (id, key, value) SELECT gen_random_uuid(), 'k' || n, '1' FROM generate_series(1, 2000) AS n
        RETURNING id)
      INSERT INTO payload_preferences_rels (parent_id, path, users_id) SELECT id, 'user', ${id} FROM made`);
    const put = (key: string) =>
      call('POST', `/api/payload-preferences/${key}`, { token: staff.sales, body: { value: 2 } });
    expect((await put('one-more')).status).toBe(400);
    expect((await put('k1999')).status).toBe(200);
  });
});

test('nobody may edit a document that does not exist', async () => {
  const req = await asStaff('admin');
  const { id } = await makeEdited(payload, 'products');
  expect(await canEdit(req, { collection: 'products', id })).toBe(true);
  expect(await canEdit(req, { collection: 'products', id: '0190b5a0-0000-7000-8000-00000000dead' })).toBe(false);
});

describe('document locks', () => {
  const path = '/api/payload-locked-documents';
  const createLock = async (role: Role, document: { relationTo: 'products'; value: string }) => {
    const { id } = await readUser(role);
    const data = { document, user: { relationTo: 'users' as const, value: id } };
    return (await payload.create({ collection: 'payload-locked-documents', data })) as { id: string };
  };

  test('cannot be created over HTTP by anybody', async () => {
    const product = await makeEdited(payload, 'products');
    const { id } = await readUser('admin');
    for (const token of [customer, staff.analyst, staff.admin]) {
      const user = { relationTo: 'users', value: id };
      const body = { document: { relationTo: 'products', value: product.id }, user };
      expect((await call('POST', path, { token, body })).status).toBe(403);
    }
    const edited = await call('PATCH', `/api/products/${product.id}`, {
      token: staff['content-manager'],
      body: { price: 2 },
    });
    expect(edited.status).toBe(200);
  });

  test('can be taken over by editors in their own name, and deleted by their owner', async () => {
    const product = await makeEdited(payload, 'products');
    const { id } = await createLock('admin', { relationTo: 'products', value: product.id });
    const [editor, analyst, admin] = [
      await readUser('content-manager'),
      await readUser('analyst'),
      await readUser('admin'),
    ];
    const take = (token: string, user: TypedUser, more = {}) =>
      call('PATCH', `${path}/${id}`, { token, body: { user: { relationTo: 'users', value: user.id }, ...more } });
    expect((await take(staff.analyst, analyst)).status).toBe(403);
    expect((await take(staff['content-manager'], admin)).status).toBe(403);
    expect((await take(staff['content-manager'], editor, { globalSlug: 'settings' })).status).toBe(403);
    expect((await take(customer, editor)).status).toBe(403);
    expect((await call('DELETE', `${path}/${id}`, { token: staff['content-manager'] })).status).not.toBe(200);
    expect((await take(staff['content-manager'], editor)).status).toBe(200);
    expect((await call('DELETE', `${path}/${id}`, { token: staff.admin })).status).not.toBe(200);
    expect((await call('DELETE', `${path}/${id}`, { token: staff['content-manager'] })).status).toBe(200);
    expect((await payload.count({ collection: 'payload-locked-documents' })).totalDocs).toBe(0);
  });
});

describe('scheduled publications', () => {
  test('can be created and cancelled by those who may publish the document', async () => {
    const { id } = await makeEdited(payload, 'blogs');
    const doc = { relationTo: 'blogs', value: id };
    const input = { type: 'publish', doc } as never;
    const job = await payload.jobs.queue({ task: 'schedulePublish', input, waitUntil: new Date(Date.now() + 9e6) });
    for (const [role, may] of [
      ['admin', true],
      ['content-manager', true],
      ['sales', false],
      ['analyst', false],
    ] as const) {
      const req = await asStaff(role);
      expect(await canSchedule(req, { doc }), role).toBe(may);
      expect(await canSchedule(req, { doc, deleteID: job.id }), role).toBe(may);
      expect(await canSchedule(req, { deleteID: job.id }), role).toBe(may);
      expect(await canSchedule(req, {}), role).toBe(false);
      expect(await canSchedule(req, { global: 'settings' }), role).toBe(role === 'admin');
      expect(await canSchedule(req, { doc, deleteID: '0190b5a0-0000-7000-8000-00000000dead' }), role).toBe(false);
    }
    expect(await canSchedule(await createLocalReq({}, payload), { doc })).toBe(false);
  });
});

/**
 * What protects each of Payload's server functions from the public. `ours`: our own version of the function checks the caller.
 * `admin UI alone`: only Payload's check that the caller may use the admin UI. `staff alone`: only Payload's check that the
 * caller is a member of staff.
 */
const SERVER_FUNCTIONS: Record<string, 'ours' | 'admin UI alone' | 'staff alone'> = {
  'copy-data-from-locale': 'ours',
  'form-state': 'ours',
  'schedule-publish': 'ours',
  'get-default-layout': 'staff alone',
  'get-folder-results-component-and-data': 'staff alone',
  'get-upcoming-scheduled-publish': 'admin UI alone',
  'render-document': 'admin UI alone',
  'render-document-slots': 'staff alone',
  'render-field': 'staff alone',
  'render-list': 'admin UI alone',
  'render-widget': 'staff alone',
  slugify: 'staff alone',
  'table-state': 'admin UI alone',
};

test('the table contains every server function of Payload, and the extension overrides the functions marked as ours', () => {
  const source = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const registered = /baseServerFunctions = \{([^}]*)\}/.exec(
    source('node_modules/@payloadcms/next/dist/utilities/handleServerFunctions.js'),
  )?.[1];
  const names = [...(registered ?? '').matchAll(/^\s*'?([\w-]+)'?: /gm)].map(([, name]) => String(name));
  expect(names.sort()).toEqual(Object.keys(SERVER_FUNCTIONS).sort());
  const guarded = [...source('src/admin/server-functions.ts').matchAll(/^ {2}'([\w-]+)': /gm)].map(([, name]) => name);
  expect(guarded.sort()).toEqual(names.filter((name) => SERVER_FUNCTIONS[name] === 'ours').sort());
  expect(source('src/app/(payload)/layout.tsx')).toContain('serverFunctions }');
});

describe('redirects', () => {
  const token = staff['content-manager'];
  const make = (from: string, to: object) => call('POST', '/api/redirects', { token, body: { from, to, type: '301' } });

  test('lead only to paths of this site, and to http and https URLs', async () => {
    for (const url of ['javascript:alert(1)', '//evil.example', 'data:text/html,x', 'new'])
      expect((await make('/old-a', { type: 'custom', url })).status, url).toBe(400);
    const { id } = await makeEdited(payload, 'products');
    const hidden = await make('/old-b', {
      type: 'reference',
      reference: { relationTo: 'products', value: id },
      url: 'javascript:alert(1)',
    });
    expect(hidden).toMatchObject({ status: 201, body: { doc: { to: { url: null } } } });
    expect(await make('/old-c', { type: 'custom', url: ' https://example.com/a ' })).toMatchObject({
      status: 201,
      body: { doc: { from: '/old-c', to: { url: 'https://example.com/a' } } },
    });
    expect(JSON.stringify((await call('GET', '/api/redirects?limit=100')).body)).not.toContain('javascript');
  });

  test('store a pasted address in the form that requests are compared with', async () => {
    const target = { type: 'custom', url: '/new' };
    for (const [given, stored] of [
      ['https://www.lomashwood.co.uk/Copied/', '/copied'],
      ['Without-Slash', '/without-slash'],
      ['/slashed/', '/slashed'],
    ] as const) {
      expect(await make(given, target)).toMatchObject({ status: 201, body: { doc: { from: stored } } });
      expect((await make(stored, target)).status).toBe(400);
    }
    expect((await make('javascript:alert(1)', target)).status).toBe(400);
  });
});

test('GraphQL errors do not suggest names of the schema', async () => {
  for (const query of ['{ Product { id } }', '{ Productz { docs { titel } } }', 'query($a: Produc) { __typename }']) {
    const { body } = await call('POST', '/api/graphql', { body: { query } });
    expect(JSON.stringify(body)).toContain('errors');
    expect(JSON.stringify(body), query).not.toContain('Did you mean');
  }
});

test('staff see only the names of their colleagues; the other fields are for admins', async () => {
  const { docs } = (await call('GET', '/api/users', { token: staff['content-manager'] })).body as {
    docs: Record<string, unknown>[];
  };
  expect(docs.map(({ name }) => name).sort()).toEqual(['admin', 'analyst', 'content-manager', 'sales']);
  for (const doc of docs) {
    const own = doc.name === 'content-manager';
    expect('email' in doc, String(doc.name)).toBe(own);
    expect('role' in doc, String(doc.name)).toBe(own);
  }
  const admins = (await call('GET', '/api/users', { token: staff.admin })).body as { docs: { email?: string }[] };
  expect(admins.docs.every(({ email }) => email)).toBe(true);
  for (const query of ['where[email][like]=a', 'where[role][equals]=admin', 'sort=email'])
    expect((await call('GET', `/api/users?${query}`, { token: staff.sales })).status, query).toBe(400);
});

test('refused requests are not logged as errors', () => {
  expect(errors).toEqual([]);
});
