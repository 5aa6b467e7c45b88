import { sql } from '@payloadcms/db-postgres';
import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { domainOf } from '../../../src/domain.ts';
import type { Brochure } from '../../../src/payload-types.ts';
import { makeBrochure, pdfOf } from '../../support/brochures.ts';
import { customerToken, staffTokens, startGateway } from '../../support/gateway.ts';
import { formOf, pngOf, type Upload } from '../../support/media.ts';
import { until } from '../../support/until.ts';

const site = await startGateway();
const { payload, base, call } = site;
const { sales, analyst, ...editors } = await staffTokens(payload);
const editor = editors['content-manager'];
const { storage } = domainOf(payload);
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
  const form = formOf({ name: 'a.pdf', type: 'application/pdf', ...upload });
  const response = await fetch(`${base}/api/brochures`, { method: 'POST', headers, body: form });
  return { status: response.status, body: await response.json() };
}

const titled = (title: string) => ({ _payload: JSON.stringify({ title }) });

describe('exactly one brochure is the default:', () => {
  test('the first one, without anybody saying so, and no later one', async () => {
    await makeBrochure(payload, { title: 'A' });
    await makeBrochure(payload, { title: 'B' });
    expect(await state()).toEqual({ A: true, B: false });
  });

  test('a new default takes it from the one before it', async () => {
    const { id } = await makeBrochure(payload, { title: 'A' });
    await makeBrochure(payload, { title: 'B', isDefault: true });
    expect(await state()).toEqual({ A: false, B: true });
    expect(await patch(id, { isDefault: true })).toMatchObject({ status: 200, body: { doc: { isDefault: true } } });
    expect(await state()).toEqual({ A: true, B: false });
  });

  test('of many that become it at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, (_, i) => makeBrochure(payload, { title: `${i}` })));
    expect(Object.values(await state()).filter(Boolean)).toHaveLength(1);
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all(made.map(({ id }) => patch(id, { isDefault: true })));
      expect(answers.map(({ status }) => status)).toEqual(made.map(() => 200));
    }
    expect(Object.values(await state()).filter(Boolean)).toHaveLength(1);
  });

  test('it cannot be unticked, archived or deleted while others are offered', async () => {
    const { id } = await makeBrochure(payload, { title: 'A' });
    const other = await makeBrochure(payload, { title: 'B' });
    expect((await patch(id, { isDefault: false })).status).toBe(400);
    expect((await patch(id, { archivedAt: new Date().toISOString() })).status).toBe(400);
    const refused = await call('DELETE', `/api/brochures/${id}`, { token: editor });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('One brochure has to be the default');
    expect(await state()).toEqual({ A: true, B: false });
    expect((await patch(other.id, { archivedAt: new Date().toISOString() })).status).toBe(200);
    expect((await call('DELETE', `/api/brochures/${id}`, { token: editor })).status).toBe(200);
    expect(await state()).toEqual({ B: false });
  });

  test('SQL cannot have it otherwise either', async () => {
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

  test('a deletion of it and a new brochure at once leave none without', async () => {
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

describe('a brochure is a PDF:', () => {
  test.each([
    ['a picture that says it is one', () => pngOf(), 415],
    ['a text', () => Buffer.from('brochure'), 415],
    ['one that is cut off', () => pdfOf().subarray(0, 1500), 400],
    ['an empty file', () => Buffer.alloc(0), 400],
    ['one byte too many', () => pdfOf(10_485_760), 413],
  ])('%s is refused', async (_, bytes, status) => {
    expect((await send({ bytes: await bytes(), fields: titled('A') })).status).toBe(status);
    expect(await state()).toEqual({});
  });

  test('it is stored byte for byte, apart from what the public reads, under a name that nobody chose', async () => {
    const bytes = pdfOf(5000);
    const { status, body } = await send({ bytes, name: '../../evil.pdf', fields: titled('A') });
    expect(status).toBe(201);
    const { doc } = body as { doc: Brochure };
    expect(doc).toMatchObject({ mimeType: 'application/pdf', filesize: bytes.length, originalName: 'evil.pdf' });
    expect(doc.key).toMatch(/^brochures\/\d{4}\/[0-9a-f-]{36}\.pdf$/);
    expect(await storage.size(String(doc.key))).toBe(bytes.length);
    expect((await fetch(`${base}/media/../${doc.key}`)).status).toBe(404);
    expect((await fetch(`${base}/media/${doc.key}`)).status).toBe(404);
  });

  test('a new file takes the place of the old one, and a deletion takes it away', async () => {
    const { id, key } = await makeBrochure(payload);
    const bytes = pdfOf(3000, 'second');
    const file = { data: bytes, name: 'b.pdf', mimetype: 'application/pdf', size: bytes.length };
    const changed = await payload.update({ collection: 'brochures', id, data: {}, file });
    expect(changed.key).not.toBe(key);
    await until(async () => (await storage.size(String(key))) === undefined, 'the old file to go');
    expect(await storage.size(String(changed.key))).toBe(bytes.length);
    await payload.delete({ collection: 'brochures', id });
    await until(async () => (await storage.size(String(changed.key))) === undefined, 'the file to go');
  });

  test('one that is refused after its file was stored leaves none', async () => {
    await makeBrochure(payload, { title: 'A' });
    const archived = { isDefault: true, archivedAt: new Date().toISOString() };
    await expect(makeBrochure(payload, { title: 'B', ...archived })).rejects.toThrow();
    await until(async () => {
      const { rows } = await db.execute(sql`SELECT key FROM abandoned_files`);
      return rows.length === 0;
    }, 'the abandoned file to go');
    expect(await state()).toEqual({ A: true });
  });
});

describe('the public', () => {
  test('sees title and cover of what is offered, by REST and GraphQL, and nothing else', async () => {
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

  test('cannot ask by what it does not see', async () => {
    await makeBrochure(payload, { title: 'A' });
    const { status } = await call('GET', '/api/brochures?where[key][like]=brochures');
    expect(status).toBe(400);
  });

  test('gets no PDF; staff who edit or send brochures do', async () => {
    const bytes = pdfOf(4000);
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
