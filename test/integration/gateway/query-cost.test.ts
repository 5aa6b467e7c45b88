import type { FlattenedField } from 'payload';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { insertCatalogue } from '../../../bench/support/catalogue.ts';
import { startGateway } from '../../support/gateway.ts';
import { asCustomer, asStaff } from './gateway-site.ts';

const site = await startGateway();
const { payload, base, call } = site;
const { pool } = payload.db as unknown as { pool: pg.Pool };

/** The number of products in the demo. */
const PRODUCTS = 64;

/**
 * The maximum number of rows that Postgres may process for one request, in all steps of the query plans. Postgres processes a
 * million rows in about half a second. A query with a hundred conditions on related documents would need several million rows.
 */
const MAX_ROWS = 300_000;

type Plan = {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: Plan[];
};

beforeAll(() => insertCatalogue(pool, PRODUCTS));
afterEach(() => vi.restoreAllMocks());

function readPlanRows(plan: Plan): number {
  const removed = (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Join Filter'] ?? 0);
  const below = (plan.Plans ?? []).reduce((sum, each) => sum + readPlanRows(each), 0);
  return (plan['Actual Rows'] + removed) * plan['Actual Loops'] + below;
}

/**
 * Counts the rows that Postgres processes for the SELECTs that `ask` sends. Unlike a duration, the count does not depend on the
 * load of the machine.
 */
async function readRowsFor<T>(ask: () => Promise<T>): Promise<{ answer: T; rows: number }> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const answer = await ask();
  const sent = query.mock.calls as unknown as [{ text?: string } | string, unknown[] | undefined][];
  query.mockRestore();
  let total = 0;
  for (const [statement, values] of sent) {
    const text = typeof statement === 'string' ? statement : (statement.text ?? '');
    if (!/^\s*(?:select|with)\b/i.test(text)) continue;
    const { rows } = await pool.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, values);
    total += readPlanRows(rows[0]['QUERY PLAN'][0].Plan);
  }
  return { answer, rows: total };
}

const ask = (path: string, search: string) => readRowsFor(() => call('get', `/api/${path}?${search}`));

const TEXT = new Set(['text', 'textarea']);
type NamedField = { name: string; type: string; flattenedFields?: FlattenedField[]; relationTo?: string | string[] };

/**
 * Lists the paths of text fields. `own` has all text fields of the documents themselves. `related` has one path for each relation:
 * the first text field of the related document.
 */
