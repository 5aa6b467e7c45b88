import { afterAll, describe, expect, test } from 'vitest';
import { openMailbox } from '../../support/mailbox.ts';
import { makeSaleProduct, readEvents, startShop } from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';
import { startTestWorker } from '../events/support.ts';

const mailbox = await openMailbox();
afterAll(mailbox.close);
const shop = await startShop({ SMTP_URL: mailbox.url });
const { payload, call } = shop;
const staff = await staffTokens(payload);
const order = await shop.order(await makeSaleProduct(payload));
const { customerId, token: buyer } = order;

const NOTE = 'Wants a call before 9.\nKnows Mrs Hill';

const places = [
  { slug: 'orders', id: order.orderId },
  { slug: 'customers', id: customerId },
] as const;
type Place = (typeof places)[number];

const write = (
  { slug, id }: Pick<Place, 'slug'> & { id: string },
  notes: string,
  previous: string,
  token = staff.sales,
) => call('PATCH', `/api/desk/${slug}/${id}/notes`, { token, body: { notes, previous } });

const read = async ({ slug, id }: Place, token: string) =>
  (await call('GET', `/api/${slug}/${id}?depth=1`, { token })).body as Record<string, unknown>;

/**
 * Lists the changes of the order or of the customer. Changes of customers contain no id, but this file creates only one customer.
 */
const listChanges = async ({ slug, id }: Place) => {
  const document = slug === 'orders' ? { equals: id } : { exists: false };
  const where = { entity: { equals: slug }, document };
  return (await payload.find({ collection: 'changes', where, sort: 'at', depth: 0 })).docs;
};

describe.each(places)('notes on $slug', (place) => {
  test('are written and read by sales staff and admins, and recorded without their text', async () => {
    expect(await write(place, `  ${NOTE}\r\n`, '')).toMatchObject({ status: 200, body: { notes: NOTE } });
    expect((await read(place, staff.sales)).staffNotes).toBe(NOTE);
    expect((await write(place, 'Paid the deposit by bank', NOTE, staff.admin)).status).toBe(200);
    expect((await read(place, staff.admin)).staffNotes).toBe('Paid the deposit by bank');
    expect((await write(place, NOTE, 'Paid the deposit by bank')).status).toBe(200);
    const changes = await listChanges(place);
    expect(changes).toHaveLength(3);
    for (const { entity, actor, document, fields } of changes) {
      const expected = { entity: place.slug, actor: 'staff', document: place.slug === 'orders' ? place.id : null };
      expect({ entity, actor, document }).toEqual(expected);
      expect(Object.values(fields as object)).toEqual(['hidden']);
    }
    expect(JSON.stringify(changes)).not.toMatch(/Mrs Hill|deposit/);
    expect((await write(place, NOTE, NOTE)).status).toBe(200);
    expect(await listChanges(place)).toHaveLength(3);
  });

  test('are not overwritten by a colleague who has not seen the latest text', async () => {
    expect(await write(place, 'Something else', 'older notes')).toMatchObject({
      status: 409,
      body: { code: 'invalid_state' },
    });
    expect((await read(place, staff.sales)).staffNotes).toBe(NOTE);
    const answers = await Promise.all([write(place, 'From one', NOTE), write(place, 'From two', NOTE, staff.admin)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const stored = String((await read(place, staff.sales)).staffNotes);
    expect((await write(place, NOTE, stored)).status).toBe(200);
  });

  test('cannot be read, used as a filter or written by anybody else', async () => {
    for (const token of [buyer, staff['content-manager'], staff.analyst]) {
      expect(JSON.stringify(await read(place, token))).not.toContain('Mrs Hill');
      expect((await write(place, 'x', NOTE, token)).status).toBe(403);
    }
    expect((await read(place, buyer)).id).toBe(place.id);
    expect(await read(place, buyer)).not.toHaveProperty('staffNotes');
    const filtered = await call('GET', `/api/${place.slug}?where[staffNotes][like]=Mrs`, { token: buyer });
    expect(filtered.status).toBe(400);
    for (const token of [staff.sales, staff.admin]) {
      const patched = await call('PATCH', `/api/${place.slug}/${place.id}`, { token, body: { staffNotes: 'x' } });
      expect(patched.status).toBe(403);
    }
    const name = place.slug === 'orders' ? 'Order' : 'Customer';
    const query = `{ ${name}(id: "${place.id}") { id staffNotes } }`;
    const answer = await call('POST', '/api/graphql', { token: buyer, body: { query } });
    expect(JSON.stringify(answer.body)).toContain(place.id);
    expect(JSON.stringify(answer.body)).not.toContain('Mrs Hill');
  });

  test('have a maximum length, and belong to an existing row', async () => {
    expect((await write(place, 'x'.repeat(2001), NOTE)).status).toBe(400);
    for (const id of ['0190b5a0-0000-7000-8000-00000000dead', 'x']) {
      expect((await write({ ...place, id }, 'x', '')).status).toBe(404);
    }
  });
});

test('staff notes are in the customer’s own export, but in no other response of /v1, and in no event, e-mail or invoice', async () => {
  startTestWorker(payload);
  await shop.stripe.pay(await shop.intent(order));
  await shop.stripe.webhooks.idle();
  await until(() => mailbox.mails.some(({ subject }) => subject?.includes('Thank you')), 'the receipt');
  const answers = await Promise.all(
    [`/v1/orders/${order.orderId}`, '/v1/orders', '/v1/me', '/v1/appointments'].map(async (path) => {
      const { status, body } = await call('GET', path, { token: buyer });
      expect(status).toBe(200);
      return body;
    }),
  );
  const forStaff = await call('GET', `/v1/orders/${order.orderId}`, { token: staff.sales });
  const events = await readEvents(payload, order.orderId);
  const mails = mailbox.mails.map(({ html, text, headers }) => [html, text, [...headers]]);
  expect(JSON.stringify([answers, forStaff.body, events, mails])).not.toContain('Mrs Hill');
  const exported = await call('GET', '/v1/me/export', { token: buyer });
  expect(exported.body).toMatchObject({ profile: { staffNotes: NOTE }, orders: [{ staffNotes: NOTE }] });
});

test('staff notes cannot be written on an order whose customer was erased', async () => {
  const other = await shop.order(await makeSaleProduct(payload));
  const place = { slug: 'orders', id: other.orderId } as const;
  expect((await write(place, NOTE, '')).status).toBe(200);
  expect((await call('DELETE', '/v1/me', { token: other.token })).status).toBe(204);
  for (const notes of [NOTE, '']) {
    expect(await write(place, notes, '')).toMatchObject({ status: 409, body: { code: 'invalid_state' } });
  }
  const left = await payload.findByID({ collection: 'orders', id: other.orderId, depth: 0 });
  expect([left.staffNotes, left.staffNotesAt]).toEqual([null, null]);
});
