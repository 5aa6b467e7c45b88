import type Stripe from 'stripe';
import type { SimulatedAccount } from '../account.ts';
import { unexpectedState } from '../api-error.ts';
import { requireAmount } from '../objects/amount-limits.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import type { Intent } from '../state/state.ts';
import { findMethod, requireAllowed } from './payment-method.ts';

const OPEN = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
/** Fields that cannot change once the payment is processing. */
const TERMS = ['amount', 'currency', 'payment_method'] as const;

/** Updates a PaymentIntent. @throws ApiError for a change of {@link TERMS} if the payment is processing or final */
export function update(account: SimulatedAccount, intent: Intent, params: Stripe.PaymentIntentUpdateParams): Intent {
  const { amount, currency, payment_method, metadata, description, receipt_email } = params;
  const term = TERMS.find((name) => params[name] !== undefined);
  if (term && !OPEN.includes(intent.status)) {
    throw unexpectedState(
      `This PaymentIntent's ${term} could not be updated because it has a status of ${intent.status}. You may only update the ${term} of a PaymentIntent with one of the following statuses: ${OPEN.join(', ')}.`,
      intent,
    );
  }
  const method = payment_method ? findMethod(account, payment_method) : undefined;
  if (method) requireAllowed(method, intent.payment_method_types);
  const terms = {
    amount: amount ?? intent.amount,
    currency: currency ?? intent.currency,
    payment_method: method?.id ?? intent.payment_method,
  };
  requireAmount(terms.amount, terms.currency);
  // After a change of its terms, an intent must be confirmed again.
  const reopened = term
    ? { next_action: null, status: terms.payment_method ? 'requires_confirmation' : 'requires_payment_method' }
    : {};
  return account.state.intents.put({
    ...intent,
    ...terms,
    ...reopened,
    description: description === undefined ? intent.description : description || null,
    receipt_email: receipt_email === undefined ? intent.receipt_email : receipt_email || null,
    metadata: metadata === undefined ? intent.metadata : mergeMetadata(intent.metadata, metadata),
  });
}