function textPaths(fields: readonly FlattenedField[], prefix = ''): { own: string[]; related: string[] } {
  const own: string[] = [];
  const related: string[] = [];
  for (const field of fields as readonly NamedField[]) {
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

/** A list of `length` different values of one to three characters. */
const list = (length: number) => Array.from({ length }, (_, index) => index.toString(36)).join(',');

const atLength = (paths: readonly string[], length: number) =>
  paths.length === 0 ? [] : Array.from({ length }, (_, index) => paths[index % paths.length] as string);

describe('the most expensive read that a visitor may send', () => {
  it.each(Object.keys(payload.collections))('makes Postgres process few rows in %s', async (slug) => {
    if ((await call('get', `/api/${slug}`)).status !== 200) return;
    const { own, related } = textPaths(
      payload.collections[slug as keyof typeof payload.collections].config.flattenedFields,
    );
    const ends = 'limit=100&depth=4&sort=-createdAt,updatedAt,id';
    const queries = [
      ...related.map((path) => like(atLength([path], 2), 'a b c d e')),
      ...related.flatMap((path) => related.map((other) => like([path, other], 'a b c d e'))),
      like(atLength(own, 10), 'a'),
      ...own.slice(0, 3).map((path) => like([path], 'a b c d e f g h i j')),
      ...own.slice(0, 3).map((path) => `where[${path}][not_in]=${list(100)}`),
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

  it('makes Postgres process few rows through GraphQL', async () => {
    const list = (index: number) =>
      `a${index}: Products(limit: 25, sort: "-createdAt") { docs { id title images { id alt } } }`;
    const query = `{ ${Array.from({ length: 20 }, (_, index) => list(index)).join(' ')} }`;
    const { answer, rows } = await readRowsFor(() => call('post', '/api/graphql', { body: { query } }));
    expect(answer.status).toBe(200);
    expect(rows).toBeLessThan(MAX_ROWS);
  });
});

describe('a visitor’s read is refused', () => {
  const many = (count: number, condition: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => `where[or][${index}]${condition(index)}`).join('&');

  it.each([
    ['with many conditions on related documents', many(3, (i) => `[images.alt][equals]=z${i}`)],
    ['with many conditions on lists', many(3, (i) => `[colours][equals]=0199a1b2-0000-7000-8000-00000000000${i}`)],
    ['with many conditions', many(31, (i) => `[slug][equals]=${i}`)],
    ['with a long list', `where[slug][in]=${list(101)}`],
    ['with many lists', `where[slug][in]=${list(51)}&where[title][not_in]=${list(50)}`],
    [
      'with many conditions on a related document',
      Array.from({ length: 31 }, (_, i) => `where[images][contains][or][${i}][alt][equals]=${i}`).join('&'),
    ],
    ['with many words', 'where[title][like]=a b c d e f g h i j k'],
    ['sorted by a related document', 'sort=images.alt'],
    ['sorted by many fields', 'sort=title,slug,price,stock,createdAt,updatedAt'],
    ['if it is long', many(100, (i) => `[images.alt][like]=z${i}`)],
  ])('%s, by REST', async (_case, search) => {
    const { status, body } = await call('get', `/api/products?limit=1&${search}`);
    expect([status, body]).toEqual([400, expect.anything()]);
    expect(JSON.stringify(body)).toContain('validation_failed');
  });

  it('with a hundred conditions, sent as a form or through GraphQL', async () => {
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
    expect(body).toMatchObject({ errors: [{ message: 'The query is too complex: it has too many conditions.' }] });
  });

  it('with too many conditions in several queries of one request', async () => {
    const conditions = Array.from({ length: 11 }, (_, index) => `{ title: { equals: "${index}" } }`).join(' ');
    const list = (name: string) => `${name}: Products(where: { OR: [${conditions}] }) { totalDocs }`;
    const { body } = await call('post', '/api/graphql', {
      body: { query: `{ ${list('a')} ${list('b')} ${list('c')} }` },
    });
    expect(JSON.stringify(body)).toContain('The query is too complex: it has too many conditions.');
  });
});

describe('a long query', () => {
  const ask = (headers: Record<string, string>, body: string) =>
    fetch(`${base}/api/products`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-http-method-override': 'GET',
        ...headers,
      },
      body,
    });
  const ids = (length: number) =>
    Array.from({ length }, (_, index) => `0199a1b2-0000-7000-8000-${String(index).padStart(12, '0')}`);
  /** Returns a query with `length` ids, as a relation field of the admin UI sends it. */
  const asForm = (length: number) =>
    `limit=10&${ids(length)
      .map((id, index) => `where[and][0][id][not_in][${index}]=${id}`)
      .join('&')}`;

  it.each([
    ['an invalid token', async () => ({ authorization: 'x' })],
    ['an invalid cookie', async () => ({ cookie: 'payload-token=x' })],
    ['the token of a customer', () => asCustomer(site)],
  ])('is refused with %s', async (_case, headers) => {
    const response = await ask(await headers(), `where[title][not_in]=${list(1000)}`);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('at most 2000 characters')]);
  });

  it('is accepted from staff, as their forms send it', async () => {
    const headers = await asStaff(payload, 'admin');
    const accepted = await ask(headers, asForm(900));
    expect([accepted.status, await accepted.text()]).toEqual([200, expect.stringContaining('"docs"')]);
    const refused = await ask(headers, `where[id][not_in]=${ids(1001).join()}`);
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('too many values in lists')]);
  });
});

it('staff may not filter versions by many related documents', async () => {
  const headers = await asStaff(payload, 'admin');
  const search = (count: number) =>
    Array.from({ length: count }, (_, i) => `where[or][${i}][version.images.alt][equals]=z${i}`).join('&');
  expect((await call('get', `/api/products/versions?${search(6)}`, { headers })).status).toBe(200);
  const { status, body } = await call('get', `/api/products/versions?${search(7)}`, { headers });
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('related documents and lists')]);
});

it('staff may filter and search their lists', async () => {
  const headers = await asStaff(payload, 'admin');
  const search = Array.from({ length: 4 }, (_, index) => `where[or][${index}][images.alt][equals]=z${index}`);
  const { status } = await call('get', `/api/products?limit=1&${search.join('&')}&sort=range.name`, {
    headers,
  });
  expect(status).toBe(200);
});

it('an expensive read counts as several requests against the limit', async () => {
  const left = async (search: string) => {
    const { headers } = await call('get', `/api/products?limit=1&${search}`);
    return Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]);
  };
  const before = await left('');
  expect(before - (await left('where[images.alt][equals]=a&where[colours.name][equals]=b'))).toBe(3);
});
