import type Stripe from 'stripe';

/**
 * Applies a change to metadata: an empty value removes its key. A change that is an empty text instead of an object removes all
 * keys.
 */
export function mergeMetadata(
  before: Stripe.Metadata | null,
  change: Stripe.Emptyable<Stripe.MetadataParam> | undefined,
): Stripe.Metadata {
  if (change === '') return {};
  const all = Object.entries({ ...before, ...change }).map(([key, value]) => [key, String(value ?? '')]);
  return Object.fromEntries(all.filter(([, value]) => value !== ''));
}
