import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Look, newVisitor, openBrowser, PHONE } from '../support/browser.ts';
import { startStripe } from '../support/stripe.ts';

const BANK_MS = 1500;

const { stripe, url } = await startStripe({ settleAfterMs: BANK_MS });
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

/** The page of a new payment of £1,234.50. */
async function open(look: Look, types: ('card' | 'bacs_debit')[] = ['card']): Promise<{ page: Page; id: string }> {
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

const statusOf = async (id: string) => (await stripe.paymentIntents.retrieve(id)).status;
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

describe.each<[string, Look]>([
  ['desktop', {}],
  ['phone', PHONE],
])('the page of a payment on a %s', (_, look) => {
  test('takes the money, shows the events, and offers no second payment', async () => {
    const { page, id } = await open(look);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBe(0);
    await press(page, /^Pay 4242/);
    await page.getByText('payment_intent.succeeded').waitFor();
    expect(await statusOf(id)).toBe('succeeded');
    expect(await page.getByRole('button').count()).toBe(0);
  });

  test('says why a card was declined, and takes another one', async () => {
    const { page, id } = await open(look);
    await press(page, /insufficient funds/);
    await page.getByText('Your card has insufficient funds.').waitFor();
    expect(await statusOf(id)).toBe('requires_payment_method');
    await press(page, /^Pay 4242/);
    await page.getByText('payment_intent.succeeded').waitFor();
    expect(await statusOf(id)).toBe('succeeded');
  });

  test('leads to the bank for 3-D Secure, which may fail and then succeed', async () => {
    const { page, id } = await open(look);
    await press(page, /3-D Secure/);
    await page.getByText('confirm a payment of £1,234.50').waitFor();
    expect(await statusOf(id)).toBe('requires_action');
    await press(page, 'No, this was not me');
    await page.getByText('payment_intent.payment_failed').waitFor();
    await press(page, /3-D Secure/);
    await press(page, 'Yes, pay');
    await page.getByText('payment_intent.succeeded').waitFor();
    expect(await statusOf(id)).toBe('succeeded');
  });

  test('looks again by itself while the bank is at it', async () => {
    const { page, id } = await open(look, ['card', 'bacs_debit']);
    await press(page, /processing, then paid/);
    await page.getByText('The bank takes a few seconds.').waitFor();
    await page.getByText('payment_intent.succeeded').waitFor();
    expect(await statusOf(id)).toBe('succeeded');
    expect(await page.getByText('The bank takes a few seconds.').count()).toBe(0);
  });
});
