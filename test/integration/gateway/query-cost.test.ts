import type { FlattenedField } from 'payload';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { insertProducts } from '../../../bench/support/catalogue.ts';
import { startGateway } from '../../support/gateway.ts';
import { asStaff } from './gateway-site.ts';

const { payload, base, call } = await startGateway();
const { pool } = payload.db as unknown as { pool: pg.Pool };

/** As many as the demo has. */
const PRODUCTS = 64;

/**
 * Rows that Postgres may handle for one request, in all steps of its plans. It handles a million in about half a second; the
 * query of a hundred conditions on related documents makes it handle several.
 */
const MAX_ROWS = 300_000;

type Plan = {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: Plan[];
};

beforeAll(() => insertProducts(pool, PRODUCTS));
afterEach(() => vi.restoreAllMocks());

function rowsOf(plan: Plan): number {
  const removed = (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Join Filter'] ?? 0);
  const below = (plan.Plans ?? []).reduce((sum, each) => sum + rowsOf(each), 0);
  return (plan['Actual Rows'] + removed) * plan['Actual Loops'] + below;
}

/** The rows that Postgres handles for the reads of `ask`: the same whatever else the machine does. */
async function rowsFor<T>(ask: () => Promise<T>): Promise<{ answer: T; rows: number }> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const answer = await ask();
  const sent = query.mock.calls as unknown as [{ text?: string } | string, unknown[] | undefined][];
  query.mockRestore();
  let total = 0;
  for (const [statement, values] of sent) {
    const text = typeof statement === 'string' ? statement : (statement.text ?? '');
    if (!/^\s*(?:select|with)\b/i.test(text)) continue;
    const { rows } = await pool.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, values);
    total += rowsOf(rows[0]['QUERY PLAN'][0].Plan);
  }
  return { answer, rows: total };
}

const ask = (path: string, search: string) => rowsFor(() => call('get', `/api/${path}?${search}`));

const TEXT = new Set(['text', 'textarea']);
type Named = { name: string; type: string; flattenedFields?: FlattenedField[]; relationTo?: string | string[] };

/** Paths of text: of the documents themselves, and one of each document that a relation leads to. */
function textPaths(fields: readonly FlattenedField[], prefix = ''): { own: string[]; related: string[] } {
  const own: string[] = [];
  const related: string[] = [];
  for (const field of fields as readonly Named[]) {
    const path = prefix + field.name;
    if (TEXT.has(field.type)) own.push(path);
    if (field.flattenedFields) {
      const inner = textPaths(field.flattenedFields, `${path}.`);
      own.push(...inner.own);
      related.push(...inner.related);
    }
    if (!['relationship', 'upload'].includes(field.type) || typeof field.relationTo !== 'string') continue;
    const target = payload.collections[field.relationTo as keyof typeof payload.collections];
    const [name] = textPaths(target.config.flattenedFields).own;
    if (name) related.push(`${path}.${name}`);
  }
  return { own, related };
}

const like = (paths: readonly string[], words: string) =>
  paths.map((path, index) => `where[or][${index}][${path}][like]=${words}`).join('&');

const atLength = (paths: readonly string[], length: number) =>
  paths.length === 0 ? [] : Array.from({ length }, (_, index) => paths[index % paths.length] as string);

