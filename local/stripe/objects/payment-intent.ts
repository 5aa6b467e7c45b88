import type Stripe from 'stripe';
import { newId, randomText } from '../ids.ts';
import type { Intent } from '../state/state.ts';
import { mergeMetadata } from './metadata.ts';

/** The types of payment method that the simulated account accepts. */
export const METHOD_TYPES = ['card', 'bacs_debit'] as const;

/** A new PaymentIntent, without a payment method. */
export function newIntent(params: Stripe.PaymentIntentCreateParams, created: number): Intent {
  const id = newId('pi');
  // Stripe's default since API version 2023-08-16.
  const automatic = params.automatic_payment_methods ?? { enabled: true };
  const allowed = params.allowed_payment_method_types ?? null;
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: allowed,
    amount: params.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automatic.enabled ? { allow_redirects: 'always', ...automatic } : null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: 'automatic',
    created,
    currency: params.currency,
    customer: null,
    customer_account: null,
    description: params.description || null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: METHOD_TYPES.filter((type) => allowed?.includes(type) ?? true),
    payment_record: null,
    processing: null,
    receipt_email: params.receipt_email || null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
}
