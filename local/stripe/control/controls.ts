import type { Account } from '../account.ts';
import { settle } from '../actions/attempt.ts';
import { authenticate } from '../actions/authenticate.ts';
import { closeDispute, type DisputeStatus, moveDispute, type NewDispute, openDispute } from '../actions/dispute.ts';
import { failRefund, settleRefund } from '../actions/refund.ts';
import type { Row } from '../state/journal.ts';
import type { Charge, Dispute, Intent, Refund } from '../state/state.ts';
import type { Table } from '../state/table.ts';
import { type PastPayment, type ToldPayment, tellPast } from './past.ts';

/** What payers and banks do, on demand. Each throws an Error for an id that there is not. */
export class Controls {
  constructor(private readonly account: Account) {}

  /** The bank's answer to a payment that is `processing`. */
  settleIntent(id: string): Intent {
    return settle(this.account, row(this.account.state.intents, id));
  }

  /** The payer passes 3-D Secure, or does not. */
  authenticate(id: string, outcome: 'complete' | 'fail'): Intent {
    return authenticate(this.account, row(this.account.state.intents, id), outcome);
  }

  /** A pending refund succeeds, or one that is going to fail does. */
  settleRefund(id: string): Refund {
    return settleRefund(this.account, row(this.account.state.refunds, id));
  }

  /** A refund cannot be paid out. */
  failRefund(id: string): Refund {
    return failRefund(this.account, row(this.account.state.refunds, id));
  }

  /** @param options by default the payer calls the whole charge fraudulent, and it is no inquiry */
  dispute(charge: string, options: NewDispute = {}): Dispute {
    const disputed: Charge = row(this.account.state.charges, charge);
    return openDispute(this.account, disputed, options);
  }

  moveDispute(id: string, status: DisputeStatus): Dispute {
    return moveDispute(this.account, row(this.account.state.disputes, id), status);
  }

  /** Sends `charge.dispute.closed` with the given status. */
  closeDispute(id: string, status: DisputeStatus): Dispute {
    return closeDispute(this.account, row(this.account.state.disputes, id), status);
  }

  /** Payments that were over before the simulator heard of them; nobody is told of them. */
  tellPast(payments: readonly PastPayment[]): ToldPayment[] {
    return payments.map((payment) => tellPast(this.account, payment));
  }

  /** Moves the clock: idempotency keys are forgotten after 24 hours. */
  advanceClock(seconds: number): void {
    this.account.advance(seconds);
  }

  /** How many objects of each kind there are. */
  counts(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.account.state).map(([kind, table]) => [kind, table.size]));
  }
}

function row<T extends Row>(table: Table<T>, id: string): T {
  const found = table.get(id);
  if (!found) throw new Error(`There is no ${id}.`);
  return found;
}
