import Stripe from 'stripe';
import { beforeEach, describe, expect, it } from 'vitest';
import { connectStripe, startTestStripe } from '../../../support/stripe.ts';

const { stripe, calls, faults, controls, url, state } = await startTestStripe();
const NAME = 'paymentIntents.create';
const PARAMS = { amount: 12_50, currency: 'gbp' };
let key = '';
let keys = 0;

beforeEach(() => {
  keys += 1;
  key = `key-${keys}`;
  calls.clear();
});

const create = (params: Partial<Stripe.PaymentIntentCreateParams> = {}, sdk = stripe) =>
  sdk.paymentIntents.create({ ...PARAMS, ...params }, { idempotencyKey: key });

describe('an idempotency key', () => {
  it('with the same parameters repeats the first response', async () => {
    const first = await create({ metadata: { a: '1', b: '2' } });
    const again = await create({ metadata: { b: '2', a: '1' } });
    expect(again).toEqual(first);
    expect(again.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'original-request': first.lastResponse.requestId,
      'idempotency-key': key,
    });
    expect(first.lastResponse.headers).not.toHaveProperty('idempotent-replayed');
    expect(calls.of(NAME)).toEqual({ received: 2, executed: 1 });
    const events = state.events.newestFirst().filter(({ request }) => request?.idempotency_key === key);
    expect(events.map(({ type, request }) => [type, request?.id])).toEqual([
      ['payment_intent.created', first.lastResponse.requestId],
    ]);
  });

  it('replays the original response despite later changes', async () => {
    const first = await create();
    await stripe.paymentIntents.cancel(first.id);
    expect(await create()).toMatchObject({ id: first.id, status: 'requires_payment_method' });
  });

  it('cannot be reused for other parameters or another call', async () => {
    const { id } = await create();
    const error = { type: 'StripeIdempotencyError', statusCode: 400 };
    await expect(create({ amount: 999 })).rejects.toMatchObject({
      ...error,
      message: expect.stringContaining('can only be used with the same parameters'),
    });
    await expect(stripe.paymentIntents.cancel(id, {}, { idempotencyKey: key })).rejects.toMatchObject({
      ...error,
      message: expect.stringContaining(`('/v1/payment_intents/${id}/cancel' vs '/v1/payment_intents')`),
    });
    expect(await create()).toMatchObject({ id, amount: 1250 });
  });

  it('also replays an error that occurs after the execution has begun', async () => {
    const card = { confirm: true, payment_method: 'pm_card_chargeDeclined', return_url: 'https://shop.example' };
    const first: unknown = await create(card).catch((error: unknown) => error);
    const again: unknown = await create(card).catch((error: unknown) => error);
    expect(first).toMatchObject({ type: 'StripeCardError', code: 'card_declined' });
    const { charge } = first as Stripe.errors.StripeCardError;
    expect(again).toMatchObject({ charge, headers: { 'idempotent-replayed': 'true' } });
    expect(calls.of(NAME).executed).toBe(1);
  });

  it('can be reused after a validation error', async () => {
    await expect(create({ currency: 'xxx' })).rejects.toMatchObject({ param: 'currency' });
    expect(await create()).toMatchObject({ amount: 1250 });
    expect(calls.of(NAME)).toEqual({ received: 2, executed: 1 });
  });

  it('cannot be used again while the first call is executing', async () => {
    const held = faults.hold(NAME, 'before');
    const first = create();
    await held.reached;
    await expect(create()).rejects.toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    held.release();
    const { id } = await first;
    expect(await create()).toMatchObject({ id });
  });

  it('expires after 24 hours', async () => {
    const first = await create();
    controls.advanceClock(24 * 3_600 - 60);
    expect((await create()).id).toBe(first.id);
    controls.advanceClock(61);
    expect((await create()).id).not.toBe(first.id);
  });

  it('is rejected if it is too long', async () => {
    key = 'k'.repeat(256);
    await expect(create()).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  });

  it('prevents a second payment after a lost response', async () => {
    faults.add({ operation: NAME, execute: true, answer: 'broken', times: 2 });
    const intent = await create({}, connectStripe(url, undefined, { maxNetworkRetries: 2 }));
    expect(calls.of(NAME)).toEqual({ received: 3, executed: 1 });
    expect(intent.lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true' });
  });
});

describe('a fault', () => {
  it('that occurs before a call leaves no side effects', async () => {
    const before = controls.counts();
    for (const answer of [429, 500, 503] as const) faults.add({ operation: NAME, answer });
    await expect(create()).rejects.toBeInstanceOf(Stripe.errors.StripeRateLimitError);
    await expect(create()).rejects.toMatchObject({ statusCode: 500 });
    await expect(create()).rejects.toMatchObject({ statusCode: 503 });
    expect(controls.counts()).toEqual(before);
    expect(await create()).toMatchObject({ amount: 1250 });
  });

  it('whose response Stripe has stored is replayed like any response', async () => {
    faults.add({ operation: NAME, answer: 500, store: true });
    await expect(create()).rejects.toMatchObject({ statusCode: 500 });
    await expect(create()).rejects.toMatchObject({ statusCode: 500, headers: { 'idempotent-replayed': 'true' } });
  });

  it('in the connection does not show whether the call was executed', async () => {
    faults.add({ operation: '*', execute: true, answer: 'broken', times: 2 });
    await expect(create()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(calls.of(NAME).executed).toBe(1);
    faults.add({ operation: 'paymentIntents.list', answer: 'never' });
    const impatient = connectStripe(url, undefined, { timeout: 50 });
    await expect(impatient.paymentIntents.list()).rejects.toMatchObject({
      message: expect.stringContaining('timeout'),
    });
  });

  it('can delay a response after the call has executed', async () => {
    const before = controls.counts().intents ?? 0;
    const held = faults.hold(NAME, 'after');
    const call = create();
    await held.reached;
    expect(controls.counts().intents).toBe(before + 1);
    held.release();
    expect(await call).toMatchObject({ amount: 1250 });
  });
});
