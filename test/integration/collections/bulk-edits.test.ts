import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { CollectionSlug } from 'payload';
import { expect, test } from 'vitest';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { article } from '../content/blog-support.ts';

const { payload, call } = await startGateway();
const { admin } = await staffTokens(payload);

type Unique = { field: string; data: (n: number) => object };

const term: Unique = { field: 'slug', data: (n) => ({ name: `Term ${n}` }) };

/** What staff may edit of which no two documents have the same, and how a document of it is made. */
const EDITED: Partial<Record<CollectionSlug, Unique>> = {
  products: { field: 'slug', data: (n) => ({ title: `Kitchen ${n}`, category: 'KITCHEN', price: 1, stock: 1 }) },
  blogs: { field: 'slug', data: (n) => ({ title: `Post ${n}`, content: article('Text.') }) },
  colours: { field: 'slug', data: (n) => ({ name: `Colour ${n}`, hex: '#aabbcc' }) },
  styles: term,
  ranges: term,
  finishes: term,
  showrooms: {
    field: 'slug',
    data: (n) => ({ name: `Showroom ${n}`, address: '1 High Street', postcode: 'SW4 7AA' }),
  },
  redirects: { field: 'from', data: (n) => ({ from: `/old-${n}`, to: { type: 'custom', url: '/new' }, type: '301' }) },
  users: {
    field: 'email',
    data: (n) => ({ email: `staff-${n}@example.com`, password: 'a long password', name: `Staff ${n}`, role: 'sales' }),
  },
};

/** Unique fields that nobody edits: the system gives them, or a file has them. */
const KEPT = [
  ...['media.key', 'media.filename', 'brochures.key', 'brochures.filename', 'payload_kv.key', 'refused_events.entry'],
  ...[
    'bookings.referenceCode',
    'orders.orderNumber',
    'invoices.number',
    'payments.stripePaymentIntentId',
    'customers.email',
  ],
];

let made = 0;
const make = async (collection: CollectionSlug, { data }: Unique) => {
  const doc: object = await payload.create({ collection, data: { _status: 'published', ...data(++made) } as never });
  return doc as Record<string, unknown> & { id: string };
};

test('what is unique of all collections is looked at here', () => {
  const { fieldConstraints } = payload.db as unknown as Pick<PostgresAdapter, 'fieldConstraints'>;
  const unique = Object.entries(fieldConstraints).flatMap(([table, fields]) =>
    Object.values(fields).map((field) => `${table}.${field}`),
  );
  const edited = Object.entries(EDITED).map(([collection, { field }]) => `${collection}.${field}`);
  expect(unique.sort()).toEqual([...edited, ...KEPT].sort());
});

test.each(Object.entries(EDITED) as [CollectionSlug, Unique][])(
  'a bulk edit of %s with a value that another one has names the field, as a single one does, and changes nothing',
  async (collection, unique) => {
    const { field } = unique;
    const [taken, ...edited] = [
      await make(collection, unique),
      await make(collection, unique),
      await make(collection, unique),
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
