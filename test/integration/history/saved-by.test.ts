import { sql } from '@payloadcms/db-postgres';
import type { PayloadRequest } from 'payload';
import { beforeAll, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { lockPublicRow } from '../../../src/hooks/published-documents.ts';
import { runDueSchedules } from '../../../src/services/content/blog/schedule-publication.ts';
import { readSaves, type Versioned } from '../../../src/services/history/read-saves.ts';
import { readStaffNames } from '../../../src/services/identity/staff.ts';
import { changeProduct, makeProduct } from '../../support/catalogue.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
const staff = await staffTokens(payload);
const editor = staff['content-manager'];

const readId = async (role: string) => {
  const { docs } = await payload.find({ collection: 'users', where: { email: { equals: `${role}@example.com` } } });
  return String(docs[0]?.id);
};

/** Lists the versions of a document as the admin UI shows them to an admin, newest first: who saved each, and its status. */
async function findSaves(collection: Versioned, id: string): Promise<string[]> {
  const user = await payload.findByID({ collection: 'users', id: await readId('admin') });
  const req = { user: { ...user, collection: 'users' }, payload } as unknown as PayloadRequest;
  const saves = await readSaves(req, { collection, id, names: await readStaffNames(payload) });
  return saves.map(({ who, status }) => `${who ? (who.name ?? who.kind) : 'nobody noted'}: ${status}`);
}

const writePost = async (body: object, token = editor) => {
  const answer = await call('POST', '/v1/blog', {
    token,
    body: { title: 'Oak', content: 'Oak.', status: 'DRAFT', ...body },
  });
  return (answer.body as { blogId: string }).blogId;
};

let productId: string;

beforeAll(async () => {
  ({ id: productId } = await makeProduct(payload));
});

test('every collection with versions records who saves them, and no global has versions', () => {
  const versioned = payload.config.collections.filter(({ versions }) => versions);
  expect(versioned.map(({ slug }) => slug).sort()).toEqual(['blogs', 'products']);
  for (const { slug, flattenedFields } of versioned) {
    expect(
      flattenedFields.map((field) => field.name),
      slug,
    ).toContain('savedBy');
  }
  expect(payload.config.globals.filter(({ versions }) => versions)).toEqual([]);
});

test('each version of a product names who saved it: a member of staff, or the system', async () => {
  await call('PATCH', `/api/products/${productId}`, { token: editor, body: { price: 200, _status: 'published' } });
  await call('PATCH', `/api/products/${productId}?draft=true`, {
    token: staff.admin,
    body: { price: 300, _status: 'draft' },
  });
  await changeProduct(payload, productId, { price: 400, _status: 'published' });
  const expected = ['system: published', 'admin: draft', 'content-manager: published', 'system: published'];
  expect(await findSaves('products', productId)).toEqual(expected);
});

test('a sale creates no version, and does not change who saved the product', async () => {
  const before = await findSaves('products', productId);
  const sold = sql`UPDATE products SET stock = stock + 1 WHERE id = ${productId} RETURNING saved_by AS "savedBy"`;
  const { rows } = await database(payload).execute<{ savedBy: string }>(sold);
  expect(rows[0]?.savedBy).toBe('system');
  expect(await findSaves('products', productId)).toEqual(before);
});

test('a restored version names the person who restored it', async () => {
  const { id } = await makeProduct(payload);
  await changeProduct(payload, id, { price: 5 });
  const { docs } = await payload.findVersions({ collection: 'products', where: { parent: { equals: id } } });
  const { status } = await call('POST', `/api/products/versions/${docs.at(-1)?.id}`, { token: editor });
  expect(status).toBe(200);
  expect((await findSaves('products', id))[0]).toMatch(/^content-manager/);
});

test('a post that is published on schedule names the person who scheduled it', async () => {
  const id = await writePost({ publishAt: new Date(Date.now() + 3_600_000).toISOString() });
  await database(payload).execute(sql`UPDATE payload_jobs SET wait_until = now() - interval '1 second'`);
  await runDueSchedules(payload);
  expect(await findSaves('blogs', id)).toEqual(['content-manager: published', 'content-manager: draft']);
});

test('a client cannot set who saved a version', async () => {
  const body = { title: 'Ash', savedBy: await readId('admin') };
  const id = await writePost({});
  await call('PATCH', `/api/blogs/${id}`, { token: editor, body });
  expect((await payload.findByID({ collection: 'blogs', id })).savedBy).toBe(await readId('content-manager'));
});

test('versions and documents remain after the account of the person who saved them is deleted', async () => {
  const data = { email: 'leaver@example.com', password: 'a long password', name: 'Leaver', role: 'admin' as const };
  const { id: leaver } = await payload.create({ collection: 'users', data });
  const login = await call('POST', '/api/users/login', { body: data });
  const id = await writePost({ status: 'PUBLISHED' }, (login.body as { token: string }).token);
  expect(await findSaves('blogs', id)).toEqual(['Leaver: published']);
  const { updatedAt } = await payload.findByID({ collection: 'blogs', id });
  await database(payload).execute(sql`DELETE FROM users WHERE id = ${leaver}`);
  expect(await findSaves('blogs', id)).toEqual(['staff: published']);
  expect((await payload.findByID({ collection: 'blogs', id })).updatedAt).toBe(updatedAt);
});

test('a version of an old release, which did not record who saved it, names nobody', async () => {
  const id = await writePost({});
  await database(payload).execute(sql`UPDATE _blogs_v SET version_saved_by = NULL WHERE parent_id = ${id}`);
  expect(await findSaves('blogs', id)).toEqual(['nobody noted: draft']);
});

test('the public and customers cannot read who saved a version', async () => {
  const editorId = await readId('content-manager');
  const postId = await writePost({ title: 'Public', status: 'PUBLISHED' });
  await call('PATCH', `/api/products/${productId}`, { token: editor, body: { price: 7, _status: 'published' } });
  for (const token of [undefined, await customerToken(payload)]) {
    const query = '{ Products { docs { id savedBy } } Blogs { docs { id savedBy } } }';
    const graph = await call('POST', '/api/graphql', { token, body: { query } });
    expect(JSON.stringify(graph.body)).not.toMatch(/"savedBy":"/);
    for (const path of [
      ...[`/api/products/${productId}`, `/api/blogs/${postId}`, '/api/products?select[savedBy]=true'],
      ...[`/v1/products/${productId}`, `/v1/blog/${postId}`],
    ]) {
      const { status, body } = await call('GET', path, { token });
      expect(status, path).toBe(200);
      expect(JSON.stringify(body), path).not.toMatch(/savedBy|saved_by/);
    }
    for (const collection of ['products', 'blogs']) {
      const { status } = await call('GET', `/api/${collection}?where[savedBy][equals]=${editorId}`, { token });
      expect(status, `searching ${collection}`).toBe(400);
      const versions = await call('GET', `/api/${collection}/versions`, { token });
      expect(versions.status).toBe(403);
    }
    const sorted = await call('GET', '/api/products?sort=savedBy', { token });
    expect(JSON.stringify(sorted.body)).not.toContain(editorId);
  }
  const { body } = await call('GET', `/api/products/${productId}`, { token: editor });
  expect(body).toMatchObject({ savedBy: editorId });
});

test('a save by another person that changes nothing does not change the pages of the website', async () => {
  const readPublicRow = async (id: string) => withTransaction(payload, (req) => lockPublicRow(req, 'blogs', id));
  const id = await writePost({ title: 'Same', status: 'PUBLISHED' });
  const before = await readPublicRow(id);
  await call('PATCH', `/api/blogs/${id}`, { token: staff.admin, body: { title: 'Same', _status: 'published' } });
  expect((await payload.findByID({ collection: 'blogs', id })).savedBy).toBe(await readId('admin'));
  expect(await readPublicRow(id)).toEqual(before);
});
