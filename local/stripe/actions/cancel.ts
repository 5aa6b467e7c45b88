import type Stripe from 'stripe';
import type { SimulatedAccount } from '../account.ts';
import { unexpectedState } from '../api-error.ts';
import type { Intent } from '../state/state.ts';

const CANCELABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/** Cancels a PaymentIntent. @throws ApiError if the payment has succeeded, is processing or was canceled before */
export function cancel(
  account: SimulatedAccount,
  intent: Intent,
  reason?: Stripe.PaymentIntentCancelParams.CancellationReason,
) {
  if (!CANCELABLE.includes(intent.status)) {
    throw unexpectedState(
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELABLE.join(', ')}.`,
      intent,
    );
  }
  const canceled = account.state.intents.put({
    ...intent,
    canceled_at: account.now(),
    cancellation_reason: reason ?? null,
    next_action: null,
    status: 'canceled',
  });
  account.emit('payment_intent.canceled', canceled);
  return canceled;
}
