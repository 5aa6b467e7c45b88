import type Stripe from 'stripe';
import type { SimulatedAccount } from '../account.ts';
import { requireAmount } from '../objects/amount-limits.ts';
import { newIntent } from '../objects/payment-intent.ts';
import type { Intent } from '../state/state.ts';
import { confirm } from './confirm.ts';
import { findMethod, requireAllowed } from './payment-method.ts';

/** Creates a PaymentIntent and, with `confirm`, confirms it. @throws ApiError */
export function createPaymentIntent(
  account: SimulatedAccount,
  params: Stripe.PaymentIntentCreateParams & { site: string },
): Intent {
  requireAmount(params.amount, params.currency);
  const blank = newIntent(params, account.now());
  const method = params.payment_method ? findMethod(account, params.payment_method) : undefined;
  if (method) requireAllowed(method, blank.payment_method_types);
  const intent = account.state.intents.put(
    method ? { ...blank, payment_method: method.id, status: 'requires_confirmation' } : blank,
  );
  account.emit('payment_intent.created', intent);
  return params.confirm ? confirm(account, intent, { return_url: params.return_url, site: params.site }) : intent;
}
