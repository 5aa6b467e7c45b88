import { sql } from '@payloadcms/db-postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { readTimeline } from '../../../src/services/sales/read-timeline.ts';
import { startTestWorker } from '../../integration/events/support.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { findSeriousViolations } from '../../support/axe.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { payForOrder } from '../../support/paid-order.ts';
import { startTestStripe, WEBHOOK_SECRET } from '../../support/stripe.ts';
import { until } from '../../support/until.ts';

const stripe = await startTestStripe();
const mailbox = await openMailbox();
afterAll(mailbox.close);
const site = await startAdminSite({ ...stripe.environment, SMTP_URL: mailbox.url });
const { payload, signIn } = site;

beforeAll(() => {
  stripe.webhooks.sendTo({ url: `${site.base()}/v1/webhooks/stripe`, secrets: [WEBHOOK_SECRET] });
});

const order = (card?: string) => payForOrder(payload, stripe, card);

const readRefunded = async (orderId: string) => {
  const { rows } = await database(payload).execute<{ refunded: number }>(
    sql`SELECT refunded_amount::int AS refunded FROM payments WHERE order_id = ${orderId}`,
  );
  return rows[0]?.refunded;
};

test('sales staff refund part of an order after a confirmation, and see the result', async () => {
  const { orderId } = await order();
  const page = await signIn('sales');
  await page.goto(`/admin/collections/orders/${orderId}`);
  await page.getByText('£1,000.00').first().waitFor();
  const form = page.locator('.collection-edit__form');
  expect(await form.locator('.required').count()).toBe(0);
  expect(await form.locator('input:disabled, textarea:disabled, .rs--is-disabled, [class*=drag]').count()).toBe(0);
  await form.getByRole('cell', { name: '£500.00' }).waitFor();
  expect(await page.locator('.doc-tabs').getByText('API').count()).toBe(0);
  const invoice = page.getByRole('link', { name: /^INV-/ });
  const pdf = await invoice.evaluate(async (link) => {
    const { status, headers } = await fetch(link.getAttribute('href') ?? '');
    return [status, headers.get('content-type')];
  });
  expect(pdf).toEqual([200, 'application/pdf']);
  const amount = page.locator('[name=refundAmount]');
  await expect.poll(() => amount.inputValue()).toBe('');
  await amount.fill('1000.01');
  await page.getByText('Only £1,000.00 is left to refund.').waitFor();
  expect(await page.getByRole('button', { name: 'Refund', exact: true }).isDisabled()).toBe(true);
  await amount.fill('123.45');
  await page.locator('[name=refundReason]').selectOption('duplicate');
  await page.getByRole('button', { name: 'Refund', exact: true }).click();
  await page.getByText('Pay £123.45 back').waitFor();
  expect(stripe.state.refunds.size).toBe(0);
  await page.getByRole('button', { name: 'Yes, refund it' }).click();
  await page.getByText('£123.45 is on its way back').waitFor();
  await expect.poll(() => readRefunded(orderId)).toBe(12_345);
  // The page shows the credit note without a reload.
  await page.getByRole('link', { name: /^CN-/ }).waitFor();
  await page.getByText('up to £876.55').waitFor();
  expect(await amount.inputValue()).toBe('');
  await page.getByText('Payment is partly refunded').waitFor();
  expect([...stripe.state.refunds.newestFirst()]).toMatchObject([{ amount: 12_345, reason: 'duplicate' }]);
});

test('the lists show sums by status and a preset of failed payments', async () => {
  const { orderNumber } = await order();
  const failed = await order('4000000000009995');
  const page = await signIn('sales');
  await page.goto('/admin/collections/orders');
  await page.getByRole('row', { name: orderNumber }).waitFor();
  await page.getByRole('list', { name: 'Totals by status' }).getByText('Unpaid').waitFor();
  await page.goto('/admin/collections/payments');
  await page.getByRole('link', { name: 'Failed' }).click();
  await page.getByText('insufficient funds').waitFor();
  await page.getByRole('link', { name: failed.orderNumber }).or(page.getByText(failed.orderNumber)).first().waitFor();
});

test('sales staff write notes on an order, and send its receipt again', async () => {
  const { orderId } = await order();
  startTestWorker(payload);
  const isSent = ({ text }: { text: string }) => text === 'Receipt sent to the customer';
  await until(async () => (await readTimeline(payload, orderId)).some(isSent), 'the first receipt');
  const page = await signIn('sales');
  await page.goto(`/admin/collections/orders/${orderId}`);
  const notes = page.getByLabel('Staff notes');
  await notes.fill('Call before nine');
  await page.getByRole('button', { name: 'Save the notes' }).click();
  await page.getByText('The notes are saved.').waitFor();
  expect(await payload.findByID({ collection: 'orders', id: orderId, depth: 0 })).toMatchObject({
    staffNotes: 'Call before nine',
  });
  expect(await page.getByRole('button', { name: 'Save the notes' }).count()).toBe(0);
  const sent = page.getByText('Receipt sent to the customer');
  expect(await sent.count()).toBe(1);
  await page.getByRole('button', { name: 'Send the receipt again' }).click();
  await page.getByRole('button', { name: 'Yes, send it' }).click();
  await page.getByText('The receipt is on its way again.').waitFor();
  await expect.poll(() => sent.count(), { timeout: 30_000 }).toBe(2);
  await page.reload();
  expect(await notes.inputValue()).toBe('Call before nine');
  expect(await findSeriousViolations(page)).toEqual([]);
});
