import type Stripe from 'stripe';
import type { SimulatedAccount } from '../account.ts';
import { invalidRequest, noSuch } from '../api-error.ts';
import { newId } from '../ids.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import { formatMoney } from '../objects/money.ts';
import { cardBehind } from '../objects/payment-method.ts';
import type { Charge, Refund } from '../state/state.ts';

/** Creates a refund. @throws ApiError if the charge cannot be refunded, or the amount exceeds the rest of the charge */
export function createRefund(account: SimulatedAccount, params: Stripe.RefundCreateParams): Refund {
  const charge = requireCharge(account, params);
  const left = charge.amount - charge.amount_refunded;
  const amount = params.amount ?? left;
  requireRefundable(account, charge, amount);
  const { refund: outcome } = cardBehind(account, charge.payment_method);
  const made = account.state.refunds.put({
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(outcome === 'pending' && { pending_reason: 'processing' as const }),
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: outcome === 'pending' ? 'pending' : 'succeeded',
    transfer_reversal: null,
  });
  const refunded = withRefunded(account, charge, charge.amount_refunded + amount);
  account.emit('refund.created', made);
  account.emit('charge.refunded', refunded, { amount_refunded: charge.amount_refunded, refunded: charge.refunded });
  return made;
}

/** Applies the bank's decision on a refund: a pending refund succeeds, and a refund to a closed card fails. */
export function settleRefund(account: SimulatedAccount, before: Refund): Refund {
  const { refund: fate } = cardBehind(account, String(before.payment_method));
  if (fate === 'fails' && before.status === 'succeeded') return failRefund(account, before);
  if (before.status !== 'pending') return before;
  const after = account.state.refunds.put({ ...before, pending_reason: undefined, status: 'succeeded' });
  emitChange(account, after, before);
  return after;
}

/** Marks a refund as failed: the money returns to the merchant, and the refunded amount of the charge decreases. */
export function failRefund(account: SimulatedAccount, before: Refund): Refund {
  if (before.status === 'failed') return before;
  const after = account.state.refunds.put({ ...before, failure_reason: 'expired_or_canceled_card', status: 'failed' });
  const charge = account.state.charges.get(before.charge);
  if (charge) withRefunded(account, charge, charge.amount_refunded - before.amount);
  emitChange(account, after, before);
  account.emit('refund.failed', after);
  return after;
}

function requireCharge(account: SimulatedAccount, { charge: id, payment_intent }: Stripe.RefundCreateParams): Charge {
  if (id) {
    const charge = account.state.charges.get(id);
    if (!charge) throw noSuch('charge', id, 'charge', 400);
    return charge;
  }
  if (!payment_intent) {
    throw invalidRequest('One of the following params should be provided for this request: payment_intent or charge.');
  }
  const intent = account.state.intents.get(payment_intent);
  if (!intent) throw noSuch('payment_intent', payment_intent, 'payment_intent', 400);
  const charge = account.state.charges.get(intent.latest_charge ?? '');
  if (charge) return charge;
  throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
    param: 'payment_intent',
  });
}

function requireRefundable(account: SimulatedAccount, charge: Charge, amount: number): void {
  const { id, currency } = charge;
  if (charge.status !== 'succeeded') {
    throw invalidRequest(`This PaymentIntent (${charge.payment_intent}) does not have a successful charge to refund.`);
  }
  const disputes = account.state.disputes.newestFirst().filter((dispute) => dispute.charge === id);
  const open = disputes.some(({ status, is_charge_refundable }) => !is_charge_refundable && !isDecided(status));
  const lost = disputes.filter(({ status }) => status === 'lost').reduce((sum, dispute) => sum + dispute.amount, 0);
  const left = charge.amount - charge.amount_refunded - lost;
  if (open || (lost > 0 && left <= 0)) {
    throw invalidRequest(`Charge ${id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' });
  }
  if (charge.refunded) {
    throw invalidRequest(`Charge ${id} has already been refunded.`, { code: 'charge_already_refunded' });
  }
  if (amount <= left) return;
  throw invalidRequest(
    `Refund amount (${formatMoney(amount, currency)}) is greater than unrefunded amount on charge (${formatMoney(left, currency)})`,
    { param: 'amount' },
  );
}

const isDecided = (status: string) => status === 'won' || status === 'lost';

function withRefunded(account: SimulatedAccount, charge: Charge, amount_refunded: number): Charge {
  return account.state.charges.put({ ...charge, amount_refunded, refunded: amount_refunded === charge.amount });
}

function emitChange(account: SimulatedAccount, after: Refund, { status }: Refund): void {
  account.emit('charge.refund.updated', after, { status });
  account.emit('refund.updated', after, { status });
}
