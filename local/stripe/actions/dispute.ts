import type Stripe from 'stripe';
import type { SimulatedAccount } from '../account.ts';
import { newId } from '../ids.ts';
import { noEvidence } from '../objects/evidence.ts';
import type { Charge, Dispute } from '../state/state.ts';

const DAYS_TO_ANSWER = 9;

/** A status of a dispute in Stripe's API. Unknown statuses are accepted, because Stripe may add statuses. */
export type DisputeStatus = Stripe.Dispute.Status;

const INQUIRIES: readonly DisputeStatus[] = ['warning_needs_response', 'warning_under_review', 'warning_closed'];
const OVER: readonly DisputeStatus[] = ['won', 'lost', 'prevented', 'warning_closed'];

/** Whether the bank has withdrawn the money from the merchant. A dispute with an unknown status counts as a chargeback. */
const isWithdrawn = (status: DisputeStatus) => status === 'lost' || ![...INQUIRIES, ...OVER].includes(status);

const isRefundable = (status: DisputeStatus) => !isWithdrawn(status) && status !== 'won';

export type NewDispute = { reason?: string; amount?: number; status?: DisputeStatus };

/** Opens a dispute about a charge. Unless it is an inquiry, the amount is withdrawn from the merchant at once. */
export function openDispute(
  account: SimulatedAccount,
  charge: Charge,
  { reason = 'fraudulent', amount = charge.amount, status = 'needs_response' }: NewDispute,
): Dispute {
  const created = account.now();
  const dispute = account.state.disputes.put({
    id: newId('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(),
    evidence_details: {
      due_by: created + DAYS_TO_ANSWER * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'manual',
    },
    intended_submission_method: null,
    is_charge_refundable: isRefundable(status),
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason,
    status,
  });
  account.state.charges.put({ ...charge, disputed: true });
  account.emit('charge.dispute.created', dispute);
  if (isWithdrawn(status)) account.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** Changes the status of a dispute, for example when an inquiry becomes a chargeback. A final status closes the dispute. */
export function transitionDispute(account: SimulatedAccount, before: Dispute, status: DisputeStatus): Dispute {
  if (before.status === status) return before;
  if (OVER.includes(status)) return closeDispute(account, before, status);
  const after = account.state.disputes.put({ ...before, status, is_charge_refundable: isRefundable(status) });
  account.emit('charge.dispute.updated', after, { status: before.status });
  emitFundsEvent(account, before, after);
  return after;
}

/** Closes a dispute with the bank's decision. A closed dispute is returned unchanged. */
export function closeDispute(account: SimulatedAccount, before: Dispute, status: DisputeStatus): Dispute {
  if (OVER.includes(before.status)) return before;
  const after = account.state.disputes.put({ ...before, status, is_charge_refundable: isRefundable(status) });
  account.emit('charge.dispute.closed', after);
  emitFundsEvent(account, before, after);
  return after;
}

function emitFundsEvent(account: SimulatedAccount, before: Dispute, after: Dispute): void {
  const [withdrawn, now] = [isWithdrawn(before.status), isWithdrawn(after.status)];
  if (now && !withdrawn) account.emit('charge.dispute.funds_withdrawn', after);
  if (withdrawn && !now) account.emit('charge.dispute.funds_reinstated', after);
}
