import type Stripe from 'stripe';
import type { SimulatedAccount } from '../account.ts';
import { failed, newCharge, succeeded } from '../objects/charge.ts';
import { cardBehind } from '../objects/payment-method.ts';
import type { Charge, Intent } from '../state/state.ts';
import type { Decline } from '../test-cards.ts';
import { openDispute } from './dispute.ts';

/** Charges the payment method. The intent becomes `succeeded`, `processing`, or, after a decline, `requires_payment_method`. */
export function attempt(account: SimulatedAccount, intent: Intent, method: Stripe.PaymentMethod): Intent {
  const card = cardBehind(account, method.id);
  const charge = account.state.charges.put(newCharge(intent, method, account.now()));
  const charged: Intent = {
    ...intent,
    latest_charge: charge.id,
    last_payment_error: null,
    next_action: null,
    payment_method: method.id,
  };
  if (card.settlesLater) return beginProcessing(account, charged, charge);
  return card.decline ? fail(account, charged, charge, card.decline) : succeed(account, charged, charge);
}

/** Applies the bank's decision on a payment that is `processing`. */
export function settleAttempt(account: SimulatedAccount, intent: Intent): Intent {
  const charge = account.state.charges.get(intent.latest_charge ?? '');
  if (intent.status !== 'processing' || !charge) return intent;
  const { decline } = cardBehind(account, charge.payment_method);
  return decline ? fail(account, intent, charge, decline) : succeed(account, intent, charge);
}

function beginProcessing(account: SimulatedAccount, intent: Intent, charge: Charge): Intent {
  const processing = account.state.intents.put({ ...intent, status: 'processing' });
  account.emit('charge.pending', charge);
  account.emit('payment_intent.processing', processing);
  return processing;
}

function succeed(account: SimulatedAccount, intent: Intent, pending: Charge): Intent {
  const charge = account.state.charges.put(succeeded(pending));
  const paid = account.state.intents.put({ ...intent, amount_received: charge.amount, status: 'succeeded' });
  account.emit('charge.succeeded', charge);
  account.emit('payment_intent.succeeded', paid);
  const { dispute } = cardBehind(account, charge.payment_method);
  if (dispute) openDispute(account, charge, { reason: dispute });
  return paid;
}

function fail(account: SimulatedAccount, intent: Intent, pending: Charge, decline: Decline): Intent {
  const charge = account.state.charges.put(failed(pending, decline));
  const unpaid = account.state.intents.put({
    ...intent,
    last_payment_error: {
      ...decline,
      type: 'card_error',
      charge: charge.id,
      doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
      payment_method: account.state.methods.get(charge.payment_method),
    },
    payment_method: null,
    status: 'requires_payment_method',
  });
  account.emit('charge.failed', charge);
  account.emit('payment_intent.payment_failed', unpaid);
  return unpaid;
}
