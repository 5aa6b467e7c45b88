import type Stripe from 'stripe';

/** Metadata after a change: an empty value removes its key, an empty change removes all of them. */
export function metadataOf(
  before: Stripe.Metadata | null,
  change: Stripe.Emptyable<Stripe.MetadataParam> | undefined,
): Stripe.Metadata {
  if (change === '') return {};
  const all = Object.entries({ ...before, ...change }).map(([key, value]) => [key, String(value ?? '')]);
  return Object.fromEntries(all.filter(([, value]) => value !== ''));
}
