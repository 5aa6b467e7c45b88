import { sql } from '@payloadcms/db-postgres';
import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import type { Brochure } from '../../../src/payload-types.ts';
import { createPdf, createRequestBody, makeBrochure } from '../../support/brochures.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { createForm, createPng, type Upload } from '../../support/media.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';

const site = await startGateway();
const { payload, base, call } = site;
const { sales, analyst, ...editors } = await staffTokens(payload);
const editor = editors['content-manager'];
const { storage } = runtimeOf(payload);
const db = database(payload);

beforeEach(async () => {
  await db.execute(sql`DELETE FROM brochures`);
});

const state = async () => {
  const { rows } = await db.execute<{ title: string; isDefault: boolean }>(
    sql`SELECT title, is_default AS "isDefault" FROM brochures ORDER BY title`,
  );
  return Object.fromEntries(rows.map(({ title, isDefault }) => [title, isDefault]));
};

const patch = (id: string, body: Partial<Brochure>) => call('PATCH', `/api/brochures/${id}`, { token: editor, body });

async function send(upload: Upload, token = editor) {
  const headers = { authorization: `Bearer ${token}` };
  const form = createForm({ name: 'a.pdf', type: 'application/pdf', ...upload });
  const response = await fetch(`${base}/api/brochures`, { method: 'POST', headers, body: form });
  return { status: response.status, body: await response.json() };
}

const titled = (title: string) => ({ _payload: JSON.stringify({ title }) });

describe('the default brochure', () => {
  test('is automatically the first brochure, and does not change when further brochures are created', async () => {
    await makeBrochure(payload, { title: 'A' });
    await makeBrochure(payload, { title: 'B' });
    expect(await state()).toEqual({ A: true, B: false });
  });

  test('is replaced when another brochure becomes the default', async () => {
    const { id } = await makeBrochure(payload, { title: 'A' });
    await makeBrochure(payload, { title: 'B', isDefault: true });
    expect(await state()).toEqual({ A: false, B: true });
    expect(await patch(id, { isDefault: true })).toMatchObject({ status: 200, body: { doc: { isDefault: true } } });
    expect(await state()).toEqual({ A: true, B: false });
  });

  test('is exactly one brochure, even if concurrent requests make many brochures the default', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, (_, i) => makeBrochure(payload, { title: `${i}` })));
    expect(Object.values(await state()).filter(Boolean)).toHaveLength(1);
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all(made.map(({ id }) => patch(id, { isDefault: true })));
      expect(answers.map(({ status }) => status)).toEqual(made.map(() => 200));
    }
    expect(Object.values(await state()).filter(Boolean)).toHaveLength(1);
  });

  test('cannot be unticked, archived or deleted while other brochures are offered', async () => {
    const { id } = await makeBrochure(payload, { title: 'A' });
    const other = await makeBrochure(payload, { title: 'B' });
    expect((await patch(id, { isDefault: false })).status).toBe(400);
    expect((await patch(id, { archivedAt: new Date().toISOString() })).status).toBe(400);
    const refused = await call('DELETE', `/api/brochures/${id}`, { token: editor });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('archive this one instead');
    expect(await state()).toEqual({ A: true, B: false });
    expect((await patch(other.id, { archivedAt: new Date().toISOString() })).status).toBe(200);
    expect(
      (await call('DELETE', `/api/brochures/${id}`, { token: editor })).status,
      'deletes the only offered brochure',
    ).toBe(400);
    expect(await state()).toEqual({ A: true, B: false });
  });

  test('can be deleted only after another brochure is the default and if no request refers to it', async () => {
    const { id } = await makeBrochure(payload, { title: 'A' });
    const request = await payload.create({
      collection: 'brochure-requests',
      data: { ...createRequestBody(), brochure: id } as never,
      depth: 0,
    });
    await db.execute(sql`UPDATE brochure_requests SET brochure_id = ${id} WHERE id = ${request.id}`);
    await makeBrochure(payload, { title: 'B', isDefault: true });
    const refused = await call('DELETE', `/api/brochures/${id}`, { token: editor });
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([
      400,
      expect.stringContaining('Archive it instead'),
    ]);
    expect(await state()).toEqual({ A: false, B: true });
    await db.execute(sql`DELETE FROM brochure_requests WHERE id = ${request.id}`);
    expect((await call('DELETE', `/api/brochures/${id}`, { token: editor })).status).toBe(200);
    expect(await state()).toEqual({ B: true });
  });

  test('is enforced by the database, too', async () => {
    await makeBrochure(payload, { title: 'A' });
    await makeBrochure(payload, { title: 'B' });
    const refused = (statement: ReturnType<typeof sql>, constraint: string) =>
      expect(db.execute(statement)).rejects.toMatchObject({ constraint });
    await refused(sql`UPDATE brochures SET is_default = false`, 'brochures_have_default');
    await refused(sql`DELETE FROM brochures WHERE is_default`, 'brochures_have_default');
    await refused(sql`UPDATE brochures SET archived_at = now() WHERE is_default`, 'brochures_default_is_offered');
    expect(await state()).toEqual({ A: true, B: false });
    await db.execute(sql`UPDATE brochures SET is_default = true WHERE title = 'B'`);
    expect(await state()).toEqual({ A: false, B: true });
  });

  test('exists even if the old one is deleted while another brochure is created', async () => {
    const { id } = await makeBrochure(payload, { title: 'A' });
    const outcomes = await Promise.allSettled([
      payload.delete({ collection: 'brochures', id }),
      makeBrochure(payload, { title: 'B' }),
    ]);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    const titles = await state();
    expect(Object.values(titles).filter(Boolean)).toHaveLength(Object.keys(titles).length > 0 ? 1 : 0);
  });
});

