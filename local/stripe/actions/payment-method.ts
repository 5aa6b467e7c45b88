import type Stripe from 'stripe';
import type { SimulatedAccount } from '../account.ts';
import { ApiError, invalidRequest, noSuch } from '../api-error.ts';
import { addMethod, type Expiry } from '../objects/payment-method.ts';
import { cardNamed, cardNumbered } from '../test-cards.ts';

export type MethodData = {
  type: 'card' | 'bacs_debit';
  card?: { number: string; cvc?: string } & Expiry;
  bacs_debit?: { account_number?: string; sort_code?: string };
};

/** Creates a PaymentMethod from the payer's input. @throws ApiError if the number is not a test card */
export function createMethod(account: SimulatedAccount, { type, card, bacs_debit }: MethodData): Stripe.PaymentMethod {
  const number = type === 'card' ? card?.number : bacs_debit?.account_number;
  const known = cardNumbered(number ?? '');
  if (known?.type === type) return addMethod(account, known, card);
  const message = 'Your card was declined. Your request was in test mode, but used a non test card.';
  throw new ApiError(402, { type: 'card_error', code: 'card_declined', decline_code: 'test_mode_live_card', message });
}

/**
 * Returns the PaymentMethod with this id. For a name such as `pm_card_visa`, creates a new PaymentMethod.
 * @throws ApiError if no PaymentMethod has this id
 */
export function findMethod(account: SimulatedAccount, id: string): Stripe.PaymentMethod {
  const named = cardNamed(id);
  const method = named ? addMethod(account, named) : account.state.methods.get(id);
  if (!method) throw noSuch('PaymentMethod', id, 'payment_method', 400);
  return method;
}

/** Requires a method of one of the given types. @throws ApiError if its type is not among them */
export function requireAllowed(method: Stripe.PaymentMethod, types: readonly string[]): void {
  if (types.includes(method.type)) return;
  throw invalidRequest(
    `The PaymentMethod provided (${method.type}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: ${types.join(', ')}`,
    { param: 'payment_method' },
  );
}
