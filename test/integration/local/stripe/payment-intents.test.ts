import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { connectStripe, startTestStripe } from '../../../support/stripe.ts';

const { stripe, pay, state, controls, url } = await startTestStripe();

const create = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({ amount: 12_50, currency: 'gbp', metadata: { orderId: '7' }, ...params });

const readSecret = ({ client_secret }: Stripe.PaymentIntent) => client_secret ?? '';

const readTypes = (id: string) =>
  state.events
    .newestFirst()
    .filter(({ data }) => JSON.stringify(data).includes(id))
    .map(({ type }) => type)
    .reverse();

describe('a PaymentIntent', () => {
  it('is created, retrieved and listed', async () => {
    const intent = await create({ description: 'Order 7' });
    expect(intent).toMatchObject({
      object: 'payment_intent',
      amount: 1250,
      currency: 'gbp',
      description: 'Order 7',
      metadata: { orderId: '7' },
      status: 'requires_payment_method',
      livemode: false,
    });
    expect(intent.client_secret).toMatch(new RegExp(`^${intent.id}_secret_\\w{25}$`));
    expect(intent.lastResponse.requestId).toMatch(/^req_/);
    expect(intent.lastResponse.apiVersion).toBe('2026-10-28.endive');
    expect(await stripe.paymentIntents.retrieve(intent.id)).toEqual(intent);
    const { data } = await stripe.paymentIntents.list({ limit: 1 });
    expect(data).toEqual([intent]);
    expect(readTypes(intent.id)).toEqual(['payment_intent.created']);
  });

  it('is paid in the browser, and then has a charge', async () => {
    const intent = await create();
    const { status, body } = await pay(readSecret(intent));
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'succeeded' });
    expect(body).not.toHaveProperty('metadata');
    const paid = await stripe.paymentIntents.retrieve(intent.id, {
      expand: ['latest_charge.refunds', 'payment_method'],
    });
    expect(paid).toMatchObject({
      status: 'succeeded',
      amount_received: 1250,
      latest_charge: {
        amount: 1250,
        paid: true,
        status: 'succeeded',
        metadata: { orderId: '7' },
        refunds: { data: [] },
      },
      payment_method: { card: { last4: '4242', brand: 'visa' } },
    });
    expect(readTypes(intent.id)).toEqual(['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']);
  });

  it.each([
    ['4000000000000002', 'card_declined', 'generic_decline', 'Your card was declined.'],
    ['4000000000009995', 'card_declined', 'insufficient_funds', 'Your card has insufficient funds.'],
    ['4000000000000069', 'expired_card', undefined, 'Your card has expired.'],
  ])('is declined with card %s and can be paid with another', async (card, code, decline_code, message) => {
    const intent = await create();
    const { status, body } = await pay(readSecret(intent), card);
    expect(status).toBe(402);
    expect(body.error).toMatchObject({ type: 'card_error', code, message, payment_intent: { id: intent.id } });
    const unpaid = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(unpaid).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      last_payment_error: { type: 'card_error', code, message },
      latest_charge: { status: 'failed', failure_code: code },
    });
    expect(unpaid.last_payment_error?.decline_code).toBe(decline_code);
    expect(readTypes(intent.id).slice(1)).toEqual(['charge.failed', 'payment_intent.payment_failed']);
    await pay(readSecret(intent));
    const paid = await stripe.paymentIntents.retrieve(intent.id);
    expect(paid).toMatchObject({ status: 'succeeded', last_payment_error: null });
  });

  it('throws a card error in the SDK when it is declined', async () => {
    const intent = await create({ automatic_payment_methods: { enabled: true, allow_redirects: 'never' } });
    const declined = stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa_chargeDeclined' });
    await expect(declined).rejects.toMatchObject({ type: 'StripeCardError', code: 'card_declined', statusCode: 402 });
  });

  it.each(['4000002500003155', '4000000000003220'])(
    'with card %s waits until the payer has authenticated',
    async (card) => {
      const intent = await create();
      const { body } = await pay(readSecret(intent), card);
      expect(body).toMatchObject({
        status: 'requires_action',
        next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: 'https://shop.example/thanks' } },
      });
      expect(readTypes(intent.id).at(-1)).toBe('payment_intent.requires_action');
      expect(controls.authenticate(intent.id, 'complete')).toMatchObject({ status: 'succeeded', next_action: null });
      expect(readTypes(intent.id).at(-1)).toBe('payment_intent.succeeded');
    },
  );

  it('fails when the payer does not authenticate', async () => {
    const intent = await create();
    await pay(readSecret(intent), '4000002500003155');
    expect(controls.authenticate(intent.id, 'fail')).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    expect(readTypes(intent.id).at(-1)).toBe('payment_intent.payment_failed');
  });

  it('is processing until the bank decides', async () => {
    const [good, bad] = [await create(), await create()];
    await pay(readSecret(good), 'pm_bacsDebit_success');
    await pay(readSecret(bad), 'pm_bacsDebit_debitNotAuthorized');
    expect(await stripe.paymentIntents.retrieve(good.id)).toMatchObject({ status: 'processing', amount_received: 0 });
    await expect(stripe.paymentIntents.cancel(good.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    expect(controls.settleIntent(good.id)).toMatchObject({ status: 'succeeded', amount_received: 1250 });
    expect(controls.settleIntent(bad.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'debit_not_authorized' },
    });
    expect(readTypes(good.id).slice(1)).toEqual([
      'charge.pending',
      'payment_intent.processing',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  });

  it('can be changed while it is open, but its terms cannot be changed afterwards', async () => {
    const intent = await create();
    const updated = await stripe.paymentIntents.update(intent.id, {
      amount: 999,
      metadata: { orderId: '', note: 'x' },
    });
    expect(updated).toMatchObject({ amount: 999, metadata: { note: 'x' }, client_secret: intent.client_secret });
    expect(updated.metadata).not.toHaveProperty('orderId');
    await pay(readSecret(intent));
    const late = stripe.paymentIntents.update(intent.id, { amount: 1000 });
    await expect(late).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      code: 'payment_intent_unexpected_state',
      message: expect.stringContaining('amount could not be updated because it has a status of succeeded'),
      payment_intent: { id: intent.id, amount: 999 },
    });
    expect(await stripe.paymentIntents.update(intent.id, { metadata: { note: 'y' } })).toMatchObject({
      metadata: { note: 'y' },
    });
    await expect(stripe.paymentIntents.confirm(intent.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    await expect(stripe.paymentIntents.cancel(intent.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('is canceled once, and cannot be paid afterwards', async () => {
    const intent = await create();
    const canceled = await stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    expect((await pay(readSecret(intent))).body.error).toMatchObject({ code: 'payment_intent_unexpected_state' });
    await expect(stripe.paymentIntents.cancel(intent.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    expect(readTypes(intent.id)).toEqual(['payment_intent.created', 'payment_intent.canceled']);
  });
});

describe('the parameters of a PaymentIntent', () => {
  it.each<[object, object]>([
    [{ amount: 29 }, { code: 'amount_too_small', param: 'amount', message: 'Amount must be at least £0.30 gbp' }],
    [{ amount: 100_000_000 }, { code: 'amount_too_large', param: 'amount' }],
    [{ amount: 0 }, { code: 'parameter_invalid_integer', param: 'amount' }],
    [{ amount: -5 }, { code: 'parameter_invalid_integer', param: 'amount' }],
    [{ amount: 10.5 }, { code: 'parameter_invalid_integer', message: 'Invalid integer: 10.5' }],
    [{ amount: undefined }, { code: 'parameter_missing', message: 'Missing required param: amount.' }],
    [{ currency: 'xxx' }, { param: 'currency', message: expect.stringContaining('Invalid currency: xxx.') }],
    [{ colour: 'red' }, { code: 'parameter_unknown', message: 'Received unknown parameter: colour' }],
    [{ automatic_payment_methods: { enabled: true, x: 1 } }, { param: 'automatic_payment_methods[x]' }],
    [{ capture_method: 'sometimes' }, { param: 'capture_method' }],
    [{ metadata: { ['k'.repeat(41)]: 'v' } }, { param: 'metadata' }],
    [{ payment_method: 'pm_unknown' }, { code: 'resource_missing', param: 'payment_method' }],
    [{ expand: ['nonsense'] }, { param: 'expand' }],
  ])('%j are rejected', async (params, error) => {
    await expect(create(params)).rejects.toMatchObject({
      statusCode: 400,
      type: 'StripeInvalidRequestError',
      ...error,
    });
  });

  it('require a return_url if the payer may be redirected', async () => {
    const params = { confirm: true, payment_method: 'pm_card_visa' };
    await expect(create(params)).rejects.toMatchObject({ message: expect.stringContaining('return_url') });
    const { status } = await create({ ...params, return_url: 'https://shop.example' });
    expect(status).toBe('succeeded');
  });
});

describe('access to the simulator', () => {
  it('requires a test key', async () => {
    const error = { type: 'StripeAuthenticationError', statusCode: 401 };
    await expect(connectStripe(url, 'sk_live_1').paymentIntents.list()).rejects.toMatchObject(error);
    await expect(connectStripe(url, 'pk_test_1').paymentIntents.list()).rejects.toMatchObject(error);
    expect((await fetch(`${url}/v1/payment_intents`)).status).toBe(401);
  });

  it('with a publishable key requires the client secret of the intent', async () => {
    const intent = await create();
    expect((await pay(`${intent.id}_secret_wrong`)).status).toBe(404);
    const browser = connectStripe(url, 'pk_test_1');
    await expect(browser.paymentIntents.retrieve(intent.id)).rejects.toMatchObject({ statusCode: 401 });
    const seen = await browser.paymentIntents.retrieve(intent.id, { client_secret: readSecret(intent) });
    expect(seen.id).toBe(intent.id);
    expect(seen).not.toHaveProperty('metadata');
  });

  it('to unknown objects gets an error', async () => {
    await expect(stripe.paymentIntents.retrieve('pi_none')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
    await expect(stripe.customers.list()).rejects.toMatchObject({
      statusCode: 404,
      message: expect.stringContaining('Unrecognized request URL'),
    });
  });
});