describe('the file of a brochure', () => {
  test.each([
    ['an image that claims to be a PDF', () => createPng(), 415],
    ['a text', () => Buffer.from('brochure'), 415],
    ['a PDF that is cut off', () => createPdf().subarray(0, 1500), 400],
    ['an empty file', () => Buffer.alloc(0), 400],
    ['a file with one byte too many', () => createPdf(10_485_760), 413],
  ])('is refused if it is %s', async (_, bytes, status) => {
    expect((await send({ bytes: await bytes(), fields: titled('A') })).status).toBe(status);
    expect(await state()).toEqual({});
  });

  test('is stored byte for byte, outside the public files, under a generated name', async () => {
    const bytes = createPdf(5000);
    const { status, body } = await send({ bytes, name: '../../evil.pdf', fields: titled('A') });
    expect(status).toBe(201);
    const { doc } = body as { doc: Brochure };
    expect(doc).toMatchObject({ mimeType: 'application/pdf', filesize: bytes.length, originalName: 'evil.pdf' });
    expect(doc.key).toMatch(/^brochures\/\d{4}\/[0-9a-f-]{36}\.pdf$/);
    expect(await storage.size(String(doc.key))).toBe(bytes.length);
    expect((await fetch(`${base}/media/../${doc.key}`)).status).toBe(404);
    expect((await fetch(`${base}/media/${doc.key}`)).status).toBe(404);
  });

  test('is replaced by a new file, and removed by a deletion', async () => {
    const { id, key } = await makeBrochure(payload);
    const bytes = createPdf(3000, 'second');
    const file = { data: bytes, name: 'b.pdf', mimetype: 'application/pdf', size: bytes.length };
    const changed = await payload.update({ collection: 'brochures', id, data: {}, file });
    expect(changed.key).not.toBe(key);
    await until(async () => (await storage.size(String(key))) === undefined, 'the old file to be deleted');
    expect(await storage.size(String(changed.key))).toBe(bytes.length);
    await makeBrochure(payload, { title: 'Next', isDefault: true });
    await payload.delete({ collection: 'brochures', id });
    await until(async () => (await storage.size(String(changed.key))) === undefined, 'the file to be deleted');
  });

  test('is removed when the brochure is refused after the file was stored', async () => {
    await makeBrochure(payload, { title: 'A' });
    const archived = { isDefault: true, archivedAt: new Date().toISOString() };
    await expect(makeBrochure(payload, { title: 'B', ...archived })).rejects.toThrow();
    await until(async () => {
      const { rows } = await db.execute(sql`SELECT key FROM abandoned_files`);
      return rows.length === 0;
    }, 'the abandoned file to be deleted');
    expect(await state()).toEqual({ A: true });
  });
});

describe('the public', () => {
  test('sees the title and cover of offered brochures, by REST and GraphQL, and nothing else', async () => {
    await makeBrochure(payload, { title: 'A' });
    const { id } = await makeBrochure(payload, { title: 'B' });
    await patch(id, { archivedAt: new Date().toISOString() });
    for (const token of [undefined, await customerToken(payload), analyst]) {
      const { body } = await call('GET', '/api/brochures', { token });
      const { docs } = body as { docs: Record<string, unknown>[] };
      expect(docs.map(({ title }) => title)).toEqual(['A']);
      const shown = Object.entries(docs[0] ?? {}).filter(([, value]) => value !== null && value !== undefined);
      expect(shown.map(([name]) => name).sort()).toEqual(['createdAt', 'id', 'title', 'updatedAt']);
    }
    const query = '{ Brochures { docs { title filename url key isDefault archivedAt filesize } } }';
    const { body } = await call('POST', '/api/graphql', { body: { query } });
    const hidden = { filename: null, url: null, key: null, isDefault: null, archivedAt: null, filesize: null };
    expect(body).toMatchObject({ data: { Brochures: { docs: [{ title: 'A', ...hidden }] } } });
  });

  test('cannot filter by fields that it does not see', async () => {
    await makeBrochure(payload, { title: 'A' });
    const { status } = await call('GET', '/api/brochures?where[key][like]=brochures');
    expect(status).toBe(400);
  });

  test('gets no PDF, unlike staff who edit or send brochures', async () => {
    const bytes = createPdf(4000);
    const { filename } = await makeBrochure(payload, { bytes });
    const get = (token?: string) =>
      fetch(`${base}/api/brochures/file/${filename}`, token ? { headers: { authorization: `Bearer ${token}` } } : {});
    for (const token of [undefined, await customerToken(payload), analyst]) expect((await get(token)).status).toBe(403);
    for (const token of [editor, sales]) {
      const response = await get(token);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/pdf');
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    }
  });
});
