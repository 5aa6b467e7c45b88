import { z } from 'zod';
import type { SimulatedAccount } from '../account.ts';
import { attempt } from '../actions/attempt.ts';
import { cancel } from '../actions/cancel.ts';
import { createPaymentIntent } from '../actions/create.ts';
import { closeDispute, openDispute } from '../actions/dispute.ts';
import { findMethod } from '../actions/payment-method.ts';
import { createRefund } from '../actions/refund.ts';

const seconds = z.int().positive();
const metadata = z.record(z.string(), z.string());

/** A card payment and its refund or dispute, with times in seconds since 1970. */
export const pastPaymentSchema = z.strictObject({
  amount: z.int().positive(),
  at: seconds,
  metadata,
  /** Attempts with the names of test cards, such as `pm_card_visa`; only the last attempt may succeed. */
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

export type PastPayment = z.output<typeof pastPaymentSchema>;

/** The ids of the objects of a past payment. */
export type RegisteredPayment = {
  intentId: string;
  clientSecret: string;
  /** The charge of each attempt. */
  charges: string[];
  refundId: string | null;
  disputeId: string | null;
};

/** Creates the objects of a past payment, without events. @throws ApiError if Stripe would have rejected it */
export function registerPast(account: SimulatedAccount, past: PastPayment): RegisteredPayment {
  const { amount, metadata, tries, canceledAt } = past;
  const params = { amount, currency: 'gbp', metadata, allowed_payment_method_types: ['card' as const], site: '' };
  let intent = account.atTime(past.at, () => createPaymentIntent(account, params));
  const charges: string[] = [];
  for (const { card, at } of tries) {
    const before = intent;
    intent = account.atTime(at, () => attempt(account, before, findMethod(account, card)));
    charges.push(intent.latest_charge ?? '');
  }
  if (canceledAt !== undefined) account.atTime(canceledAt, () => cancel(account, intent, 'abandoned'));
  const refundId = past.refund && createPastRefund(account, intent.id, past.refund);
  const disputeId = past.dispute && createPastDispute(account, intent.latest_charge ?? '', past.dispute);
  return {
    ...{ intentId: intent.id, clientSecret: intent.client_secret ?? '', charges },
    ...{ refundId: refundId ?? null, disputeId: disputeId ?? null },
  };
}

function createPastRefund(
  account: SimulatedAccount,
  payment_intent: string,
  past: NonNullable<PastPayment['refund']>,
): string {
  const { at, ...params } = past;
  return account.atTime(at, () => createRefund(account, { ...params, payment_intent })).id;
}

function createPastDispute(
  account: SimulatedAccount,
  chargeId: string,
  past: NonNullable<PastPayment['dispute']>,
): string {
  const charge = account.state.charges.get(chargeId);
  if (!charge) throw new Error('The payment has no charge that could be disputed.');
  const { reason, at, closed } = past;
  const dispute = account.atTime(at, () => openDispute(account, charge, { reason }));
  if (closed) account.atTime(closed.at, () => closeDispute(account, dispute, closed.status));
  return dispute.id;
}
