import { appendFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../../../local/stripe/simulator.ts';
import { connectStripe, startTestStripe, WEBHOOK_SECRET } from '../../../support/stripe.ts';
import { openReceiver } from '../../../support/webhook-receiver.ts';
import { makeDataDir } from '../data-dir.ts';

describe('the file of the simulator', () => {
  it('contains payments, idempotency keys and undelivered events, even if the last line is incomplete', async () => {
    const file = join(makeDataDir(), 'journal');
    const first = await startSimulator({ file });
    first.webhooks.sendTo({ url: 'http://127.0.0.1:9', secrets: [WEBHOOK_SECRET] });
    first.webhooks.pause();
    const params = { amount: 500, currency: 'gbp' };
    const made = await connectStripe(first.url).paymentIntents.create(params, { idempotencyKey: 'once' });
    const changed = await connectStripe(first.url).paymentIntents.update(made.id, { amount: 600 });
    await first.close();
    appendFileSync(file, '{"table":"payment_intents","row":{"id":"pi_cut');

    const receiver = await openReceiver(WEBHOOK_SECRET);
    const endpoint = { url: receiver.url, secrets: [WEBHOOK_SECRET] };
    const second = await startSimulator({ file, endpoint });
    try {
      const stripe = connectStripe(second.url);
      expect(await stripe.paymentIntents.retrieve(made.id)).toEqual(changed);
      expect(await stripe.paymentIntents.create(params, { idempotencyKey: 'once' })).toEqual(made);
      expect(second.controls.counts()).toMatchObject({ intents: 1, events: 1 });
      await second.webhooks.idle();
      expect(receiver.events.map(({ type }) => type)).toEqual(['payment_intent.created']);
    } finally {
      await second.close();
    }
  });

  it('lets the simulator settle payments that were processing before the restart', async () => {
    const file = join(makeDataDir(), 'journal');
    const first = await startSimulator({ file });
    const params = { amount: 500, currency: 'gbp', confirm: true, payment_method: 'pm_bacsDebit_success' };
    const { id } = await connectStripe(first.url).paymentIntents.create({
      ...params,
      return_url: 'https://shop.example',
    });
    await first.close();
    const second = await startSimulator({ file, settleAfterMs: 0 });
    try {
      const settled = async () => (await connectStripe(second.url).paymentIntents.retrieve(id)).status;
      await expect.poll(settled).toBe('succeeded');
    } finally {
      await second.close();
    }
  });
});

describe('/_control', async () => {
  const { stripe, url, pay, controls } = await startTestStripe();
  const receiver = await openReceiver(WEBHOOK_SECRET);

  async function control(path: string, body: object = {}): Promise<{ status: number; body: unknown }> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/_control${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  }
  const overview = async () => (await fetch(`${url}/_control`)).json();

  it('injects faults and counts calls', async () => {
    await control('/faults', { operation: 'paymentIntents.create', answer: 503 });
    const params = { amount: 500, currency: 'gbp' };
    await expect(stripe.paymentIntents.create(params)).rejects.toMatchObject({ statusCode: 503 });
    await stripe.paymentIntents.create(params);
    expect(await overview()).toMatchObject({
      calls: { 'paymentIntents.create': { received: 2, executed: 1 } },
      objects: { intents: 1 },
    });
  });

  it('pauses events and sends them in another order', async () => {
    await control('/webhooks/endpoint', { url: receiver.url, secrets: [WEBHOOK_SECRET] });
    await control('/webhooks/pause');
    const { client_secret } = await stripe.paymentIntents.create({ amount: 500, currency: 'gbp' });
    await pay(client_secret ?? '');
    const { webhooks } = await overview();
    expect(webhooks.waiting).toHaveLength(3);
    expect(await control('/webhooks/deliver', { event: webhooks.waiting[2].id })).toEqual({
      status: 200,
      body: { status: 200 },
    });
    await control('/webhooks/resume', { order: 'reversed' });
    await expect
      .poll(() => receiver.events.map(({ type }) => type))
      .toEqual(['payment_intent.succeeded', 'charge.succeeded', 'payment_intent.created']);
  });

  it('performs actions of payers and banks', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'gbp' });
    await pay(intent.client_secret ?? '', 'pm_bacsDebit_success');
    const settled = await control(`/payment_intents/${intent.id}/settle`);
    expect(settled.body).toMatchObject({ status: 'succeeded' });
    const { latest_charge: charge } = await stripe.paymentIntents.retrieve(intent.id);
    const dispute = await control(`/charges/${charge}/dispute`, { reason: 'duplicate' });
    expect(dispute.body).toMatchObject({ reason: 'duplicate', status: 'needs_response' });
    const { id } = dispute.body as { id: string };
    expect((await control(`/disputes/${id}/close`, { status: 'won' })).body).toMatchObject({ status: 'won' });
    expect(controls.counts()).toMatchObject({ disputes: 1 });
  });

  it('reports invalid requests', async () => {
    expect(await control('/faults', { operation: 'x', answer: 'maybe' })).toMatchObject({ status: 400 });
    expect(await control('/payment_intents/pi_none/settle')).toEqual({
      status: 400,
      body: { error: 'There is no object with the id pi_none.' },
    });
  });

  it('accepts requests only from this machine', async () => {
    const status = new Promise((resolve, reject) => {
      const sent = request(`${url}/_control`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject).end();
    });
    expect(await status).toBe(403);
  });
});
