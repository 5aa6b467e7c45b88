import type Stripe from 'stripe';
import type { SimulatedAccount } from '../account.ts';
import type { Intent } from '../state/state.ts';
import { attempt } from './attempt.ts';

/** Requires the payer to authenticate at their bank (3-D Secure). The bank's page is a page of the simulator. */
export function requireAuthentication(
  account: SimulatedAccount,
  intent: Intent,
  method: Stripe.PaymentMethod,
  { site, return_url }: { site: string; return_url?: string },
): Intent {
  const url = `${site}/authenticate?client_secret=${intent.client_secret}`;
  const next_action: Stripe.PaymentIntent.NextAction = return_url
    ? { type: 'redirect_to_url', redirect_to_url: { return_url, url } }
    : { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } };
  const waiting = account.state.intents.put({
    ...intent,
    next_action,
    payment_method: method.id,
    status: 'requires_action',
  });
  account.emit('payment_intent.requires_action', waiting);
  return waiting;
}

/** Applies the result of an authentication. An intent that needs no authentication is returned unchanged. */
export function completeAuthentication(
  account: SimulatedAccount,
  intent: Intent,
  outcome: 'complete' | 'fail',
): Intent {
  const method = account.state.methods.get(intent.payment_method ?? '');
  if (intent.status !== 'requires_action' || !method) return intent;
  if (outcome === 'complete') return attempt(account, intent, method);
  const unpaid = account.state.intents.put({
    ...intent,
    last_payment_error: {
      type: 'invalid_request_error',
      code: 'payment_intent_authentication_failure',
      doc_url: 'https://stripe.com/docs/error-codes/payment-intent-authentication-failure',
      message:
        'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
      payment_method: method,
    },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  account.emit('payment_intent.payment_failed', unpaid);
  return unpaid;
}
