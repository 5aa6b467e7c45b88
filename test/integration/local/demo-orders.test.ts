import { sql } from '@payloadcms/db-postgres';
import { extractText, getDocumentProxy } from 'unpdf';
import { beforeAll, expect, test } from 'vitest';
import { fillWithDemoData } from '../../../local/demo/fill.ts';
import { findSimulator, madeUp } from '../../../local/demo/sales/past-payments.ts';
import { database } from '../../../src/database/transaction.ts';
import { expireOrders } from '../../../src/services/sales/expire-orders.ts';
import { invoicePdf } from '../../../src/services/sales/invoice-pdf.ts';
import { requestRefund } from '../../../src/services/sales/request-refund.ts';
import { startSite } from '../../support/site.ts';
import { startStripe } from '../../support/stripe.ts';

const stripe = await startStripe();
const { payload } = await startSite(stripe.environment);

beforeAll(async () => {
  const simulator = await findSimulator(stripe.url);
  await fillWithDemoData(payload, { password: 'a long password', report: () => {}, simulator });
}, 180_000);

const number = async (value: ReturnType<typeof sql>) =>
  Number((await database(payload).execute<{ value: string }>(sql`SELECT (${value}) AS value`)).rows[0]?.value);
const cancelled = () => number(sql`SELECT count(*) FROM orders WHERE status = 'CANCELLED'`);
const stock = () => number(sql`SELECT sum(stock) FROM products`);

test('orders of the demo that were paid can be refunded, and their invoices opened', async () => {
  const { rows } = await database(payload).execute<{ orderId: string; invoiceId: string; number: string }>(sql`
    SELECT orders.id AS "orderId", invoices.id AS "invoiceId", number FROM invoices JOIN orders ON orders.id = order_id
    WHERE status = 'CONFIRMED' ORDER BY issued_at DESC LIMIT 1`);
  const [order] = rows;
  const staff = await payload.find({ collection: 'users', limit: 1 });
  const staffId = String(staff.docs[0]?.id);
  const request = { orderId: String(order?.orderId), amount: 1000, reason: 'duplicate' as const, staffId };
  const { body } = await requestRefund(payload, request);
  expect(stripe.state.refunds.get((body as { refundId: string }).refundId)).toMatchObject({
    amount: 1000,
    status: 'succeeded',
  });
  const pdf = await invoicePdf(payload, String(order?.invoiceId), null);
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf.bytes)), { mergePages: true });
  expect(text).toContain(String(order?.number));
  expect(text).toContain('GB 999 9999 73');
});

test('orders of the demo that nobody paid give their pieces back when their time is over', async () => {
  const [before, reserved] = [await cancelled(), await stock()];
  await database(payload).execute(sql`UPDATE orders SET payment_due_at = now() WHERE status = 'PENDING'`);
  expect(await expireOrders(payload)).toBe(4);
  expect(await cancelled()).toBe(before + 4);
  expect(await stock()).toBeGreaterThan(reserved);
});

test('without the simulator no payment of the demo is open: workers would ask Stripe about it', async () => {
  expect(await findSimulator('http://127.0.0.1:9', 50)).toBeUndefined();
  const told = await madeUp([
    { amount: 100, at: 1, metadata: { paymentId: '0190b5a0-0000-7000-8000-000000000001' }, tries: [] },
  ]);
  expect(told[0]?.intentId).toMatch(/^pi_demo/);
});
