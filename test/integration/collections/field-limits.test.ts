import { createLocalReq, type Field } from 'payload';
import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../support/config-fields.ts';
import { EDITED, type EditedCollection, makeEdited } from '../../support/edited-collections.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';

const { payload, call } = await startGateway();
const { admin } = await staffTokens(payload);
const req = await createLocalReq({}, payload);

type Limits = {
  required?: boolean;
  min?: number;
  max?: number;
  minLength?: number;
  maxLength?: number;
  validate?: (value: unknown, options: object) => unknown;
};
type Outside = { limit: string; value: unknown };

/** Values just outside each limit that stands beside a field. Texts come in shapes that rules of fields' own would take. */
function outsideOf(field: Field): Outside[] {
  const { required, min, max, minLength, maxLength } = field as Limits;
  const outside: Outside[] = [];
  if (required) outside.push({ limit: 'required', value: null });
  if (min !== undefined) outside.push({ limit: 'min', value: min - 1 });
  if (max !== undefined) outside.push({ limit: 'max', value: max + 1 });
  const texts = (limit: string, length: number) =>
    ['a', '/', '1'].map((with_) => ({
      limit,
      value: with_ === '/' ? `/${'a'.repeat(length - 1)}` : with_.repeat(length),
    }));
  if (minLength) outside.push(...texts('minLength', minLength - 1));
  if (maxLength !== undefined) outside.push(...texts('maxLength', maxLength + 1));
  return outside;
}

const ENTITIES = [...payload.config.collections, ...payload.config.globals].map((config) => ({
  config,
  slug: config.slug as string,
}));
const limited = ENTITIES.flatMap(({ slug, config }) =>
  fieldsOf(config).flatMap(({ path, field, inRows }) =>
    outsideOf(field).map((outside) => ({ ...outside, slug, path, field, inRows })),
  ),
);

test('a limit that stands beside a field is a rule of the field, whatever else it asks of values', async () => {
  const broken: string[] = [];
  for (const { slug, path, field, limit, value } of limited) {
    // Payload sets what the database needs by itself.
    if (slug.startsWith('payload-')) continue;
    const { validate } = field as Limits;
    const options = {
      ...field,
      req,
      path: path.split('.'),
      data: {},
      siblingData: {},
      operation: 'update',
      event: 'submit',
    };
    if ((await validate?.(value, { ...options, preferences: { fields: {} } })) === true)
      broken.push(`${slug}.${path} takes ${JSON.stringify(value)} in spite of ${limit}`);
  }
  expect(broken).toEqual([]);
});

const nested = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
const atTop = (slug: string) =>
  limited.filter((one) => {
    const { admin: ui, access, hidden } = one.field as Field & { hidden?: boolean; access?: object; admin?: object };
    return one.slug === slug && !one.inRows && !hidden && !(access && 'update' in access) && ui;
  });
const wrong = ['number', 'text', 'textarea', 'email'];

describe.each(Object.keys(EDITED) as EditedCollection[])('%s', (collection) => {
  test('refuses what lies outside a limit, in one document and in many, and changes neither', async () => {
    const docs = [await makeEdited(payload, collection), await makeEdited(payload, collection)];
    const where = docs.map(({ id }, n) => `where[id][in][${n}]=${id}`).join('&');
    for (const { path, field, limit, value } of atTop(collection)) {
      if (!wrong.includes(field.type)) continue;
      // An empty slug is made from the title, and a default stands in where nothing is sent.
      if (limit === 'required' && (path === 'slug' || 'defaultValue' in field)) continue;
      const body = nested(path, value);
      const one = await call('PATCH', `/api/${collection}/${docs[0]?.id}`, { token: admin, body });
      expect(one.status, `${path} ${limit} ${JSON.stringify(value)}`).toBe(400);
      const many = await call('PATCH', `/api/${collection}?${where}`, { token: admin, body });
      expect(many.status, `bulk: ${path} ${limit} ${JSON.stringify(value)}`).toBe(400);
    }
    for (const { id, updatedAt } of docs)
      expect(await payload.findByID({ collection, id })).toMatchObject({ updatedAt });
  });
});

const GLOBALS: Record<string, object> = {
  'analytics-settings': { retentionMonths: 25 },
  availability: { horizonDays: 21, noticeHours: 24 },
  settings: { company: { name: 'Lomash Wood' }, sales: { vatRate: 20, paymentWindowHours: 24, pointsPerPound: 1 } },
};

describe.each(payload.config.globals.map(({ slug }) => slug))('the global %s', (slug) => {
  test('refuses what lies outside a limit, and stays as it was', async () => {
    const url = `/api/globals/${slug}`;
    const saved = await call('POST', url, { token: admin, body: GLOBALS[slug] });
    expect(saved.status).toBe(200);
    const before = (await call('GET', url, { token: admin })).body;
    for (const { path, field, limit, value } of atTop(slug)) {
      if (!wrong.includes(field.type) || limit === 'required') continue;
      const { status } = await call('POST', url, { token: admin, body: nested(path, value) });
      expect(status, `${path} ${limit} ${JSON.stringify(value)}`).toBe(400);
    }
    expect((await call('GET', url, { token: admin })).body).toEqual(before);
  });
});

test('GraphQL refuses what REST refuses', async () => {
  const { id, updatedAt } = await makeEdited(payload, 'products');
  const mutations = [
    'mutation { updateAnalyticsSetting(data: { retentionMonths: 0 }) { retentionMonths } }',
    'mutation { updateSetting(data: { company: { name: "X" }, sales: { vatRate: 20, paymentWindowHours: 24, pointsPerPound: 3000000000 }, retention: { bookingMonths: 72, brochureRequestMonths: 24, eventMonths: 24, unverifiedAccountDays: 7 } }) { updatedAt } }',
    `mutation { updateProduct(id: "${id}", data: { price: -1 }) { id } }`,
    `mutation { updateProduct(id: "${id}", data: { price: 100000001 }) { id } }`,
  ];
  for (const query of mutations) {
    const { body } = await call('POST', '/api/graphql', { token: admin, body: { query } });
    expect(body, query).toMatchObject({ errors: [{ extensions: { statusCode: 400, name: 'ValidationError' } }] });
  }
  expect(await payload.findGlobal({ slug: 'analytics-settings' })).toMatchObject({ retentionMonths: 25 });
  expect(await payload.findGlobal({ slug: 'settings' })).toMatchObject({ sales: { pointsPerPound: 1 } });
  expect(await payload.findByID({ collection: 'products', id })).toMatchObject({ updatedAt });
});
