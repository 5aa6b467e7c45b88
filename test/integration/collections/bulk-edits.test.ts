import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { EDITED, type EditedCollection, makeEdited } from '../../support/edited-collections.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';

const { payload, call } = await startGateway();
const { admin } = await staffTokens(payload);

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

test('what is unique of all collections is looked at here', () => {
  const { fieldConstraints } = payload.db as unknown as Pick<PostgresAdapter, 'fieldConstraints'>;
  const unique = Object.entries(fieldConstraints).flatMap(([table, fields]) =>
    Object.values(fields).map((field) => `${table}.${field}`),
  );
  const edited = Object.entries(EDITED).map(([collection, { field }]) => `${collection}.${field}`);
  expect(unique.sort()).toEqual([...edited, ...KEPT].sort());
});

test.each(Object.keys(EDITED) as EditedCollection[])(
  'a bulk edit of %s with a value that another one has names the field, as a single one does, and changes nothing',
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
