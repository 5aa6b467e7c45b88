import { sql } from '@payloadcms/db-postgres';
import { extractText } from 'unpdf';
import { expect, test } from 'vitest';
import { findSimulator, inventPayments } from '../../../local/demo/sales/past-payments.ts';
import { database } from '../../../src/database/transaction.ts';
import { expireOrders } from '../../../src/services/sales/cancel-orders.ts';
import { readInvoicePdf } from '../../../src/services/sales/read-invoice-pdf.ts';
import { requestRefund } from '../../../src/services/sales/request-refund.ts';
import { openPdf } from '../../support/pdf-text.ts';
import { startSite } from '../../support/site.ts';
import { startTestStripe } from '../../support/stripe.ts';

const stripe = await startTestStripe({ demo: true });
const { payload } = await startSite(stripe.environment, { demo: true });

const number = async (value: ReturnType<typeof sql>) =>
  Number((await database(payload).execute<{ value: string }>(sql`SELECT (${value}) AS value`)).rows[0]?.value);
const cancelled = () => number(sql`SELECT count(*) FROM orders WHERE status = 'CANCELLED'`);
const stock = () => number(sql`SELECT sum(stock) FROM products`);

test('paid demo orders can be refunded, and their invoices opened', async () => {
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
  const pdf = await readInvoicePdf(payload, String(order?.invoiceId), null);
  const { text } = await extractText(await openPdf(pdf.bytes), { mergePages: true });
  expect(text).toContain(String(order?.number));
  expect(text).toContain('GB 999 9999 73');
});

test('unpaid demo orders release their stock when they expire', async () => {
  const [before, reserved] = [await cancelled(), await stock()];
  await database(payload).execute(sql`UPDATE orders SET payment_due_at = now() WHERE status = 'PENDING'`);
  expect(await expireOrders(payload)).toBe(4);
  expect(await cancelled()).toBe(before + 4);
  expect(await stock()).toBeGreaterThan(reserved);
});

test('without the simulator no demo payment is open, because workers would request it from Stripe', async () => {
  expect(await findSimulator('http://127.0.0.1:9', 50)).toBeUndefined();
  const registered = await inventPayments([
    { amount: 100, at: 1, metadata: { paymentId: '0190b5a0-0000-7000-8000-000000000001' }, tries: [] },
  ]);
  expect(registered[0]?.intentId).toMatch(/^pi_demo/);
});
