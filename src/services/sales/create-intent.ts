import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import { database, withTransaction } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { crashPoint } from '../../events/crash-points.ts';
import { Problem } from '../../problem.ts';
import { claimKey, recallReply, releaseKey, type StoredReply, settleKey } from '../idempotency.ts';
import { askStripe, isRefusedByStripe } from './ask-stripe.ts';
import { installationId } from './installation.ts';
import { type IntentPlan, type OpenPayment, planIntent } from './plan-intent.ts';

/** How long a request waits for another one that makes the intent of the same order, and how often it looks. */
const WAIT_MS = 5000;
const LOOK_MS = 50;

/** An order and what its customer thinks is due, in pence. */
export type IntentRequest = { orderId: string; amount: number };

/**
 * Gives the secret with which the customer's browser pays an order (flow 4). First the payment is written and committed;
 * then, with no transaction open, Stripe is asked under the payment's id as its idempotency key, so that a lost answer, a
 * crash or a second request all end with the same intent.
 * @throws Problem not_found, invalid_state, amount_mismatch, idempotency_conflict, idempotency_key_reused, unavailable.
 */
export async function createIntent(
  payload: Payload,
  userId: string,
  request: IntentRequest,
  key: string | undefined,
): Promise<StoredReply> {
  const keyed = { scope: `intent:${userId}`, key, input: request };
  const recalled = await recallReply(payload, keyed);
  if (recalled) return recalled;
  const planned = await withTransaction(payload, async (req) => {
    const first = await claimKey(req, keyed);
    return first ?? { plan: await planIntent(req, userId, request) };
  });
  if (!('plan' in planned)) return planned;
  try {
    const clientSecret = await carryOut(payload, userId, request, planned.plan);
    const reply = { status: 200, body: { clientSecret } };
    await settleKey(payload, keyed, reply);
    return reply;
  } catch (error) {
    await releaseKey(payload, keyed);
    throw error;
  }
}

async function carryOut(payload: Payload, userId: string, request: IntentRequest, first: IntentPlan): Promise<string> {
  const deadline = Date.now() + WAIT_MS;
  for (let plan = first; ; plan = await withTransaction(payload, (req) => planIntent(req, userId, request))) {
    if (plan.kind === 'ready') return plan.clientSecret;
    if (plan.kind === 'create') return make(payload, plan.payment);
    if (plan.kind === 'change') return change(payload, plan.payment, plan.intentId);
    await waitForIntent(payload, plan.paymentId, deadline);
  }
}

async function make(payload: Payload, payment: OpenPayment): Promise<string> {
  crashPoint('after-payment-row');
  const { paymentId, orderId, userId, amount, due } = payment;
  const metadata = { orderId, userId, paymentId, installation: await installationId(payload) };
  const params: Stripe.PaymentIntentCreateParams = {
    ...{ amount, currency: 'gbp', metadata },
    allowed_payment_method_types: ['card'],
  };
  const { stripe } = domainOf(payload);
  const intent = await askStripe(() => stripe.paymentIntents.create(params, { idempotencyKey: paymentId })).catch(
    async (error: unknown) => {
      await giveClaimBack(payload, paymentId);
      throw error;
    },
  );
  crashPoint('after-intent-made');
  const secret = intent.client_secret;
  if (!secret) throw new Error('Stripe gave an intent without a client secret.');
  const { rowCount } = await database(payload).execute(
    sql`
    UPDATE payments SET stripe_payment_intent_id = ${intent.id}, client_secret = ${secret}, claimed_until = NULL
    WHERE id = ${paymentId} AND status <> 'CANCELLED'`,
    { prepared: true },
  );
  if (rowCount === 0) throw await tooLate(payload, intent.id);
  return amount === due ? secret : change(payload, payment, intent.id);
}

/** The order was cancelled while Stripe was asked; nobody has the secret, so the intent can go. */
async function tooLate(payload: Payload, intentId: string): Promise<Problem> {
  await askStripe(() => domainOf(payload).stripe.paymentIntents.cancel(intentId)).catch((err: unknown) => {
    payload.logger.warn({ err, intentId }, 'The intent of a cancelled order stays open; nobody can pay it.');
  });
  return new Problem('invalid_state', 'The order was cancelled.');
}

/**
 * The row takes the new amount once Stripe has: until then a repeat changes the intent again, to the same. So it needs no
 * idempotency key, under which Stripe would only replay its answer when an amount comes back.
 */
async function change(payload: Payload, { paymentId, due }: OpenPayment, intentId: string): Promise<string> {
  const { stripe } = domainOf(payload);
  const intent = await askStripe(() => stripe.paymentIntents.update(intentId, { amount: due })).catch(
    (error: unknown) => {
      if (!isRefusedByStripe(error)) throw error;
      throw new Problem('invalid_state', 'The payment is on its way and cannot be changed.', { cause: error });
    },
  );
  await database(payload).execute(sql`UPDATE payments SET amount = ${due} WHERE id = ${paymentId}`);
  return intent.client_secret as string;
}

async function giveClaimBack(payload: Payload, paymentId: string): Promise<void> {
  await database(payload).execute(sql`UPDATE payments SET claimed_until = NULL WHERE id = ${paymentId}`);
}

/** Until the other request has the intent, or its claim is over. @throws Problem unavailable when that takes too long. */
async function waitForIntent(payload: Payload, paymentId: string, deadline: number): Promise<void> {
  while (Date.now() < deadline) {
    await pause(LOOK_MS);
    const { rowCount } = await database(payload).execute(sql`
      SELECT 1 FROM payments WHERE id = ${paymentId} AND client_secret IS NULL AND claimed_until > now()`);
    if (rowCount === 0) return;
  }
  throw new Problem('unavailable', 'The payment is being prepared.', { headers: { 'Retry-After': '1' } });
}
