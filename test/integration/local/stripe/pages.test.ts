import { describe, expect, it } from 'vitest';
import { startTestStripe } from '../../../support/stripe.ts';

const { stripe, url, controls } = await startTestStripe();

async function newPayment() {
  const intent = await stripe.paymentIntents.create({ amount: 1234_50, currency: 'gbp', metadata: { orderId: '<7>' } });
  return { id: intent.id, secret: intent.client_secret ?? '' };
}

const read = async (path: string) => (await fetch(`${url}${path}`)).text();
const readStatus = async (id: string) => (await stripe.paymentIntents.retrieve(id)).status;

/** Submits a form. @returns the URL of the redirect */
async function submit(path: string, fields: Record<string, string>): Promise<string> {
  const body = new URLSearchParams(fields);
  const response = await fetch(`${url}${path}`, { method: 'POST', body, redirect: 'manual' });
  expect(response.status).toBe(303);
  return response.headers.get('location') ?? '';
}

describe('the pages of the simulator', () => {
  it('list open payments with their metadata', async () => {
    const { secret } = await newPayment();
    const page = await read('/');
    expect(page).toContain(`/pay?client_secret=${secret}`);
    expect(page).toContain('£1,234.50');
    expect(page).toContain('orderId &lt;7&gt;');
  });

  it('show the order and the day', async () => {
    const intent = await stripe.paymentIntents.create({
      ...{ amount: 100, currency: 'gbp', description: 'Order LW-1000007', metadata: { orderId: '7' } },
    });
    const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'Europe/London' });
    const { client_secret: secret } = intent;
    await submit('/pay', { client_secret: String(secret), payment_method: 'pm_card_threeDSecure2Required' });
    for (const path of ['/', `/pay?client_secret=${secret}`, `/authenticate?client_secret=${secret}`]) {
      const page = await read(path);
      expect(page, path).toContain('Order LW-1000007');
      expect(page, path).toContain(day.format(intent.created * 1000));
      expect(page, path).not.toContain('orderId 7');
    }
  });

  it('accept a payment', async () => {
    const { id, secret } = await newPayment();
    expect(await read(`/pay?client_secret=${secret}`)).toContain('4242 4242 4242 4242');
    const next = await submit('/pay', { client_secret: secret, payment_method: 'pm_card_visa' });
    expect(next).toBe(`/pay?client_secret=${secret}`);
    expect(await readStatus(id)).toBe('succeeded');
    const page = await read(next);
    expect(page).toContain('payment_intent.succeeded');
    expect(page).not.toContain('4242 4242 4242 4242');
  });

  it('show why a payment was declined, and allow another attempt', async () => {
    const { id, secret } = await newPayment();
    const next = await submit('/pay', { client_secret: secret, payment_method: 'pm_card_chargeDeclined' });
    expect(await readStatus(id)).toBe('requires_payment_method');
    const page = await read(next);
    expect(page).toContain('Your card was declined.');
    expect(page).toContain('4242 4242 4242 4242');
  });

  it.each([
    ['complete', 'succeeded', 'succeeded'],
    ['fail', 'requires_payment_method', 'failed'],
  ])('ask for 3-D Secure: %s', async (outcome, status, redirectStatus) => {
    const { id, secret } = await newPayment();
    const fields = { client_secret: secret, payment_method: 'pm_card_threeDSecure2Required' };
    const bank = new URL(await submit('/pay', fields));
    expect(await read(bank.pathname + bank.search)).toContain('confirm a payment of £1,234.50');
    const back = new URL(await submit('/authenticate', { client_secret: secret, outcome }));
    expect(back.searchParams.get('redirect_status')).toBe(redirectStatus);
    expect(back.searchParams.get('payment_intent')).toBe(id);
    expect(await readStatus(id)).toBe(status);
    expect((await fetch(back)).status).toBe(200);
  });

  it('reload while a payment is processing', async () => {
    const { id, secret } = await newPayment();
    const next = await submit('/pay', { client_secret: secret, payment_method: 'pm_bacsDebit_success' });
    expect(await read(next)).toContain('http-equiv="refresh"');
    controls.settleIntent(id);
    expect(await read(next)).not.toContain('http-equiv="refresh"');
  });

  it('show nothing without the client secret', async () => {
    const { id } = await newPayment();
    expect((await fetch(`${url}/pay?client_secret=${id}_secret_guess`)).status).toBe(404);
    expect((await fetch(`${url}/authenticate`)).status).toBe(404);
  });
});
