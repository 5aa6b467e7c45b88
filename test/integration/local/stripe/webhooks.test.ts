import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestStripe, WEBHOOK_SECRET } from '../../../support/stripe.ts';
import { until } from '../../../support/until.ts';
import { openReceiver } from '../../../support/webhook-receiver.ts';

const { stripe, pay, webhooks, state } = await startTestStripe();
const receiver = await openReceiver(WEBHOOK_SECRET);

beforeEach(() => webhooks.sendTo({ url: receiver.url, secrets: [WEBHOOK_SECRET] }));
afterEach(async () => {
  webhooks.rules.clear();
  webhooks.resume();
  await webhooks.idle();
  for (const list of [receiver.events, receiver.refused, receiver.answers, webhooks.attempts]) list.splice(0);
});

async function payOne(): Promise<void> {
  const { client_secret } = await stripe.paymentIntents.create({ amount: 500, currency: 'gbp' });
  await pay(client_secret ?? '');
}
const CREATED = 'payment_intent.created';
const CHARGED = 'charge.succeeded';
const PAID = 'payment_intent.succeeded';
const received = () => receiver.events.map(({ type }) => type);

describe('webhooks', () => {
  it('are signed and arrive in order', async () => {
    await payOne();
    await webhooks.idle();
    expect(received()).toEqual([CREATED, CHARGED, PAID]);
    expect(receiver.refused).toEqual([]);
    expect(receiver.events[2]).toMatchObject({
      object: 'event',
      api_version: Stripe.API_VERSION,
      data: { object: { object: 'payment_intent', status: 'succeeded' } },
      request: { id: expect.stringMatching(/^req_/) },
    });
    expect(receiver.last?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'user-agent': expect.stringMatching(/^Stripe\/1\.0/),
    });
    const { data } = await stripe.events.list({ limit: 3 });
    expect(data.every(({ pending_webhooks }) => pending_webhooks === 0)).toBe(true);
  });

  it('have a valid signature for each of two secrets, and for no other', async () => {
    webhooks.sendTo({ url: receiver.url, secrets: ['whsec_new', WEBHOOK_SECRET] });
    await payOne();
    await webhooks.idle();
    expect(receiver.events).toHaveLength(3);
    const signature = String(receiver.last?.headers['stripe-signature']);
    expect(signature).toMatch(/^t=\d+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/);
    const { body = '' } = receiver.last ?? {};
    expect(stripe.webhooks.constructEvent(body, signature, 'whsec_new').type).toBe(PAID);
    expect(() => stripe.webhooks.constructEvent(body, signature, 'whsec_other')).toThrow(/No signatures found/);
    expect(() => stripe.webhooks.constructEvent(`${body} `, signature, 'whsec_new')).toThrow(/No signatures found/);
  });

  it('are retried until they succeed, while later webhooks are delivered before them', async () => {
    receiver.answers.push(500, 200, 302, 404);
    await payOne();
    await webhooks.idle();
    expect(received()).toEqual(expect.arrayContaining([CREATED, CHARGED, PAID]));
    expect(received()).toHaveLength(3);
    expect(webhooks.attempts).toHaveLength(6);
    expect(webhooks.attempts[0]).toMatchObject({ type: CREATED, outcome: { status: 500 } });
    expect(webhooks.attempts[1]).toMatchObject({ type: CHARGED, outcome: { status: 200 } });
  });

  it('are retried after a connection error', async () => {
    webhooks.sendTo({ url: 'http://127.0.0.1:9', secrets: [WEBHOOK_SECRET] });
    await payOne();
    await until(() => webhooks.attempts.length > 3, 'four delivery attempts');
    expect(webhooks.attempts[0]?.outcome).toHaveProperty('error');
    webhooks.sendTo({ url: receiver.url, secrets: [WEBHOOK_SECRET] });
    await webhooks.idle();
    expect(received().sort()).toEqual([CHARGED, CREATED, PAID]);
  });

  it('wait while they are paused, and arrive in the requested order', async () => {
    webhooks.pause();
    await payOne();
    expect(webhooks.waiting().map(({ type }) => type)).toEqual([CREATED, CHARGED, PAID]);
    expect(received()).toEqual([]);
    webhooks.resume('reversed');
    await webhooks.idle();
    expect(received()).toEqual([PAID, CHARGED, CREATED]);
  });

  it('can be delayed, sent several times and dropped', async () => {
    webhooks.rules.add({ type: CREATED, delayMs: 60 });
    webhooks.rules.add({ type: 'charge.*', drop: true });
    webhooks.rules.add({ type: PAID, copies: 3 });
    await payOne();
    await webhooks.idle();
    expect(received()).toEqual([PAID, PAID, PAID, CREATED]);
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(2);
    const [undelivered] = (await stripe.events.list({ type: CHARGED, delivery_success: false })).data;
    expect(await webhooks.deliver(undelivered?.id ?? '')).toEqual({ status: 200 });
    expect(received().at(-1)).toBe(CHARGED);
  });

  it('can be sent one by one, and sent again', async () => {
    webhooks.pause();
    await payOne();
    const [created, charged, paid] = webhooks.waiting();
    receiver.answers.push(503);
    expect(await webhooks.deliver(paid?.id ?? '')).toEqual({ status: 503 });
    expect(await webhooks.deliver(paid?.id ?? '')).toEqual({ status: 200 });
    expect(await webhooks.deliver(paid?.id ?? '')).toEqual({ status: 200 });
    webhooks.drop(created?.id ?? '');
    expect(webhooks.waiting()).toEqual([charged]);
    expect(received()).toEqual([PAID, PAID]);
  });

  it('are sent only for the event types that the endpoint has enabled', async () => {
    webhooks.sendTo({ url: receiver.url, secrets: [WEBHOOK_SECRET], enabledEvents: [PAID] });
    await payOne();
    await webhooks.idle();
    expect(received()).toEqual([PAID]);
  });
});

describe('events', () => {
  it('are listed by type and time with pagination, and can be retrieved', async () => {
    await payOne();
    const [newest] = state.events.newestFirst();
    expect(await stripe.events.retrieve(newest?.id ?? '')).toMatchObject({ id: newest?.id, type: PAID });
    const types = [CREATED, CHARGED];
    const all = await stripe.events.list({ types, limit: 1 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ id }) => id)).toEqual(
      state.events
        .newestFirst()
        .filter(({ type }) => types.includes(type))
        .map(({ id }) => id),
    );
    const second = (await stripe.events.list({ limit: 2 })).data[1]?.id ?? '';
    const { data } = await stripe.events.list({ ending_before: second });
    expect(data.map(({ id }) => id)).toEqual([newest?.id]);
    const { data: none } = await stripe.events.list({ created: { gt: Math.floor(Date.now() / 1_000) + 60 } });
    expect(none).toEqual([]);
    await expect(stripe.events.list({ limit: 101 })).rejects.toMatchObject({ param: 'limit' });
  });
});
