import type Stripe from 'stripe';

/**
 * The effect of a dispute status on the money. An inquiry holds no money back. A chargeback holds its amount back until the bank
 * decides; an appeal against a lost chargeback does the same.
 */
type DisputeMeaning = 'inquiry' | 'chargeback' | 'appeal' | 'lost' | 'closed without loss';

type NamedStatus<S> = S extends string ? (string extends S ? never : S) : never;

/**
 * The effect of each status that the SDK names. If the SDK adds a status, this does not compile until the status is added here.
 */
const MEANINGS: { readonly [Status in NamedStatus<Stripe.Dispute.Status>]: DisputeMeaning } = {
  warning_needs_response: 'inquiry',
  warning_under_review: 'inquiry',
  warning_closed: 'closed without loss',
  needs_response: 'chargeback',
  under_review: 'chargeback',
  appeal_needs_response: 'appeal',
  appeal_under_review: 'appeal',
  lost: 'lost',
  won: 'closed without loss',
  prevented: 'closed without loss',
};

/** The dispute statuses that this release knows. */
export const DISPUTE_STATUSES = Object.keys(MEANINGS) as NamedStatus<Stripe.Dispute.Status>[];

/** Whether this release knows the effect of a status. */
export const isKnownStatus = (status: string): boolean => Object.hasOwn(MEANINGS, status);

/** Whether a dispute is closed, holds money back, and is lost. `lost` is undefined during an appeal: the stored value is kept. */
export type DisputeStanding = { closed: boolean; holdsMoney: boolean; lost: boolean | undefined };

/**
 * Derives from Stripe's dispute whether it is closed, holds money back, and is lost. `closing` is true if the event says that the
 * dispute is over. An unknown status never counts as lost, and holds money back only while the dispute is open and Stripe would
 * refuse a refund.
 */
export function toDisputeStanding(dispute: Stripe.Dispute, closing: boolean): DisputeStanding {
  const meaning = toMeaning(dispute);
  if (meaning === 'lost') return { closed: true, holdsMoney: false, lost: true };
  if (closing || meaning === 'closed without loss') return { closed: true, holdsMoney: false, lost: false };
  return {
    closed: false,
    holdsMoney: meaning !== 'inquiry',
    lost: meaning === 'appeal' ? undefined : false,
  };
}

function toMeaning({ status, is_charge_refundable: refundable }: Stripe.Dispute): DisputeMeaning {
  const named = new Map<string, DisputeMeaning>(Object.entries(MEANINGS)).get(status);
  return named ?? (refundable ? 'inquiry' : 'chargeback');
}
