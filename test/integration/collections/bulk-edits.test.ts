import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { collectErrors } from '../../support/collect-errors.ts';
import { EDITED, type EditedCollection, makeEdited } from '../../support/edited-collections.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
const errors = collectErrors(payload);
const { admin, analyst } = await staffTokens(payload);

/** Unique fields that nobody edits: the system sets them, or derives them from a file. */
const SYSTEM_SET = [
  ...['media.key', 'media.filename', 'brochures.key', 'brochures.filename', 'payload_kv.key', 'refused_events.entry'],
  ...[
    'bookings.referenceCode',
    'orders.orderNumber',
    'invoices.number',
    'payments.stripePaymentIntentId',
    'customers.email',
  ],
];

test('the tests of this file cover the unique fields of all collections', () => {
  const { fieldConstraints } = payload.db as unknown as Pick<PostgresAdapter, 'fieldConstraints'>;
  const unique = Object.entries(fieldConstraints).flatMap(([table, fields]) =>
    Object.values(fields).map((field) => `${table}.${field}`),
  );
  const edited = Object.entries(EDITED).map(([collection, { field }]) => `${collection}.${field}`);
  expect(unique.sort()).toEqual([...edited, ...SYSTEM_SET].sort());
});

test.each(Object.keys(EDITED) as EditedCollection[])(
  'a bulk edit of %s with a duplicate value names the field, like a single edit, and changes nothing',
  async (collection) => {
    const { field } = EDITED[collection];
    const [taken, ...edited] = [
      await makeEdited(payload, collection),
      await makeEdited(payload, collection),
      await makeEdited(payload, collection),
    ];
    const where = edited.map(({ id }, n) => `where[id][in][${n}]=${id}`).join('&');
    const patch = (path: string, value: unknown) =>
      call('PATCH', `/api/${collection}${path}`, { body: { [field]: value }, token: admin });
    const refused = {
      status: 400,
      body: { errors: [{ name: 'ValidationError', data: { errors: [{ path: field }] } }] },
    };

    expect(await patch(`/${edited[0]?.id}`, taken[field])).toMatchObject(refused);
    const many = await patch(`?${where}`, taken[field]);
    expect(many).toMatchObject(refused);
    expect((many.body as { errors: { message: string }[] }).errors[0]?.message).toBe(
      `The following field is invalid: ${field}`,
    );
    expect(await patch(`?${where}`, String(taken[field]).replace(/\d+/, 'both'))).toMatchObject(refused);

    for (const { id, [field]: before, updatedAt } of edited)
      expect(await payload.findByID({ collection, id })).toMatchObject({ [field]: before, updatedAt });
  },
);

const withDrafts = payload.config.collections
  .filter(({ slug, versions }) => slug in EDITED && typeof versions === 'object' && versions.drafts)
  .map(({ slug }) => slug as 'blogs' | 'products');

test('posts and products are the collections with drafts', () =>
  expect(withDrafts.sort()).toEqual(['blogs', 'products']));

describe.each(withDrafts)('a bulk edit of %s without a status', (collection) => {
  const read = async (id: string, draft: boolean) => {
    const { title, slug, _status } = await payload.findByID({ collection, id, draft });
    return [title, slug, _status];
  };
  const saveDraft = (id: string, title: string) =>
    payload.update({ collection, id, draft: true, data: { title, _status: 'draft' } });
  const edit = (query: string, title: string) =>
    call('PATCH', `/api/${collection}?${query}`, { token: admin, body: { title } });
  const listIds = (...docs: { id: string }[]) => docs.map(({ id }, n) => `where[id][in][${n}]=${id}`).join('&');

  test('publishes, unpublishes and loses no draft', async () => {
    const published = await makeEdited(payload, collection);
    const changed = await makeEdited(payload, collection);
    const draft = await makeEdited(payload, collection, { _status: 'draft' });
    for (const { id } of [changed, draft]) {
      await payload.update({ collection, id, draft: true, data: { slug: `slug-of-${id}`, _status: 'draft' } });
    }
    const { status, body } = await edit(listIds(published, changed, draft), 'New');
    expect([status, body]).toEqual([200, expect.objectContaining({ errors: [] })]);
    expect((body as { docs: { id: string }[] }).docs.map(({ id }) => id).sort()).toEqual(
      [published, changed, draft].map(({ id }) => id).sort(),
    );
    expect(await read(published.id, false)).toEqual(['New', published.slug, 'published']);
    expect(await read(published.id, true)).toEqual(['New', published.slug, 'published']);
    expect(await read(changed.id, false)).toEqual([changed.title, changed.slug, 'published']);
    expect(await read(changed.id, true)).toEqual(['New', `slug-of-${changed.id}`, 'draft']);
    expect(await read(draft.id, true)).toEqual(['New', `slug-of-${draft.id}`, 'draft']);
  });

  test('applies the limit, order and filter of the request', async () => {
    const docs = [
      await makeEdited(payload, collection),
      await makeEdited(payload, collection),
      await makeEdited(payload, collection),
    ];
    const [first, second, third] = docs as [(typeof docs)[0], (typeof docs)[0], (typeof docs)[0]];
    await saveDraft(first.id, 'Draft');
    await edit(`${listIds(...docs)}&sort=createdAt&limit=2`, 'New');
    expect(await read(first.id, true)).toEqual(['New', first.slug, 'draft']);
    expect(await read(second.id, true)).toEqual(['New', second.slug, 'published']);
    expect(await read(third.id, true)).toEqual([third.title, third.slug, 'published']);
    // All three documents match the filter, but the limit of 1 selects only the first.
    await edit(`${listIds(...docs)}&sort=createdAt&limit=1`, 'Newer');
    expect(await read(first.id, true)).toEqual(['Newer', first.slug, 'draft']);
    expect(await read(second.id, true)).toEqual(['New', second.slug, 'published']);
    expect((await edit('where[secret][equals]=1', 'Newest')).status).toBe(400);
  });

  test('is refused to callers who may not edit the collection', async () => {
    const changed = await makeEdited(payload, collection);
    await saveDraft(changed.id, 'Draft');
    for (const token of [analyst, undefined]) {
      const answer = await call('PATCH', `/api/${collection}?${listIds(changed)}`, { token, body: { title: 'New' } });
      expect(answer.status).toBe(403);
    }
    expect(await read(changed.id, true)).toEqual(['Draft', changed.slug, 'draft']);
  });
});

