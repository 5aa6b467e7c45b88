import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserLook, newVisitor, openBrowser, PHONE } from '../../support/browser.ts';
import { startTestStripe } from '../../support/stripe.ts';

const BANK_MS = 1500;

const { stripe, url } = await startTestStripe({ settleAfterMs: BANK_MS });
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

/** Opens the page of a new payment of £1,234.50. */
async function open(
  look: BrowserLook,
  types: ('card' | 'bacs_debit')[] = ['card'],
): Promise<{ page: Page; id: string }> {
  const intent = await stripe.paymentIntents.create({
    ...{ amount: 123_450, currency: 'gbp', metadata: { orderId: 'LW-7' } },
    allowed_payment_method_types: types,
  });
  const page = await (await newVisitor(browser, url, look)).newPage();
  await page.goto('/');
  await page.getByRole('link', { name: '£1,234.50' }).first().click();
  await page.getByRole('heading', { name: '£1,234.50' }).waitFor();
  return { page, id: intent.id };
}

const readStatus = async (id: string) => (await stripe.paymentIntents.retrieve(id)).status;
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

describe.each<[string, BrowserLook]>([
  ['desktop', {}],
  ['phone', PHONE],
])('the payment page on a %s', (_, look) => {
  test('accepts a payment, shows its events, and does not offer to pay again', async () => {
    const { page, id } = await open(look);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBe(0);
    await press(page, /^Pay 4242/);
    await page.getByText('payment_intent.succeeded').waitFor();
    expect(await readStatus(id)).toBe('succeeded');
    expect(await page.getByRole('button').count()).toBe(0);
  });

  test('shows why a card was declined, and accepts another card', async () => {
    const { page, id } = await open(look);
    await press(page, /insufficient funds/);
    await page.getByText('Your card has insufficient funds.').waitFor();
    expect(await readStatus(id)).toBe('requires_payment_method');
    await press(page, /^Pay 4242/);
    await page.getByText('payment_intent.succeeded').waitFor();
    expect(await readStatus(id)).toBe('succeeded');
  });

  test('opens 3-D Secure, where the payer may fail first and succeed on the second attempt', async () => {
    const { page, id } = await open(look);
    await press(page, /3-D Secure/);
    await page.getByText('confirm a payment of £1,234.50').waitFor();
    expect(await readStatus(id)).toBe('requires_action');
    await press(page, 'No, this was not me');
    await page.getByText('payment_intent.payment_failed').waitFor();
    await press(page, /3-D Secure/);
    await press(page, 'Yes, pay');
    await page.getByText('payment_intent.succeeded').waitFor();
    expect(await readStatus(id)).toBe('succeeded');
  });

  test('reloads itself while the payment is processing', async () => {
    const { page, id } = await open(look, ['card', 'bacs_debit']);
    await press(page, /processing, then paid/);
    await page.getByText('The bank decides in a few seconds.').waitFor();
    await page.getByText('payment_intent.succeeded').waitFor();
    expect(await readStatus(id)).toBe('succeeded');
    expect(await page.getByText('The bank decides in a few seconds.').count()).toBe(0);
  });
});
