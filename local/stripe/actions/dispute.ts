import type { Account } from '../account.ts';
import { newId } from '../ids.ts';
import { noEvidence } from '../objects/evidence.ts';
import type { Charge, Dispute } from '../state/state.ts';

const DAYS_TO_ANSWER = 9;

/** The payer disputes a charge; the amount is taken from the merchant at once. */
export function openDispute(
  account: Account,
  charge: Charge,
  { reason = 'fraudulent', amount = charge.amount }: { reason?: string; amount?: number },
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
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason,
    status: 'needs_response',
  });
  account.state.charges.put({ ...charge, disputed: true });
  account.emit('charge.dispute.created', dispute);
  account.emit('charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** The bank's verdict. A dispute that is over stays as it is. */
export function closeDispute(account: Account, dispute: Dispute, status: 'won' | 'lost'): Dispute {
  if (dispute.status === 'won' || dispute.status === 'lost') return dispute;
  const closed = account.state.disputes.put({ ...dispute, status });
  account.emit('charge.dispute.closed', closed);
  if (status === 'won') account.emit('charge.dispute.funds_reinstated', closed);
  return closed;
}