describe('the dearest read of a visitor that is accepted', () => {
  it.each(Object.keys(payload.collections))('makes Postgres handle few rows in %s', async (slug) => {
    if ((await call('get', `/api/${slug}`)).status !== 200) return;
    const { own, related } = textPaths(
      payload.collections[slug as keyof typeof payload.collections].config.flattenedFields,
    );
    const ends = 'limit=100&depth=4&sort=-createdAt,updatedAt,id';
    const queries = [
      ...related.map((path) => like(atLength([path], 2), 'a b c d e')),
      ...related.flatMap((one) => related.map((other) => like([one, other], 'a b c d e'))),
      like(atLength(own, 10), 'a'),
      ...own.slice(0, 3).map((path) => like([path], 'a b c d e f g h i j')),
    ];
    let accepted = 0;
    for (const query of new Set(queries)) {
      const { answer, rows } = await ask(slug, `${query}&${ends}`);
      if (answer.status === 400) continue;
      expect([query, answer.status]).toEqual([query, 200]);
      expect([query, rows < MAX_ROWS, rows]).toEqual([query, true, rows]);
      accepted += 1;
    }
    expect(accepted).toBeGreaterThan(0);
  });

  it('makes it handle few rows by GraphQL', async () => {
    const list = (index: number) =>
      `a${index}: Products(limit: 100, sort: "-createdAt") { docs { id title images { id alt } } }`;
    const query = `{ ${Array.from({ length: 20 }, (_, index) => list(index)).join(' ')} }`;
    const { answer, rows } = await rowsFor(() => call('post', '/api/graphql', { body: { query } }));
    expect(answer.status).toBe(200);
    expect(rows).toBeLessThan(MAX_ROWS);
  });
});

describe('refused is a visitor’s read', () => {
  const many = (count: number, condition: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => `where[or][${index}]${condition(index)}`).join('&');

  it.each([
    ['with many conditions on related documents', many(3, (i) => `[images.alt][equals]=z${i}`)],
    ['with many conditions on lists', many(3, (i) => `[colours][equals]=0199a1b2-0000-7000-8000-00000000000${i}`)],
    ['with many conditions', many(31, (i) => `[slug][equals]=${i}`)],
    ['with many words', 'where[title][like]=a b c d e f g h i j k'],
    ['sorted by a related document', 'sort=images.alt'],
    ['sorted by many fields', 'sort=title,slug,price,stock,createdAt,updatedAt'],
    ['that is long', many(100, (i) => `[images.alt][like]=z${i}`)],
  ])('%s', async (_what, search) => {
    const { status, body } = await call('get', `/api/products?limit=1&${search}`);
    expect([status, body]).toEqual([400, expect.anything()]);
    expect(JSON.stringify(body)).toContain('validation_failed');
  });

  it('with a hundred conditions, sent as a form or by GraphQL', async () => {
    const form = await fetch(`${base}/api/products`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-http-method-override': 'GET' },
      body: many(100, (i) => `[images.alt][like]=z${i}`),
    });
    expect(form.status).toBe(400);
    const conditions = Array.from({ length: 31 }, (_, index) => `{ title: { equals: "${index}" } }`).join(' ');
    const { body } = await call('post', '/api/graphql', {
      body: { query: `{ Products(where: { OR: [${conditions}] }) { totalDocs } }` },
    });
    expect(body).toMatchObject({ errors: [{ message: 'The query asks for too much: it has too many conditions.' }] });
  });

  it('in several queries of one request', async () => {
    const conditions = Array.from({ length: 11 }, (_, index) => `{ title: { equals: "${index}" } }`).join(' ');
    const list = (name: string) => `${name}: Products(where: { OR: [${conditions}] }) { totalDocs }`;
    const { body } = await call('post', '/api/graphql', {
      body: { query: `{ ${list('a')} ${list('b')} ${list('c')} }` },
    });
    expect(JSON.stringify(body)).toContain('The query asks for too much: it has too many conditions.');
  });
});

it('staff may filter and search their lists', async () => {
  const headers = await asStaff(payload, 'admin');
  const search = Array.from({ length: 4 }, (_, index) => `where[or][${index}][images.alt][equals]=z${index}`);
  const { status } = await call('get', `/api/products?limit=1&${search.join('&')}&sort=range.name`, {
    headers,
  });
  expect(status).toBe(200);
});

it('a dear read counts for several against the limit', async () => {
  const left = async (search: string) => {
    const { headers } = await call('get', `/api/products?limit=1&${search}`);
    return Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
  };
  const before = await left('');
  expect(before - (await left('where[images.alt][equals]=a&where[colours.name][equals]=b'))).toBe(3);
});
