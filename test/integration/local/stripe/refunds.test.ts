import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { startTestStripe } from '../../../support/stripe.ts';

const { stripe, pay, state, controls } = await startTestStripe();

/** Creates a payment of £20.00. @returns the ids of its intent and its charge */
async function paid(card?: string): Promise<{ intent: string; charge: string }> {
  const intent = await stripe.paymentIntents.create({ amount: 20_00, currency: 'gbp' });
  await pay(intent.client_secret ?? '', card);
  const { latest_charge } = await stripe.paymentIntents.retrieve(intent.id);
  return { intent: intent.id, charge: String(latest_charge) };
}

const typesSince = (last: Stripe.Event | undefined) => {
  const all = state.events.newestFirst();
  return all
    .slice(0, last ? all.indexOf(last) : all.length)
    .map(({ type }) => type)
    .reverse();
};

describe('a refund', () => {
  it('can return a part and then the rest, and no more', async () => {
    const { intent, charge } = await paid();
    const [before] = state.events.newestFirst();
    const part = await stripe.refunds.create({ payment_intent: intent, amount: 5_00, reason: 'duplicate' });
    expect(part).toMatchObject({
      amount: 500,
      charge,
      payment_intent: intent,
      reason: 'duplicate',
      status: 'succeeded',
    });
    expect(typesSince(before)).toEqual(['refund.created', 'charge.refunded']);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 500, refunded: false });
    await expect(stripe.refunds.create({ charge, amount: 15_01 })).rejects.toMatchObject({
      statusCode: 400,
      message: 'Refund amount (£15.01) is greater than unrefunded amount on charge (£15.00)',
    });
    const rest = await stripe.refunds.create({ charge, metadata: { order: '7' } });
    expect(rest).toMatchObject({ amount: 1500, metadata: { order: '7' } });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 2000, refunded: true });
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: 'charge_already_refunded' });
    expect((await stripe.refunds.list({ payment_intent: intent })).data).toEqual([rest, part]);
    const { data } = state.events.newestFirst()[0] ?? {};
    expect(data?.previous_attributes).toEqual({ amount_refunded: 500, refunded: false });
  });

  it('is pending until the bank decides', async () => {
    const { charge } = await paid('4000000000007726');
    const { id, status } = await stripe.refunds.create({ charge });
    expect(status).toBe('pending');
    const [before] = state.events.newestFirst();
    expect(controls.settleRefund(id)).toMatchObject({ status: 'succeeded' });
    expect(typesSince(before)).toEqual(['charge.refund.updated', 'refund.updated']);
  });

  it('can fail later, and then the charge is no longer refunded', async () => {
    const { charge } = await paid('4000000000005126');
    const { id, status } = await stripe.refunds.create({ charge, amount: 7_00 });
    expect(status).toBe('succeeded');
    const [before] = state.events.newestFirst();
    controls.settleRefund(id);
    expect(await stripe.refunds.retrieve(id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false });
    expect(typesSince(before)).toEqual(['charge.refund.updated', 'refund.updated', 'refund.failed']);
  });

  it.each<[string, Stripe.RefundCreateParams, object]>([
    ['nothing', {}, { message: expect.stringContaining('payment_intent or charge') }],
    ['an unknown charge', { charge: 'ch_none' }, { code: 'resource_missing', param: 'charge' }],
    ['no pence', { charge: 'ch_none', amount: 0 }, { code: 'parameter_invalid_integer' }],
    ['an unknown reason', { charge: 'ch_none', reason: 'why not' }, { param: 'reason' }],
  ])('of %s is rejected', async (_, params, error) => {
    await expect(stripe.refunds.create(params)).rejects.toMatchObject({ statusCode: 400, ...error });
  });

  it('of an unpaid intent is rejected', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 500, currency: 'gbp' });
    const refund = stripe.refunds.create({ payment_intent: id });
    await expect(refund).rejects.toMatchObject({
      message: expect.stringContaining('does not have a successful charge'),
    });
  });
});

describe('a dispute', () => {
  it('is opened by the payer, and blocks refunds of the charge until it is won', async () => {
    const { charge, intent } = await paid('4000000000000259');
    const [dispute] = (await stripe.disputes.list({ charge })).data;
    expect(dispute).toMatchObject({
      amount: 2000,
      payment_intent: intent,
      reason: 'fraudulent',
      status: 'needs_response',
    });
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: 'charge_disputed' });
    const [before] = state.events.newestFirst();
    const evidence = { uncategorized_text: 'winning_evidence' };
    expect(await stripe.disputes.update(dispute?.id ?? '', { evidence })).toMatchObject({ status: 'won' });
    expect(typesSince(before)).toEqual(['charge.dispute.closed', 'charge.dispute.funds_reinstated']);
    expect(await stripe.refunds.create({ charge })).toMatchObject({ amount: 2000 });
  });

  it('is opened and lost on demand', async () => {
    const { charge } = await paid();
    const [before] = state.events.newestFirst();
    const { id } = controls.dispute(charge, { reason: 'product_not_received' });
    expect(await stripe.disputes.close(id)).toMatchObject({ status: 'lost', reason: 'product_not_received' });
    controls.closeDispute(id, 'won');
    expect(typesSince(before)).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.closed',
    ]);
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ disputed: true });
  });
});
