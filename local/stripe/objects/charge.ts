import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { Charge, Intent } from '../state/state.ts';
import type { Decline } from '../test-cards.ts';

/** A pending charge for the whole amount of a PaymentIntent. */
export function newCharge(intent: Intent, method: Stripe.PaymentMethod, created: number): Charge {
  return {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { ...method.billing_details, tax_id: null },
    calculated_statement_descriptor: null,
    captured: false,
    created,
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: toMethodDetails(method, intent.amount),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: 'pending',
    transfer_data: null,
    transfer_group: null,
  };
}

export function succeeded(charge: Charge): Charge {
  return {
    ...charge,
    amount_captured: charge.amount,
    captured: true,
    outcome: outcome('authorized', 'approved_by_network', 'Payment complete.', null),
    paid: true,
    status: 'succeeded',
  };
}

export function failed(charge: Charge, { code, decline_code, message }: Decline): Charge {
  const reason = decline_code ?? code;
  const sellerMessage = 'The bank did not return any further details with this decline.';
  return {
    ...charge,
    failure_code: code,
    failure_message: message,
    outcome: outcome('issuer_declined', 'declined_by_network', sellerMessage, reason),
    status: 'failed',
  };
}

function outcome(type: string, network_status: string, seller_message: string, reason: string | null) {
  const codes = { advice_code: null, network_advice_code: null, network_decline_code: null };
  return { ...codes, network_status, reason, risk_level: 'normal', risk_score: 32, seller_message, type };
}

function toMethodDetails(
  { type, card, bacs_debit }: Stripe.PaymentMethod,
  amount: number,
): Stripe.Charge.PaymentMethodDetails {
  if (!card) return { type, bacs_debit: { mandate: null, ...toBacsDetails(bacs_debit) } };
  return {
    type,
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand: card.brand,
      checks: card.checks,
      country: card.country,
      electronic_commerce_indicator: null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      fingerprint: card.fingerprint,
      funding: card.funding,
      installments: null,
      last4: card.last4,
      mandate: null,
      network: card.brand,
      network_transaction_id: null,
      regulated_status: 'unregulated',
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

function toBacsDetails(bank: Stripe.PaymentMethod.BacsDebit | undefined) {
  return { fingerprint: bank?.fingerprint ?? null, last4: bank?.last4 ?? null, sort_code: bank?.sort_code ?? null };
}
