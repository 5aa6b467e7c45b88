import { sql } from '@payloadcms/db-postgres';
import { beforeAll, expect, test } from 'vitest';
import { database } from '../../src/database/transaction.ts';
import { createIntent } from '../../src/services/sales/create-intent.ts';
import { createOrder } from '../../src/services/sales/create-order.ts';
import { startAdminSite } from '../support/admin-site.ts';
import { makeCustomer } from '../support/appointments.ts';
import { makeProduct } from '../support/sales.ts';
import { startStripe, WEBHOOK_SECRET } from '../support/stripe.ts';

const stripe = await startStripe();
const site = await startAdminSite(stripe.environment);
const { payload, signIn } = site;

beforeAll(() => {
  stripe.webhooks.sendTo({ url: `${site.base()}/v1/webhooks/stripe`, secrets: [WEBHOOK_SECRET] });
});

async function order(card?: string) {
  const [customerId, productId] = [await makeCustomer(payload), await makeProduct(payload, { price: 50_000 })];
  const buyer = { customerId, name: 'Ada Lovelace' };
  const { body } = await createOrder(payload, buyer, { items: [{ productId, quantity: 2 }] });
  const { orderId, orderNumber } = body as { orderId: string; orderNumber: string };
  const intent = await createIntent(payload, customerId, { orderId, amount: 100_000 }, undefined);
  await stripe.pay((intent.body as { clientSecret: string }).clientSecret, card);
  await stripe.webhooks.idle();
  return { orderId, orderNumber };
}

const refundedOf = async (orderId: string) => {
  const { rows } = await database(payload).execute<{ refunded: number }>(
    sql`SELECT refunded_amount::int AS refunded FROM payments WHERE order_id = ${orderId}`,
  );
  return rows[0]?.refunded;
};

test('sales refund a part of an order after a second question, and see what has happened', async () => {
  const { orderId } = await order();
  const page = await signIn('sales');
  await page.goto(`/admin/collections/orders/${orderId}`);
  await page.getByText('£1,000.00').first().waitFor();
  const invoice = page.getByRole('link', { name: /^INV-/ });
  const pdf = await invoice.evaluate(async (link) => {
    const { status, headers } = await fetch(link.getAttribute('href') ?? '');
    return [status, headers.get('content-type')];
  });
  expect(pdf).toEqual([200, 'application/pdf']);
  const amount = page.locator('[name=refundAmount]');
  await expect.poll(() => amount.inputValue()).toBe('');
  await amount.fill('1000.01');
  await page.getByText('No more than £1,000.00 is left to refund.').waitFor();
  expect(await page.getByRole('button', { name: 'Refund', exact: true }).isDisabled()).toBe(true);
  await amount.fill('123.45');
  await page.locator('[name=refundReason]').selectOption('duplicate');
  await page.getByRole('button', { name: 'Refund', exact: true }).click();
  await page.getByText('Pay £123.45 back').waitFor();
  expect(stripe.state.refunds.size).toBe(0);
  await page.getByRole('button', { name: 'Yes, refund it' }).click();
  await page.getByText('£123.45 is on its way back').waitFor();
  await expect.poll(() => refundedOf(orderId)).toBe(12_345);
  // Nobody reloads: the page follows by itself.
  await page.getByRole('link', { name: /^CN-/ }).waitFor();
  await page.getByText('£876.55 at most').waitFor();
  expect(await amount.inputValue()).toBe('');
  await page.getByText('Payment is PARTIALLY_REFUNDED').waitFor();
  expect([...stripe.state.refunds.newestFirst()]).toMatchObject([{ amount: 12_345, reason: 'duplicate' }]);
});

test('the lists show sums by state, and failed payments are one click away', async () => {
  const { orderNumber } = await order();
  const failed = await order('4000000000009995');
  const page = await signIn('sales');
  await page.goto('/admin/collections/orders');
  await page.getByRole('row', { name: orderNumber }).waitFor();
  await page.getByRole('list', { name: 'Sums by state' }).getByText('Unpaid').waitFor();
  await page.goto('/admin/collections/payments');
  await page.getByRole('link', { name: 'Failed' }).click();
  await page.getByText('insufficient funds').waitFor();
  await page.getByRole('link', { name: failed.orderNumber }).or(page.getByText(failed.orderNumber)).first().waitFor();
});
