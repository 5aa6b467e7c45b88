import type Stripe from 'stripe';
import type { SimulatedAccount } from '../account.ts';
import { ApiError, invalidRequest, unexpectedState } from '../api-error.ts';
import { cardBehind } from '../objects/payment-method.ts';
import type { Intent } from '../state/state.ts';
import { attempt } from './attempt.ts';
import { requireAuthentication } from './authenticate.ts';
import { createMethod, findMethod, type MethodData, requireAllowed } from './payment-method.ts';

export type Confirmation = {
  payment_method?: string;
  payment_method_data?: MethodData;
  return_url?: string;
  /** The base URL of the simulator, where 3-D Secure takes place. */
  site: string;
};

const CONFIRMABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/**
 * Confirms a PaymentIntent: charges its payment method, or requires the payer to authenticate first.
 * @throws ApiError, 402 if the payment is declined (the intent stores the reason) and 400 if the intent cannot be confirmed
 */
export function confirm(account: SimulatedAccount, intent: Intent, confirmation: Confirmation): Intent {
  requireConfirmable(intent);
  const method = resolveMethod(account, intent, confirmation);
  requireAllowed(method, intent.payment_method_types);
  requireReturnUrl(intent, confirmation.return_url);
  const { authenticates } = cardBehind(account, method.id);
  if (authenticates) return requireAuthentication(account, intent, method, confirmation);
  const attempted = attempt(account, intent, method);
  if (attempted.status === 'requires_payment_method') throw declined(account, attempted);
  return attempted;
}

function requireConfirmable(intent: Intent): void {
  if (CONFIRMABLE.includes(intent.status)) return;
  const why =
    intent.status === 'succeeded'
      ? 'it has already succeeded after being previously confirmed.'
      : `it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: ${CONFIRMABLE.join(', ')}.`;
  throw unexpectedState(`You cannot confirm this PaymentIntent because ${why}`, intent);
}

function resolveMethod(account: SimulatedAccount, intent: Intent, confirmation: Confirmation): Stripe.PaymentMethod {
  if (confirmation.payment_method_data) return createMethod(account, confirmation.payment_method_data);
  const id = confirmation.payment_method ?? intent.payment_method;
  if (id !== null) return findMethod(account, id);
  throw unexpectedState(
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
    intent,
  );
}

function requireReturnUrl({ automatic_payment_methods }: Intent, return_url: string | undefined): void {
  if (return_url !== undefined || automatic_payment_methods?.allow_redirects !== 'always') return;
  throw invalidRequest(
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
  );
}

function declined(account: SimulatedAccount, intent: Intent): ApiError {
  const why = intent.last_payment_error;
  return new ApiError(402, {
    type: 'card_error',
    code: why?.code ?? 'card_declined',
    ...(why?.decline_code && { decline_code: why.decline_code }),
    message: why?.message ?? 'Your card was declined.',
    charge: intent.latest_charge ?? '',
    payment_intent: intent,
    payment_method: account.state.methods.get(why?.payment_method?.id ?? ''),
  });
}
