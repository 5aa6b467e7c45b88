import { type CollectionSlug, createLocalReq, type Field } from 'payload';
import { describe, expect, test } from 'vitest';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { createRequestBody, makeBrochure } from '../../support/brochures.ts';
import { makePhoto } from '../../support/catalogue.ts';
import { collectErrors } from '../../support/collect-errors.ts';
import { listFields } from '../../support/config-fields.ts';
import { EDITED, type EditedCollection, makeEdited } from '../../support/edited-collections.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
const errors = collectErrors(payload);
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

/**
 * Lists values just outside each limit of a field. Each text is tried as letters, as a path and as digits, because a field's own
 * rule may accept only one of these formats.
 */
function listOutside(field: Field): Outside[] {
  const { required, min, max, minLength, maxLength } = field as Limits;
  const outside: Outside[] = [];
  if (required) outside.push({ limit: 'required', value: null });
  if (min !== undefined) outside.push({ limit: 'min', value: min - 1 });
  if (max !== undefined) outside.push({ limit: 'max', value: max + 1 });
  const texts = (limit: string, length: number) =>
    ['a', '/', '1'].map((character) => ({
      limit,
      value: character === '/' ? `/${'a'.repeat(length - 1)}` : character.repeat(length),
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
  listFields(config).flatMap(({ path, field, inRows }) =>
    listOutside(field).map((outside) => ({ ...outside, slug, path, field, inRows })),
  ),
);

test('a field with its own validation also enforces its limits', async () => {
  const broken: string[] = [];
  for (const { slug, path, field, limit, value } of limited) {
    // People do not edit the fields of Payload's own collections.
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

/** Collections whose documents nobody can edit through Payload. */
const EDITED_BY_NOBODY = [
  ...['brochure-requests', 'customers', 'orders', 'payments', 'invoices', 'loyalty-accounts', 'loyalty-entries'],
  ...['changes', 'domain-events', 'refused-events'],
];

/** Text fields of Payload that nobody edits: the data of files, which only the system writes, and the ids of array rows. */
const PAYLOADS_OWN_TEXT = /^(?:media|brochures)\.(?:sizes\..*\.|)(?:filename|mimeType|url|thumbnailURL)$|\.id$/;

test('every text that people write has a maximum of its own, below that of Payload, in fields of plugins as well', async () => {
  const unlimited: string[] = [];
  for (const { slug, config } of ENTITIES) {
    if (slug.startsWith('payload-') || EDITED_BY_NOBODY.includes(slug)) continue;
    for (const { path, field } of listFields(config)) {
      const { validate, type, virtual, access } = field as Field & Limits & { virtual?: unknown; access?: object };
      if (!['text', 'textarea'].includes(type) || virtual || (access && 'update' in access)) continue;
      if (PAYLOADS_OWN_TEXT.test(`${slug}.${path}`)) continue;
      const options = { ...field, req, path: path.split('.'), data: {}, siblingData: {}, operation: 'update' };
      const answers = ['a', '/', '1'].map((text) =>
        validate?.(text.repeat(10_000), { ...options, event: 'submit', preferences: { fields: {} } }),
      );
      if ((await Promise.all(answers)).some((answer) => answer === true)) unlimited.push(`${slug}.${path}`);
    }
  }
  expect(unlimited).toEqual([]);
});

/** Payload's own numbers, which only the system writes: sizes and focal points of files, and counts of failed sign-ins. */
const OF_PAYLOAD = /^media\.(?:sizes\..*\.|)(?:width|height|filesize|focal[XY])$|^users\.loginAttempts$/;

/** Numbers that may have decimals. Every other number counts whole units: pieces, minutes, pence. */
const WITH_DECIMALS = [
  'showrooms.latitude',
  'showrooms.longitude',
  'orders.vatRate',
  'invoices.vatRate',
  'settings.sales.vatRate',
];

test('every number is whole, except those that may have decimals', async () => {
  const fractional: string[] = [];
  for (const { slug, config } of ENTITIES) {
    if (slug.startsWith('payload-')) continue;
    for (const { path, field } of listFields(config)) {
      if (field.type !== 'number' || OF_PAYLOAD.test(`${slug}.${path}`)) continue;
      const { validate, min = 0 } = field as Limits;
      const options = { ...field, req, path: path.split('.'), data: {}, siblingData: {}, operation: 'update' };
      const answer = await validate?.(min + 0.5, { ...options, event: 'submit', preferences: { fields: {} } });
      if (answer === true || answer === undefined) fractional.push(`${slug}.${path}`);
    }
  }
  expect(fractional.sort()).toEqual([...WITH_DECIMALS].sort());
});

const nested = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
const listTopLevelFields = (slug: string) =>
  limited.filter(({ slug: owner, field, inRows }) => {
    const { admin: ui, access, hidden } = field as Field & { hidden?: boolean; access?: object; admin?: object };
    return owner === slug && !inRows && !hidden && !(access && 'update' in access) && ui;
  });
const CHECKED_TYPES = ['number', 'text', 'textarea', 'email'];

/** For each collection that people edit, a function that creates a document and returns its id. */
const MAKE: Record<string, () => Promise<string>> = {
  ...Object.fromEntries(
    (Object.keys(EDITED) as EditedCollection[]).map((slug) => [slug, async () => (await makeEdited(payload, slug)).id]),
  ),
  bookings: async () => (await makeBooking(payload, await makeSlot(payload))).id,
  'time-slots': () => makeSlot(payload),
  media: () => makePhoto(payload, 'An oak door'),
  brochures: async () => (await makeBrochure(payload)).id,
};

test('the tests of this file cover every collection that anybody can edit', async () => {
  const slugs = payload.config.collections.map(({ slug }) => slug).filter((slug) => !slug.startsWith('payload-'));
  expect([...Object.keys(MAKE), ...EDITED_BY_NOBODY].sort()).toEqual(slugs.sort());
  for (const slug of EDITED_BY_NOBODY) {
    const { status } = await call('PATCH', `/api/${slug}/${crypto.randomUUID()}`, { token: admin, body: {} });
    expect([slug, status]).toEqual([slug, 403]);
  }
});

test('a brochure request with a value outside of a limit is refused, and nothing is stored', async () => {
  const stored = () => payload.count({ collection: 'brochure-requests' });
  const before = await stored();
  for (const { path, field, limit, value } of listTopLevelFields('brochure-requests')) {
    if (!CHECKED_TYPES.includes(field.type)) continue;
    const body = { ...createRequestBody(), ...nested(path, value) };
    const { status } = await call('POST', '/api/brochure-requests', { token: admin, body });
    expect(status, `${path} ${limit} ${JSON.stringify(value)}`).toBe(400);
  }
  expect(await stored()).toEqual(before);
});

describe.each(Object.keys(MAKE))('%s', (slug) => {
  const collection = slug as CollectionSlug;
  test('refuses a value outside of a limit, in single and bulk edits, and changes nothing', async () => {
    const read = (id: string) => payload.findByID({ collection, id, depth: 0 });
    const docs = [await MAKE[slug]?.(), await MAKE[slug]?.()].map(String);
    const before = await Promise.all(docs.map(read));
    const where = docs.map((id, n) => `where[id][in][${n}]=${id}`).join('&');
    for (const { path, field, limit, value } of listTopLevelFields(collection)) {
      if (!CHECKED_TYPES.includes(field.type)) continue;
      // An empty slug is derived from the title, and a missing value is replaced by the default.
      if (limit === 'required' && (path === 'slug' || 'defaultValue' in field)) continue;
      const body = nested(path, value);
      const single = await call('PATCH', `/api/${collection}/${docs[0]}`, { token: admin, body });
      expect(single.status, `${path} ${limit} ${JSON.stringify(value)}`).toBe(400);
      const bulk = await call('PATCH', `/api/${collection}?${where}`, { token: admin, body });
      expect(bulk.status, `bulk: ${path} ${limit} ${JSON.stringify(value)}`).toBe(400);
    }
    expect(await Promise.all(docs.map(read))).toEqual(before);
  });
});

const GLOBALS: Record<string, object> = {
  'analytics-settings': { retentionMonths: 25 },
  availability: { horizonDays: 21, noticeHours: 24 },
  settings: { company: { name: 'Lomash Wood' }, sales: { vatRate: 20, paymentWindowHours: 24, pointsPerPound: 1 } },
};

describe.each(payload.config.globals.map(({ slug }) => slug))('the global %s', (slug) => {
  test('refuses a value outside of a limit, and does not change', async () => {
    const url = `/api/globals/${slug}`;
    const saved = await call('POST', url, { token: admin, body: GLOBALS[slug] });
    expect(saved.status).toBe(200);
    const before = (await call('GET', url, { token: admin })).body;
    for (const { path, field, limit, value } of listTopLevelFields(slug)) {
      if (!CHECKED_TYPES.includes(field.type) || limit === 'required') continue;
      const { status } = await call('POST', url, { token: admin, body: nested(path, value) });
      expect(status, `${path} ${limit} ${JSON.stringify(value)}`).toBe(400);
    }
    expect((await call('GET', url, { token: admin })).body).toEqual(before);
  });
});

test('GraphQL refuses the values that REST refuses', async () => {
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

describe.each(
  (Object.keys(EDITED) as EditedCollection[]).filter((slug) => payload.collections[slug].config.versions?.drafts),
)('a draft of %s', (collection) => {
  test('refuses a value outside of a limit, and may have no value in a required field', async () => {
    const { id } = await makeEdited(payload, collection, { _status: 'draft' });
    const save = (body: object) => call('PATCH', `/api/${collection}/${id}?draft=true`, { token: admin, body });
    const broken: string[] = [];
    for (const { path, limit, value, field } of listTopLevelFields(collection)) {
      if (!CHECKED_TYPES.includes(field.type)) continue;
      const { status, body } = await save(nested(path, value));
      const expected = limit === 'required' ? 200 : 400;
      const isNamed = expected === 200 || JSON.stringify(body).includes(`"path":"${path}"`);
      if (status !== expected || !isNamed) broken.push(`${path} ${limit}: ${status}`);
    }
    expect(broken).toEqual([]);
  });
});

test('refused requests are not logged as errors', () => {
  expect(errors).toEqual([]);
});
