import type { Intent } from '../state/state.ts';

/**
 * The URL to which the payer returns after 3-D Secure, with Stripe's query parameters for the payment and its outcome.
 */
export function returnTo(returnUrl: string, { id, client_secret, status }: Intent): string {
  const url = new URL(returnUrl);
  url.searchParams.set('payment_intent', id);
  url.searchParams.set('payment_intent_client_secret', client_secret ?? '');
  const outcome = { succeeded: 'succeeded', processing: 'pending' } as Record<string, string>;
  url.searchParams.set('redirect_status', outcome[status] ?? 'failed');
  return url.href;
}
