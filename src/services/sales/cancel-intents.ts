import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import { database, sessionOf, type Transactional } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { askStripe, isRefusedByStripe } from './ask-stripe.ts';
import { cancelOrder, cancelPayment } from './cancel-order.ts';
import { lockPaymentOf } from './lock-payment.ts';

const BATCH = 50;

/**
 * Cancels the unpaid orders of a customer, and writes down which intents Stripe has to cancel: {@link cancelIntents} does that
 * after the commit. Money that comes all the same is left to people.
 */
export async function cancelUnpaidOrders(req: Transactional, customerId: string): Promise<void> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ id: string }>(
    sql`SELECT id FROM orders WHERE customer_id = ${customerId} AND status = 'PENDING' ORDER BY id`,
  );
  for (const { id } of rows) {
    const payment = await lockPaymentOf(req, id);
    if (!(await cancelOrder(req, id)) || !payment) continue;
    const { paymentId, intentId } = payment;
    await cancelPayment(req, paymentId);
    if (intentId) {
      await tx.execute(sql`
        INSERT INTO intent_cancellations (intent_id, payment_id) VALUES (${intentId}, ${paymentId})
        ON CONFLICT (intent_id) DO NOTHING`);
    }
  }
}

/**
 * Has Stripe cancel the intents of orders that were cancelled. One that is being processed is asked for again by the next run.
 * @returns how many intents are over.
 * @throws Problem unavailable when Stripe is away; the rest waits for the next run.
 */
export async function cancelIntents(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ intentId: string }>(
    sql`SELECT intent_id AS "intentId" FROM intent_cancellations ORDER BY created_at LIMIT ${BATCH}`,
  );
  let over = 0;
  for (const { intentId } of rows) {
    if (!isOver(await cancelled(payload, intentId))) continue;
    await database(payload).execute(sql`DELETE FROM intent_cancellations WHERE intent_id = ${intentId}`);
    over += 1;
  }
  return over;
}

/** The intent after it was asked to be cancelled; as it is where Stripe refuses that. */
function cancelled(payload: Payload, intentId: string): Promise<Stripe.PaymentIntent> {
  const { paymentIntents } = domainOf(payload).stripe;
  return askStripe(() => paymentIntents.cancel(intentId)).catch((error: unknown) => {
    if (!isRefusedByStripe(error)) throw error;
    return askStripe(() => paymentIntents.retrieve(intentId));
  });
}

const isOver = ({ status }: Stripe.PaymentIntent) => status === 'canceled' || status === 'succeeded';
