import type { ClientField } from 'payload';
import { describe, expect, test } from 'vitest';
import { toLondon } from '../../../src/lib/dates.ts';
import { makeBooking, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { listFields, type PlacedField } from '../../support/config-fields.ts';
import { codesIn } from '../../support/plain-words.ts';
import { makeSaleProduct, startShop } from '../../support/sales.ts';

const shop = await startShop();
const { payload } = shop;

test('the title of a customer is their current name', async () => {
  const id = await makeCustomer(payload);
  const read = () => payload.findByID({ collection: 'customers', id });
  expect((await read()).name).toBe('Ada Lovelace');
  await payload.update({ collection: 'customers', id, data: { firstName: 'Grace', name: 'Nobody' } });
  expect((await read()).name).toBe('Grace Lovelace');
});

test('the title of a booking contains the customer and the time, and follows changes of both', async () => {
  const booking = await makeBooking(payload, await makeSlot(payload));
  const read = () => payload.findByID({ collection: 'bookings', id: booking.id, depth: 1 });
  const when = ({ slot }: Awaited<ReturnType<typeof read>>) =>
    toLondon((slot as { startsAt: string }).startsAt).toFormat('ccc d LLL yyyy, HH:mm');
  const made = await read();
  expect(made.title).toBe(`Ada Lovelace, ${when(made)}`);
  await payload.update({
    collection: 'bookings',
    id: booking.id,
    data: { slot: await makeSlot(payload), lastName: 'King' },
  });
  const moved = await read();
  expect(when(moved)).not.toBe(when(made));
  expect(moved.title).toBe(`Ada King, ${when(moved)}`);
});

test('the titles of payments and points contain their order and customer', async () => {
  const placed = await shop.paidOrder(await makeSaleProduct(payload));
  const order = await payload.findByID({ collection: 'orders', id: placed.orderId });
  expect(order.title).toBe(`${order.orderNumber}, Ada Lovelace`);
  const payments = await payload.find({
    collection: 'payments',
    where: { order: { equals: placed.orderId } },
    depth: 0,
  });
  expect(payments.docs).toMatchObject([{ title: order.title }]);
  const [payment] = payments.docs;
  const asOption = await payload.find({
    ...{ collection: 'payments', where: { id: { equals: payment?.id } }, depth: 0 },
    select: { title: true },
  });
  expect(asOption.docs).toMatchObject([{ title: order.title }]);
  const [account] = (
    await payload.find({ collection: 'loyalty-accounts', where: { customer: { equals: placed.customerId } }, depth: 0 })
  ).docs;
  if (account) expect(account.title).toBe('Ada Lovelace');
});

test('payments can be searched by the number of their order', async () => {
  const placed = await shop.paidOrder(await makeSaleProduct(payload));
  const { orderNumber } = await payload.findByID({ collection: 'orders', id: placed.orderId });
  const { docs } = await payload.find({
    collection: 'payments',
    where: { or: [{ 'order.orderNumber': { like: orderNumber } }, { 'order.billingName': { like: orderNumber } }] },
    depth: 0,
  });
  expect(docs).toMatchObject([{ order: placed.orderId }]);
});

test('the history records price changes and who made them, but no other changes of a product', async () => {
  const id = await makeSaleProduct(payload, { price: 12_000, title: 'Shaker in oak' });
  await payload.update({ collection: 'products', id, data: { title: 'Shaker in ash' } });
  await payload.update({ collection: 'products', id, data: { price: 12_500, summary: 'Dearer' } });
  const { docs } = await payload.find({ collection: 'changes', where: { document: { equals: id } } });
  expect(docs).toMatchObject([
    { entity: 'products', label: 'Shaker in ash', actor: 'system', fields: { price: { from: 12_000, to: 12_500 } } },
  ]);
});

/** All collections and globals except Payload's internal ones. */
const ENTITIES = [...payload.config.collections, ...payload.config.globals].filter(
  ({ slug }) => !slug.startsWith('payload-'),
);

type Labelled = { label?: unknown; admin?: { description?: unknown; hidden?: boolean }; options?: unknown };

/** Lists the texts of a field that are strings. The texts of Payload and its plugins are functions, and are omitted. */
function listWords({ path, field }: PlacedField): string[] {
  const { label, admin, options } = field as Labelled;
  if (admin?.hidden) return [];
  const labels = Array.isArray(options)
    ? options.map((option) => (typeof option === 'string' ? option : option.label))
    : [];
  return [label, admin?.description, ...labels]
    .filter((text) => typeof text === 'string')
    .map((text) => `${path}: ${text}`);
}

describe.each(ENTITIES)('the texts of $slug', (entity) => {
  test('contain no codes', () => {
    const found = listFields(entity).flatMap((placed) =>
      listWords(placed).flatMap((words) =>
        codesIn(words.slice(placed.path.length + 1)).map((code) => `${placed.path}: ${code}`),
      ),
    );
    expect(found).toEqual([]);
  });

  test('give each row a title other than its id', () => {
    if (!('labels' in entity)) return;
    expect(entity.admin.useAsTitle).not.toBe('id');
    expect(entity.admin.useAsTitle).toBeDefined();
    expect(Object.values(entity.labels).flatMap((label) => codesIn(String(label)))).toEqual([]);
  });

  test('name each field once in bulk edits', () => {
    if (!('labels' in entity)) return;
    const offered = listFields(entity).filter(({ field, inRows }) => {
      const { admin, unique } = field as ClientField & { unique?: boolean };
      return !inRows && !unique && !admin?.disableBulkEdit && !admin?.hidden && field.type !== 'group';
    });
    const labels = offered.map(({ field, path }) => {
      const { label } = field as Labelled;
      return typeof label === 'string' ? label : path;
    });
    expect(labels.filter((label, i) => labels.indexOf(label) !== i)).toEqual([]);
  });
});
