import type Stripe from 'stripe';
import type { SimulatedAccount } from '../account.ts';
import { newId } from '../ids.ts';
import { cardNumbered, type TestCard } from '../test-cards.ts';

type Details = Pick<Stripe.PaymentMethod, 'card' | 'bacs_debit'>;

/** A new PaymentMethod for one of the test cards or accounts. */
export function addMethod(
  account: SimulatedAccount,
  { number, type, ...card }: TestCard,
  expiry?: Expiry,
): Stripe.PaymentMethod {
  const id = newId('pm');
  account.state.numbers.put({ id, number });
  const details: Details =
    type === 'card'
      ? { card: cardDetails(number, card.authenticates === true, expiry) }
      : { bacs_debit: bankDetails(number) };
  return account.state.methods.put({
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    created: account.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type,
    ...details,
  });
}

/** The test card or account of a PaymentMethod. */
export function cardBehind(account: SimulatedAccount, method: string): TestCard {
  const card = cardNumbered(account.state.numbers.get(method)?.number ?? '');
  if (!card) throw new Error(`The payment method ${method} has no test card.`);
  return card;
}

export type Expiry = { exp_month: number; exp_year: number };

function cardDetails(number: string, authenticates: boolean, expiry?: Expiry): Stripe.PaymentMethod.Card {
  const brand = toBrand(number);
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: number === '4000008260000000' ? 'GB' : 'US',
    display_brand: brand,
    ...(expiry ?? { exp_month: 12, exp_year: new Date().getFullYear() + 4 }),
    fingerprint: `test${number.slice(-12)}`,
    funding: number === '4000056655665556' ? 'debit' : 'credit',
    generated_from: null,
    last4: number.slice(-4),
    networks: { available: [brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: authenticates },
    wallet: null,
  };
}

function bankDetails(number: string): Stripe.PaymentMethod.BacsDebit {
  return { fingerprint: `test${number}`, last4: number.slice(-4), sort_code: '108800' };
}

function toBrand(number: string): string {
  if (number.startsWith('4')) return 'visa';
  return number.startsWith('3') ? 'amex' : 'mastercard';
}
