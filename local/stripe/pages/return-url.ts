import type { Intent } from '../state/state.ts';

/** Where the payer goes back to after 3-D Secure, with what Stripe adds: which payment it was, and how it went. */
export function returnTo(returnUrl: string, { id, client_secret, status }: Intent): string {
  const url = new URL(returnUrl);
  url.searchParams.set('payment_intent', id);
  url.searchParams.set('payment_intent_client_secret', client_secret ?? '');
  const outcome = { succeeded: 'succeeded', processing: 'pending' } as Record<string, string>;
  url.searchParams.set('redirect_status', outcome[status] ?? 'failed');
  return url.href;
}
