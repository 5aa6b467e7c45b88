import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import { claimKey, readCachedReply, releaseKey, type StoredReply, storeReply } from '../../database/idempotency.ts';
import { database, withTransaction } from '../../database/transaction.ts';
import { crashPoint } from '../../events/crash-points.ts';
import { scaleLimit } from '../../lib/http.ts';
import { Problem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { type IntentPlan, type OpenPayment, planIntent } from './plan-intent.ts';
import { callStripe, isKeyOfOtherRequest, isRefusedByStripe, readInstallationId } from './stripe-client.ts';

/** How long a request waits while another request creates the intent of the same order, and how often it checks. */
const WAIT_MS = 5000;
const POLL_MS = 50;

/**
 * The maximum number of idempotency keys that are kept for one customer (× RATE_LIMIT_MULTIPLIER). Each key takes a row and a
 * copy in Redis for a day.
 */
const MAX_KEYS_A_DAY = 50;

/** An order, and the amount that the customer expects to pay, in pence. */
export type IntentRequest = { orderId: string; amount: number };

/**
 * Returns the client secret that the customer's browser needs to pay an order (docs/spec/flows.md#4-pay-for-an-order). The
 * payment row is committed first. Then Stripe is called outside a transaction, with the payment's id as idempotency key, so that
 * a lost response, a crash and a concurrent request all lead to the same intent.
 * @throws Problem not_found, invalid_state, amount_mismatch, idempotency_conflict, idempotency_key_reused, limit_reached, unavailable
 */
export async function createIntent(
  payload: Payload,
  userId: string,
  request: IntentRequest,
  key: string | undefined,
): Promise<StoredReply> {
  const keyedRequest = { scope: `intent:${userId}`, key, input: request };
  const cached = await readCachedReply(payload, keyedRequest);
  if (cached) return cached;
  const planned = await withTransaction(payload, async (req) => {
    const first = await claimKey(req, keyedRequest, scaleLimit(payload, MAX_KEYS_A_DAY));
    return first ?? { plan: await planIntent(req, userId, request) };
  });
  if (!('plan' in planned)) return planned;
  try {
    const clientSecret = await executePlan(payload, userId, request, planned.plan);
    const reply = { status: 200, body: { clientSecret } };
    await storeReply(payload, keyedRequest, reply);
    return reply;
  } catch (error) {
    await releaseKey(payload, keyedRequest);
    throw error;
  }
}

async function executePlan(
  payload: Payload,
  userId: string,
  request: IntentRequest,
  first: IntentPlan,
): Promise<string> {
  const deadlineMs = Date.now() + WAIT_MS;
  for (let plan = first; ; plan = await withTransaction(payload, (req) => planIntent(req, userId, request))) {
    if (plan.kind === 'ready') return plan.clientSecret;
    if (plan.kind === 'create') return createStripeIntent(payload, plan.payment);
    if (plan.kind === 'change') return changeAmount(payload, plan.payment, plan.intentId);
    await waitForIntent(payload, plan.paymentId, deadlineMs);
  }
}

async function createStripeIntent(payload: Payload, payment: OpenPayment): Promise<string> {
  crashPoint('after-payment-row');
  const { paymentId, orderId, orderNumber, userId, amount, due } = payment;
  const metadata = { orderId, userId, paymentId, installation: await readInstallationId(payload) };
  const params: Stripe.PaymentIntentCreateParams = {
    ...{ amount, currency: 'gbp', metadata, description: `Order ${orderNumber}` },
    allowed_payment_method_types: ['card'],
  };
  const intent = await requestIntent(payload, paymentId, params).catch(async (error: unknown) => {
    await releaseClaim(payload, paymentId);
    throw error;
  });
  crashPoint('after-intent-made');
  const secret = intent.client_secret;
  if (!secret) throw new Error('Stripe returned a payment intent without a client secret.');
  const { rowCount } = await database(payload).execute(
    sql`
    UPDATE payments SET stripe_payment_intent_id = ${intent.id}, client_secret = ${secret}, claimed_until = NULL
    WHERE id = ${paymentId} AND status <> 'CANCELLED' AND coalesce(stripe_payment_intent_id, ${intent.id}) = ${intent.id}`,
    { prepared: true },
  );
  if (rowCount === 0) throw await cancelLateIntent(payload, { paymentId, intentId: intent.id });
  return amount === due ? secret : changeAmount(payload, payment, intent.id);
}

/**
 * Requests the intent with the payment's id as idempotency key. If an earlier release has used this key with other parameters, a
 * key derived from the parameters is used instead. The order cannot be paid twice: this function is called only if no secret is
 * stored, and nobody can pay an intent without its secret.
 */
async function requestIntent(
  payload: Payload,
  paymentId: string,
  params: Stripe.PaymentIntentCreateParams,
): Promise<Stripe.PaymentIntent> {
  const { paymentIntents } = runtimeOf(payload).stripe;
  const request = (idempotencyKey: string) => callStripe(() => paymentIntents.create(params, { idempotencyKey }));
  return request(paymentId).catch((error: unknown) => {
    if (!isKeyOfOtherRequest(error)) throw error;
    const digest = createHash('sha256').update(JSON.stringify(params)).digest('hex').slice(0, 16);
    return request(`${paymentId}-${digest}`);
  });
}

/**
 * Cancels an intent that must not be paid: during the call to Stripe the order was cancelled, or another request stored a
 * different intent. Nobody has received the secret of the cancelled intent. Returns the problem for the caller to throw.
 */
async function cancelLateIntent(
  payload: Payload,
  { paymentId, intentId }: { paymentId: string; intentId: string },
): Promise<Problem> {
  await callStripe(() => runtimeOf(payload).stripe.paymentIntents.cancel(intentId)).catch((err: unknown) => {
    payload.logger.warn({ err, intentId }, 'Could not cancel a payment intent that nobody can pay.');
  });
  const { rowCount } = await database(payload).execute(
    sql`SELECT 1 FROM payments WHERE id = ${paymentId} AND status <> 'CANCELLED'`,
  );
  return rowCount ? stillPreparedProblem() : new Problem('invalid_state', 'The order was cancelled.');
}

const stillPreparedProblem = () =>
  new Problem('unavailable', 'The payment is being prepared. Try again in a second.', {
    headers: { 'Retry-After': '1' },
  });

/**
 * Changes the amount at Stripe first, then in the row. If the second step fails, a retry sets the same amount at Stripe again. No
 * idempotency key is sent: if an amount recurred under a used key, Stripe would only replay its old response.
 */
async function changeAmount(payload: Payload, { paymentId, due }: OpenPayment, intentId: string): Promise<string> {
  const { stripe } = runtimeOf(payload);
  const intent = await callStripe(() => stripe.paymentIntents.update(intentId, { amount: due })).catch(
    (error: unknown) => {
      if (!isRefusedByStripe(error)) throw error;
      throw new Problem('invalid_state', 'The payment is being processed and cannot be changed.', { cause: error });
    },
  );
  await database(payload).execute(sql`UPDATE payments SET amount = ${due} WHERE id = ${paymentId}`);
  return intent.client_secret as string;
}

async function releaseClaim(payload: Payload, paymentId: string): Promise<void> {
  await database(payload).execute(sql`UPDATE payments SET claimed_until = NULL WHERE id = ${paymentId}`);
}

/**
 * Waits until the other request has created the intent, or until its claim has expired.
 * @throws Problem unavailable if neither happens before the deadline
 */
async function waitForIntent(payload: Payload, paymentId: string, deadlineMs: number): Promise<void> {
  while (Date.now() < deadlineMs) {
    await pause(POLL_MS);
    const { rowCount } = await database(payload).execute(sql`
      SELECT 1 FROM payments WHERE id = ${paymentId} AND client_secret IS NULL AND claimed_until > now()`);
    if (rowCount === 0) return;
  }
  throw stillPreparedProblem();
}
