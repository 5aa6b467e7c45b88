import { invalidRequest } from '../api-error.ts';
import { formatMoney, getMinimum, MAXIMUM } from './money.ts';

/** Requires an amount within Stripe's limits. @throws ApiError if it is too small or too large */
export function requireAmount(amount: number, currency: string): void {
  const minimum = getMinimum(currency);
  if (amount < minimum) {
    const message = `Amount must be at least ${formatMoney(minimum, currency)} ${currency}`;
    throw invalidRequest(message, { code: 'amount_too_small', param: 'amount' });
  }
  if (amount > MAXIMUM) {
    const message = `Amount must be no more than ${formatMoney(MAXIMUM, currency)}`;
    throw invalidRequest(message, { code: 'amount_too_large', param: 'amount' });
  }
}