const withTrash = payload.config.collections
  .filter(({ slug, trash }) => trash && (withDrafts as string[]).includes(slug))
  .map(({ slug }) => slug as 'products');

test('products are the only collection with drafts and a trash', () => expect(withTrash).toEqual(['products']));

describe.each(withTrash)('trashing and restoring %s', (collection) => {
  const ways = {
    'one by one': (id: string) => `/${id}?trash=true`,
    'in bulk': (id: string) => `?where[id][in][0]=${id}&trash=true`,
  };
  const read = async (id: string, draft: boolean) => {
    const { title, _status, deletedAt } = await payload.findByID({ collection, id, draft, trash: true });
    return [title, _status, Boolean(deletedAt)];
  };
  const isPublic = async (id: string) => (await call('GET', `/v1/${collection}/${id}`)).status === 200;
  const makeChanged = async () => {
    const { id } = await makeEdited(payload, collection, { title: 'Public' });
    await payload.update({ collection, id, draft: true, data: { title: 'Draft', _status: 'draft' } });
    return id;
  };
  const patch = async (path: string, body: object) =>
    expect((await call('PATCH', `/api/${collection}${path}`, { token: admin, body })).status).toBe(200);

  test.each(Object.entries(ways))(
    '%s changes neither the public version nor the draft beside it',
    async (_, toPath) => {
      for (const restored of [{ deletedAt: null }, { deletedAt: null, _status: 'published' }]) {
        const id = await makeChanged();
        await patch(toPath(id), { deletedAt: new Date().toISOString() });
        expect([await read(id, false), await read(id, true)]).toEqual([
          ['Public', 'published', true],
          ['Draft', 'draft', true],
        ]);
        expect(await isPublic(id)).toBe(false);
        await patch(toPath(id), restored);
        expect([await read(id, false), await read(id, true)]).toEqual([
          ['Public', 'published', false],
          ['Draft', 'draft', false],
        ]);
        expect(await isPublic(id)).toBe(true);
        const { docs } = await payload.findVersions({
          collection,
          where: { parent: { equals: id } },
          sort: '-updatedAt',
        });
        expect(docs.filter(({ latest }) => latest).map(({ version }) => version.title)).toEqual(['Draft']);
        expect(docs[0]?.version.title).toBe('Draft');
        await patch(`/${id}`, { _status: 'published' });
        expect(await read(id, false)).toEqual(['Draft', 'published', false]);
      }
    },
  );

  test.each(Object.entries(ways))('%s keeps the newest text of a draft that is not public', async (_, toPath) => {
    const { id } = await makeEdited(payload, collection, { title: 'First', _status: 'draft' });
    await payload.update({ collection, id, draft: true, data: { title: 'Newest', _status: 'draft' } });
    await patch(toPath(id), { deletedAt: new Date().toISOString() });
    expect(await read(id, true)).toEqual(['Newest', 'draft', true]);
    await patch(toPath(id), { deletedAt: null });
    expect(await read(id, true)).toEqual(['Newest', 'draft', false]);
  });
});

test('refused requests are not logged as errors', () => {
  expect(errors).toEqual([]);
});
