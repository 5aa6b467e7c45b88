import { describe, expect, it } from 'vitest';
import { startStripe } from '../../../support/stripe.ts';

const { stripe, url, controls } = await startStripe();

async function newPayment() {
  const intent = await stripe.paymentIntents.create({ amount: 1234_50, currency: 'gbp', metadata: { orderId: '<7>' } });
  return { id: intent.id, secret: intent.client_secret ?? '' };
}

const read = async (path: string) => (await fetch(`${url}${path}`)).text();
const statusOf = async (id: string) => (await stripe.paymentIntents.retrieve(id)).status;

/** Sends a form. @returns where it leads to */
async function submit(path: string, fields: Record<string, string>): Promise<string> {
  const body = new URLSearchParams(fields);
  const response = await fetch(`${url}${path}`, { method: 'POST', body, redirect: 'manual' });
  expect(response.status).toBe(303);
  return response.headers.get('location') ?? '';
}

describe('the pages of the simulator', () => {
  it('list what is to be paid, with what the merchant keeps with it', async () => {
    const { secret } = await newPayment();
    const page = await read('/');
    expect(page).toContain(`/pay?client_secret=${secret}`);
    expect(page).toContain('£1,234.50');
    expect(page).toContain('orderId &lt;7&gt;');
  });

  it('take a payment', async () => {
    const { id, secret } = await newPayment();
    expect(await read(`/pay?client_secret=${secret}`)).toContain('4242 4242 4242 4242');
    const next = await submit('/pay', { client_secret: secret, payment_method: 'pm_card_visa' });
    expect(next).toBe(`/pay?client_secret=${secret}`);
    expect(await statusOf(id)).toBe('succeeded');
    const page = await read(next);
    expect(page).toContain('payment_intent.succeeded');
    expect(page).not.toContain('4242 4242 4242 4242');
  });

  it('say why a payment was declined, and let it be made again', async () => {
    const { id, secret } = await newPayment();
    const next = await submit('/pay', { client_secret: secret, payment_method: 'pm_card_chargeDeclined' });
    expect(await statusOf(id)).toBe('requires_payment_method');
    const page = await read(next);
    expect(page).toContain('Your card was declined.');
    expect(page).toContain('4242 4242 4242 4242');
  });

  it.each([
    ['complete', 'succeeded', 'succeeded'],
    ['fail', 'requires_payment_method', 'failed'],
  ])('ask for 3-D Secure: %s', async (outcome, status, told) => {
    const { id, secret } = await newPayment();
    const fields = { client_secret: secret, payment_method: 'pm_card_threeDSecure2Required' };
    const bank = new URL(await submit('/pay', fields));
    expect(await read(bank.pathname + bank.search)).toContain('confirm a payment of £1,234.50');
    const back = new URL(await submit('/authenticate', { client_secret: secret, outcome }));
    expect(back.searchParams.get('redirect_status')).toBe(told);
    expect(back.searchParams.get('payment_intent')).toBe(id);
    expect(await statusOf(id)).toBe(status);
    expect((await fetch(back)).status).toBe(200);
  });

  it('look again while a payment is processing', async () => {
    const { id, secret } = await newPayment();
    const next = await submit('/pay', { client_secret: secret, payment_method: 'pm_bacsDebit_success' });
    expect(await read(next)).toContain('http-equiv="refresh"');
    controls.settleIntent(id);
    expect(await read(next)).not.toContain('http-equiv="refresh"');
  });

  it('show nothing to whoever does not know the secret', async () => {
    const { id } = await newPayment();
    expect((await fetch(`${url}/pay?client_secret=${id}_secret_guess`)).status).toBe(404);
    expect((await fetch(`${url}/authenticate`)).status).toBe(404);
  });
});
