import { sql } from '@payloadcms/db-postgres';
import { afterAll, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { eraseCustomer } from '../../../src/services/identity/erase-customer.ts';
import { readTimeline } from '../../../src/services/sales/read-timeline.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { countTableRows, makeSaleProduct, type PlacedOrder, readOrderRow, startShop } from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';
import { startTestWorker, waitUntilDone } from '../events/support.ts';

const mailbox = await openMailbox();
afterAll(mailbox.close);
const shop = await startShop({ SMTP_URL: mailbox.url });
const { payload, call } = shop;
const { sales, admin, 'content-manager': editor } = await staffTokens(payload);
const product = await makeSaleProduct(payload, { price: 250_75 });

const TOPIC = 'payment.receipt_requested';

const resend = ({ orderId }: Pick<PlacedOrder, 'orderId'>, token = sales) =>
  call('POST', `/api/desk/orders/${orderId}/receipt`, { token });

const readEmail = async ({ customerId }: PlacedOrder) =>
  (await payload.findByID({ collection: 'customers', id: customerId })).email;

const receiptsTo = (address: string) =>
  mailbox.mails.filter(({ to, subject }) => JSON.stringify(to).includes(address) && subject?.includes('Thank you'));

const isSent = async ({ orderId }: PlacedOrder) => {
  const { body } = await call('GET', `/api/desk/orders/${orderId}/receipt`, { token: sales });
  return (body as { pending: boolean }).pending === false;
};

const listEvents = async ({ orderId }: PlacedOrder, topic: string) => {
  const { rows } = await database(payload).execute<{ id: string }>(sql`
    SELECT id FROM domain_events WHERE topic = ${topic} AND payload->>'orderId' = ${orderId} ORDER BY id`);
  return rows.map(({ id }) => id);
};

const listChanges = async ({ orderId }: PlacedOrder) =>
  (
    await payload.find({
      collection: 'changes',
      where: { document: { equals: orderId }, action: { equals: 'resend' } },
      depth: 0,
    })
  ).docs;

/** Creates a paid order and waits until its first receipt is sent. */
async function orderWithReceipt(): Promise<PlacedOrder> {
  const order = await shop.paidOrder(product);
  await until(() => isSent(order), 'the first receipt');
  return order;
}

test('the customer gets the receipt with its invoice again, as an e-mail of its own, and the change log names who sent it', async () => {
  startTestWorker(payload);
  const order = await orderWithReceipt();
  expect(await resend(order)).toMatchObject({ status: 202, body: { message: 'Receipt on its way' } });
  await until(() => isSent(order), 'the second receipt');
  const [succeeded = ''] = await listEvents(order, 'payment.succeeded');
  const [requested = ''] = await listEvents(order, TOPIC);
  await waitUntilDone(payload, requested, ['payment-receipt']);
  const [first, second, ...more] = receiptsTo(await readEmail(order));
  expect(more).toEqual([]);
  expect([first?.messageId, second?.messageId]).toEqual([
    `<${succeeded}.payment-receipt@lomashwood.co.uk>`,
    `<${requested}.payment-receipt@lomashwood.co.uk>`,
  ]);
  expect(second?.html).toBe(first?.html);
  expect(second?.attachments[0]).toMatchObject({ filename: first?.attachments[0]?.filename });
  expect(second?.attachments[0]?.content).toEqual(first?.attachments[0]?.content);
  const { invoice } = await readOrderRow(shop, order);
  expect(second?.attachments[0]?.filename).toBe(`${invoice?.number}.pdf`);
  const title = (await payload.findByID({ collection: 'orders', id: order.orderId })).orderNumber;
  expect(await listChanges(order)).toMatchObject([{ entity: 'orders', label: title, actor: 'staff', fields: {} }]);
  const texts = (await readTimeline(payload, order.orderId)).map(({ text }) => text);
  expect(texts.filter((text) => text === 'Receipt sent to the customer')).toHaveLength(2);
  expect(texts).toContain('Event: receipt to be sent again');
});

test('a resend is refused while a receipt is on its way, so that a double click sends only one receipt', async () => {
  const worker = startTestWorker(payload);
  const order = await orderWithReceipt();
  await worker.close();
  const answers = await Promise.all([resend(order), resend(order, admin), resend(order)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  expect(await resend(order)).toMatchObject({
    status: 409,
    body: { code: 'invalid_state', detail: 'The receipt is already on its way.' },
  });
  expect(await isSent(order)).toBe(false);
  startTestWorker(payload);
  await until(() => isSent(order), 'the second receipt');
  expect(receiptsTo(await readEmail(order))).toHaveLength(2);
  expect(await countTableRows(payload, order.orderId, TOPIC)).toBe(1);
  expect(await listChanges(order)).toHaveLength(1);
});

test('a resend is refused the fourth time within an hour', async () => {
  startTestWorker(payload);
  const order = await orderWithReceipt();
  for (let turn = 0; turn < 3; turn += 1) {
    expect((await resend(order)).status).toBe(202);
    await until(() => isSent(order), 'the receipt');
  }
  const refused = await resend(order);
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  const retryAfter = Number(refused.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThan(3500);
  expect(retryAfter).toBeLessThanOrEqual(3600);
  expect(receiptsTo(await readEmail(order))).toHaveLength(4);
  expect(await countTableRows(payload, order.orderId, TOPIC)).toBe(3);
});

test('a resend is refused for orders that are not paid or are refunded in full, and for callers who are not sales staff', async () => {
  startTestWorker(payload);
  const [unpaid, refunded] = [await shop.order(product), await orderWithReceipt()];
  await call('POST', `/v1/orders/${refunded.orderId}/refunds`, {
    token: sales,
    body: { reason: 'requested_by_customer' },
  });
  await shop.stripe.webhooks.idle();
  const { status } = await readOrderRow(shop, refunded);
  expect(status).toBe('REFUNDED');
  for (const order of [unpaid, refunded]) {
    expect(await resend(order)).toMatchObject({ status: 409, body: { code: 'invalid_state' } });
    expect(await countTableRows(payload, order.orderId, TOPIC)).toBe(0);
  }
  expect((await resend(refunded, editor)).status).toBe(403);
  expect((await resend(refunded, refunded.token)).status).toBe(403);
  for (const orderId of ['0190b5a0-0000-7000-8000-00000000dead', 'x']) {
    expect((await resend({ orderId })).status).toBe(404);
    const state = await call('GET', `/api/desk/orders/${orderId}/receipt`, { token: sales });
    expect(state).toMatchObject({ status: 404, body: { code: 'not_found' } });
  }
});

test('a receipt is not resent to a customer who is erased before or after the request', async () => {
  const worker = startTestWorker(payload);
  const [before, after] = [await orderWithReceipt(), await orderWithReceipt()];
  const addresses = await Promise.all([readEmail(before), readEmail(after)]);
  await worker.close();
  await eraseCustomer(payload, before.customerId);
  expect(await resend(before)).toMatchObject({ status: 409, body: { code: 'invalid_state' } });
  expect((await resend(after)).status).toBe(202);
  await eraseCustomer(payload, after.customerId);
  startTestWorker(payload);
  await until(() => isSent(after), 'the resend to be completed');
  expect(addresses.map((address) => receiptsTo(address).length)).toEqual([1, 1]);
});
