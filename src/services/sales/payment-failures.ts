import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { sessionOf, type Transactional } from '../../database/transaction.ts';

/**
 * Writes down a failed attempt to pay, under the charge that failed. The decline code stays here: Stripe asks to keep it from
 * the payer, who may be a thief (https://docs.stripe.com/declines/codes).
 * @returns whether the attempt is new; it is not when webhook, repeat or reconciliation have told of it before.
 */
export async function noteFailure(
  req: Transactional,
  paymentId: string,
  failure: Stripe.PaymentIntent.LastPaymentError,
  at: Date,
): Promise<boolean> {
  const { code = null, decline_code: declineCode = null, message = null } = failure;
  const tx = await sessionOf(req);
  const { rowCount } = await tx.execute(sql`
    INSERT INTO payment_failures (payment_id, attempt, code, decline_code, message, at)
    VALUES (${paymentId}, ${attemptOf(failure)}, ${code}, ${declineCode}, ${message}, ${at.toISOString()})
    ON CONFLICT (payment_id, attempt) DO NOTHING`);
  return rowCount === 1;
}

/** An attempt that fails at 3-D Secure never gets as far as a charge; its payment method tells it from others. */
const attemptOf = ({ charge, payment_method: method, code }: Stripe.PaymentIntent.LastPaymentError): string =>
  charge ?? `${method?.id ?? 'no method'} ${code ?? ''}`.trim();
