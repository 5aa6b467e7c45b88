import { invalidRequest } from '../api-error.ts';
import { formatted, MAXIMUM, minimumOf } from './money.ts';

/** @throws ApiError for an amount that Stripe takes no payment of */
export function requireAmount(amount: number, currency: string): void {
  const minimum = minimumOf(currency);
  if (amount < minimum) {
    const message = `Amount must be at least ${formatted(minimum, currency)} ${currency}`;
    throw invalidRequest(message, { code: 'amount_too_small', param: 'amount' });
  }
  if (amount > MAXIMUM) {
    const message = `Amount must be no more than ${formatted(MAXIMUM, currency)}`;
    throw invalidRequest(message, { code: 'amount_too_large', param: 'amount' });
  }
}
