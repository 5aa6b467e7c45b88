import { sql } from '@payloadcms/db-postgres';
import { expect, test, vi } from 'vitest';
import { database, transactionOf, withTransaction } from '../../../src/database/transaction.ts';
import { deleteOldPriceChanges, listUndoablePriceLists } from '../../../src/services/catalogue/applied-price-lists.ts';
import { countLockWaits } from '../../support/count-lock-waits.ts';
import { startGateway } from '../../support/gateway.ts';
import { makeSaleProduct } from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';

const { payload, call } = await startGateway();
const { admin, sales, 'content-manager': editor } = await staffTokens(payload);
const db = database(payload);

type Undone = { restored: number; kept: { productId: string; title: string | null; reason: string }[] };

const findUser = async (role: 'admin' | 'content-manager') => {
  const { docs } = await payload.find({ collection: 'users', where: { role: { equals: role } }, limit: 1 });
  const [user] = docs;
  if (!user) throw new Error(`There is no ${role}.`);
  return { ...user, collection: 'users' as const };
};

const readPrice = async (id: string) => (await payload.findByID({ collection: 'products', id })).price;
const readPrices = (ids: readonly string[]) => Promise.all(ids.map(readPrice));

const countEvents = async (id: string) => {
  const { rows } = await db.execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM domain_events WHERE topic = 'product.changed' AND payload->>'productId' = ${id}`);
  return rows[0]?.count ?? 0;
};

const readPriceChanges = async (id: string) => {
  const where = { document: { equals: id } };
  const { docs } = await payload.find({ collection: 'changes', where, sort: 'at', depth: 0 });
  return docs.map(({ actor, fields }) => ({ actor, ...(fields as object) }));
};

const edit = (id: string, data: object, token = editor) => call('PATCH', `/api/products/${id}`, { token, body: data });

/**
 * Creates products at £100, and applies a price list that sets their prices to £110.00, £110.01, £110.02 and so on.
 */
async function applyList(count: number, token = editor): Promise<{ listId: string; ids: string[] }> {
  const ids: string[] = [];
  for (let turn = 0; turn < count; turn += 1) ids.push(await makeSaleProduct(payload, { price: 100_00 }));
  const changes = ids.map((productId, i) => ({ productId, from: 100_00, to: 110_00 + i }));
  const applied = await call('POST', '/api/desk/price-list/apply', { token, body: { changes } });
  expect(applied).toMatchObject({ status: 200, body: { changed: count } });
  const { rows } = await db.execute<{ listId: string }>(sql`
    SELECT list_id AS "listId" FROM price_list_changes WHERE product_id = ${ids[0]} ORDER BY list_id DESC LIMIT 1`);
  return { listId: String(rows[0]?.listId), ids };
}

const undo = (listId: string, token = editor) => call('POST', `/api/desk/price-list/${listId}/undo`, { token });

test('an undo restores every former price, with versions, events and change log entries', async () => {
  const { listId, ids } = await applyList(3);
  const [first = ''] = ids;
  const [events, versions] = [await countEvents(first), await payload.countVersions({ collection: 'products' })];
  expect(await undo(listId)).toEqual(expect.objectContaining({ status: 200, body: { restored: 3, kept: [] } }));
  expect(await readPrices(ids)).toEqual([100_00, 100_00, 100_00]);
  const { body: onSite } = await call('GET', `/v1/products/${first}`);
  expect(onSite).toMatchObject({ price: 100 });
  expect(await countEvents(first)).toBe(events + 1);
  expect((await payload.countVersions({ collection: 'products' })).totalDocs).toBe(versions.totalDocs + 3);
  expect(await readPriceChanges(first)).toEqual([
    { actor: 'staff', price: { from: 100_00, to: 110_00 } },
    { actor: 'staff', price: { from: 110_00, to: 100_00 } },
  ]);
  expect(await undo(listId)).toMatchObject({ status: 200, body: { restored: 3, kept: [] } });
  expect(await countEvents(first)).toBe(events + 1);
});

test('an undo skips and names the products that were changed since, and restores the other prices', async () => {
  const { listId, ids } = await applyList(6);
  const [priced, drafted, trashed, deleted, retitled, untouched] = ids as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  expect((await edit(priced, { price: 95_00 })).status).toBe(200);
  await payload.update({
    ...{ collection: 'products', id: drafted, draft: true, data: { price: 1_00, _status: 'draft' } },
  });
  await payload.update({ collection: 'products', id: trashed, data: { deletedAt: new Date().toISOString() } });
  await payload.delete({ collection: 'products', id: deleted });
  expect((await edit(retitled, { title: 'A better title' })).status).toBe(200);
  const { status, body } = await undo(listId);
  expect(status).toBe(200);
  const { restored, kept } = body as Undone;
  expect(restored).toBe(2);
  expect(Object.fromEntries(kept.map(({ productId, reason }) => [productId, reason]))).toEqual({
    [priced]: 'Its price was changed in the meantime.',
    [drafted]: 'The product has unpublished changes. Publish them first.',
    [trashed]: 'The product is in the trash. Restore it first.',
    [deleted]: 'The product was deleted in the meantime.',
  });
  expect(kept.find(({ productId }) => productId === priced)?.title).toMatch(/^Shaker kitchen/);
  expect(await readPrices([priced, drafted, retitled, untouched])).toEqual([95_00, 110_01, 100_00, 100_00]);
  const drafts = await payload.findByID({ collection: 'products', id: drafted, draft: true });
  expect(drafts.price).toBe(1_00);
});

test('an undo never overwrites a price that an editor is saving at the same time', async () => {
  const { listId, ids } = await applyList(2);
  const [edited = '', other = ''] = ids;
  let answer: ReturnType<typeof undo> | undefined;
  await withTransaction(payload, async (req) => {
    await payload.update({ collection: 'products', id: edited, data: { price: 88_00 }, req });
    answer = undo(listId);
    await until(() => countLockWaits(payload), 'the undo to wait for the edit');
  });
  expect((await answer)?.body).toMatchObject({ restored: 1, kept: [{ productId: edited }] });
  expect(await readPrices([edited, other])).toEqual([88_00, 100_00]);
});

test('an undo locks one product at a time, so that orders do not wait for the whole list', async () => {
  const { listId, ids } = await applyList(3);
  const [first = '', second = '', third = ''] = ids.toSorted();
  const lock = (id: string) => sql`SELECT FROM products WHERE id = ${id} FOR NO KEY UPDATE NOWAIT`;
  let answer: ReturnType<typeof undo> | undefined;
  await withTransaction(payload, async (req) => {
    await (await transactionOf(req)).execute(lock(second));
    answer = undo(listId);
    await until(() => countLockWaits(payload), 'the undo to wait for the second product');
    expect(await readPrice(first)).toBe(100_00);
    await db.execute(lock(first));
    await db.execute(lock(third));
  });
  expect((await answer)?.body).toEqual({ restored: 3, kept: [] });
});

test('an undo that is repeated after a failure part-way finishes, and counts the prices restored before the failure', async () => {
  const { listId, ids } = await applyList(4);
  const [first = '', second = '', edited = ''] = ids.toSorted();
  expect((await edit(edited, { price: 95_00 })).status).toBe(200);
  const events = await countEvents(first);
  const update = payload.update.bind(payload);
  const failing = vi
    .spyOn(payload, 'update')
    .mockImplementation(((options: { id: string }) =>
      options.id === second ? Promise.reject(new Error('The process ends.')) : update(options as never)) as never);
  expect((await undo(listId)).status).toBe(500);
  failing.mockRestore();
  expect(await readPrice(first)).toBe(100_00);
  expect(await undo(listId)).toMatchObject({ status: 200, body: { restored: 3, kept: [{ productId: edited }] } });
  expect((await readPrices(ids)).toSorted()).toEqual([100_00, 100_00, 100_00, 95_00]);
  expect(await countEvents(first)).toBe(events + 1);
});

test('an edit and an undo at the same time end with the price of the edit, in either order', async () => {
  for (let turn = 0; turn < 4; turn += 1) {
    const { listId, ids } = await applyList(2);
    const [edited = '', other = ''] = ids;
    const [saved, undone] = await Promise.all([edit(edited, { price: 77_00 }), undo(listId)]);
    expect([saved.status, undone.status]).toEqual([200, 200]);
    expect(await readPrices([edited, other])).toEqual([77_00, 100_00]);
  }
});

test('two undos at the same time restore each price once', async () => {
  const { listId, ids } = await applyList(3);
  const events = await countEvents(String(ids[0]));
  const answers = await Promise.all([undo(listId), undo(listId, admin)]);
  for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: { restored: 3, kept: [] } });
  expect(await readPrices(ids)).toEqual([100_00, 100_00, 100_00]);
  for (const id of ids) expect(await countEvents(id)).toBe(events + 1);
});

test('a product whose former price is refused keeps its price, and the others are restored', async () => {
  const { listId, ids } = await applyList(3);
  const [broken = '', ...others] = ids;
  const tooLong = 'x'.repeat(201);
  await db.execute(sql`UPDATE products SET title = ${tooLong} WHERE id = ${broken}`);
  await db.execute(sql`UPDATE _products_v SET version_title = ${tooLong} WHERE parent_id = ${broken}`);
  const { body } = await undo(listId);
  expect(body).toMatchObject({
    restored: 2,
    kept: [{ productId: broken, reason: expect.stringMatching(/Title: .*200/) }],
  });
  expect(await readPrices(others)).toEqual([100_00, 100_00]);
});

test('an undo is possible within 24 hours, for the person who applied the list and for admins', async () => {
  const { listId: ofAdmin, ids } = await applyList(1, admin);
  expect(await undo(ofAdmin)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect((await undo(ofAdmin, sales)).status).toBe(403);
  const { listId: ofEditor } = await applyList(2);
  const [asEditor, asAdmin] = [await findUser('content-manager'), await findUser('admin')];
  const seen = await listUndoablePriceLists(payload, asEditor);
  expect(seen.map(({ id }) => id)).not.toContain(ofAdmin);
  expect(seen[0]).toMatchObject({ id: ofEditor, own: true, changes: 2, appliedBy: asEditor.name });
  const [newest, older] = await listUndoablePriceLists(payload, asAdmin);
  expect([newest, older]).toMatchObject([
    { id: ofEditor, own: false },
    { id: ofAdmin, own: true },
  ]);
  await db.execute(sql`
    UPDATE price_list_changes SET applied_at = now() - interval '25 hours' WHERE list_id = ${ofAdmin}`);
  expect(await undo(ofAdmin, admin)).toMatchObject({ status: 409, body: { code: 'too_late' } });
  expect(await readPrices(ids)).toEqual([110_00]);
  expect((await listUndoablePriceLists(payload, asAdmin)).map(({ id }) => id)).not.toContain(ofAdmin);
  expect((await undo(ofEditor, admin)).status).toBe(200);
  expect((await listUndoablePriceLists(payload, asEditor)).map(({ id }) => id)).not.toContain(ofEditor);
  for (const unknown of ['0190b5a0-0000-7000-8000-00000000dead', 'x']) expect((await undo(unknown)).status).toBe(404);
});

test('a schedule deletes changes that can no longer be undone', async () => {
  const [{ listId: old }, { listId: recent }] = [await applyList(1), await applyList(1)];
  await db.execute(sql`UPDATE price_list_changes SET applied_at = now() - interval '49 hours' WHERE list_id = ${old}`);
  await deleteOldPriceChanges(payload);
  const { rows } = await db.execute(
    sql`SELECT list_id AS id FROM price_list_changes WHERE list_id IN (${old}, ${recent})`,
  );
  expect(rows).toEqual([{ id: recent }]);
});

test('a price list with a product twice is refused, and none of its prices is applied', async () => {
  const [id, other] = [
    await makeSaleProduct(payload, { price: 100_00 }),
    await makeSaleProduct(payload, { price: 100_00 }),
  ];
  const changes = [
    { productId: other, from: 100_00, to: 150_00 },
    { productId: id, from: 100_00, to: 200_00 },
    { productId: id.toUpperCase(), from: 200_00, to: 300_00 },
  ];
  expect(await call('POST', '/api/desk/price-list/apply', { token: editor, body: { changes } })).toMatchObject({
    ...{ status: 400, body: { code: 'validation_failed', errors: [{ path: 'changes' }] } },
  });
  expect(await readPrices([id, other])).toEqual([100_00, 100_00]);
  const { rows } = await db.execute(sql`SELECT FROM price_list_changes WHERE product_id IN (${id}, ${other})`);
  expect(rows).toEqual([]);
});
