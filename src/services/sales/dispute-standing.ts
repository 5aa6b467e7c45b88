import type Stripe from 'stripe';

/**
 * What a status means for the money. An inquiry holds nothing back. A chargeback holds its amount back until it is decided, and
 * so does an appeal against one that was lost.
 */
type Meaning = 'inquiry' | 'chargeback' | 'appeal' | 'lost' | 'closed without loss';

type Named<S> = S extends string ? (string extends S ? never : S) : never;

/** The statuses that the SDK names: one that it adds does not compile until it stands here. */
const MEANINGS: { readonly [Status in Named<Stripe.Dispute.Status>]: Meaning } = {
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

/** The statuses of a dispute that this release knows. */
export const DISPUTE_STATUSES = Object.keys(MEANINGS) as Named<Stripe.Dispute.Status>[];

/** Where a dispute stands; `lost` is undefined for an appeal, which leaves it as it was. */
export type DisputeStanding = { closed: boolean; holdsMoney: boolean; lost: boolean | undefined };

/**
 * Where a dispute stands by an event that tells of it; `closing` when the event says that it is over. A status that nobody knows
 * is never a loss: it holds money back only while the dispute is open and Stripe would refuse a refund.
 */
export function disputeStanding(dispute: Stripe.Dispute, closing: boolean): DisputeStanding {
  const meaning = meaningOf(dispute);
  if (meaning === 'lost') return { closed: true, holdsMoney: false, lost: true };
  if (closing || meaning === 'closed without loss') return { closed: true, holdsMoney: false, lost: false };
  return {
    closed: false,
    holdsMoney: meaning !== 'inquiry',
    lost: meaning === 'appeal' ? undefined : false,
  };
}

function meaningOf({ status, is_charge_refundable: refundable }: Stripe.Dispute): Meaning {
  const known = new Map<string, Meaning>(Object.entries(MEANINGS)).get(status);
  return known ?? (refundable ? 'inquiry' : 'chargeback');
}
