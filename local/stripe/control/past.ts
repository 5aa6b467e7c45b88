import { z } from 'zod';
import type { Account } from '../account.ts';
import { attempt } from '../actions/attempt.ts';
import { cancel } from '../actions/cancel.ts';
import { createIntent } from '../actions/create.ts';
import { closeDispute, openDispute } from '../actions/dispute.ts';
import { findMethod } from '../actions/payment-method.ts';
import { refund } from '../actions/refund.ts';

const seconds = z.int().positive();
const metadata = z.record(z.string(), z.string());

/** A payment by card and what became of it, each with its moment in seconds since 1970. */
export const pastPayment = z.strictObject({
  amount: z.int().positive(),
  at: seconds,
  metadata,
  /** By names of test cards, such as `pm_card_visa`; the last of them may succeed. */
  tries: z.array(z.strictObject({ card: z.string(), at: seconds })),
  canceledAt: seconds.optional(),
  refund: z
    .strictObject({
      ...{ amount: z.int().positive(), at: seconds, metadata },
      reason: z.enum(['requested_by_customer', 'duplicate', 'fraudulent']),
    })
    .optional(),
  dispute: z
    .strictObject({
      ...{ reason: z.string(), at: seconds },
      closed: z.strictObject({ status: z.enum(['won', 'lost']), at: seconds }).optional(),
    })
    .optional(),
});

export type PastPayment = z.output<typeof pastPayment>;

/** The ids of what a past payment is made of. */
export type ToldPayment = {
  intentId: string;
  clientSecret: string;
  /** The charge of each try. */
  charges: string[];
  refundId: string | null;
  disputeId: string | null;
};

/** Makes the objects of a past payment, without events. @throws ApiError for what Stripe would have refused */
export function tellPast(account: Account, past: PastPayment): ToldPayment {
  const { amount, metadata, tries, canceledAt } = past;
  const params = { amount, currency: 'gbp', metadata, allowed_payment_method_types: ['card' as const], site: '' };
  let intent = account.asOf(past.at, () => createIntent(account, params));
  const charges: string[] = [];
  for (const { card, at } of tries) {
    const before = intent;
    intent = account.asOf(at, () => attempt(account, before, findMethod(account, card)));
    charges.push(intent.latest_charge ?? '');
  }
  if (canceledAt !== undefined) account.asOf(canceledAt, () => cancel(account, intent, 'abandoned'));
  const refundId = past.refund && refundOf(account, intent.id, past.refund);
  const disputeId = past.dispute && disputeOf(account, intent.latest_charge ?? '', past.dispute);
  return {
    ...{ intentId: intent.id, clientSecret: intent.client_secret ?? '', charges },
    ...{ refundId: refundId ?? null, disputeId: disputeId ?? null },
  };
}

function refundOf(account: Account, payment_intent: string, past: NonNullable<PastPayment['refund']>): string {
  const { at, ...params } = past;
  return account.asOf(at, () => refund(account, { ...params, payment_intent })).id;
}

function disputeOf(account: Account, chargeId: string, past: NonNullable<PastPayment['dispute']>): string {
  const charge = account.state.charges.get(chargeId);
  if (!charge) throw new Error('Only a charge can be disputed.');
  const { reason, at, closed } = past;
  const dispute = account.asOf(at, () => openDispute(account, charge, { reason }));
  if (closed) account.asOf(closed.at, () => closeDispute(account, dispute, closed.status));
  return dispute.id;
}
