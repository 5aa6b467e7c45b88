import type { SimulatedAccount } from '../account.ts';
import { settleAttempt } from '../actions/attempt.ts';
import { completeAuthentication } from '../actions/authenticate.ts';
import {
  closeDispute,
  type DisputeStatus,
  type NewDispute,
  openDispute,
  transitionDispute,
} from '../actions/dispute.ts';
import { failRefund, settleRefund } from '../actions/refund.ts';
import type { Row } from '../state/journal.ts';
import type { Charge, Dispute, Intent, Refund } from '../state/state.ts';
import type { StateTable } from '../state/table.ts';
import { type PastPayment, type RegisteredPayment, registerPast } from './past.ts';

/** Simulates the actions of payers and banks. Each method throws an Error for an unknown id. */
export class Controls {
  readonly #account: SimulatedAccount;

  constructor(account: SimulatedAccount) {
    this.#account = account;
  }

  /** Applies the bank's decision on a payment that is `processing`. */
  settleIntent(id: string): Intent {
    return settleAttempt(this.#account, row(this.#account.state.intents, id));
  }

  /** Completes or fails 3-D Secure, like a payer. */
  authenticate(id: string, outcome: 'complete' | 'fail'): Intent {
    return completeAuthentication(this.#account, row(this.#account.state.intents, id), outcome);
  }

  /** Applies the bank's decision on a refund: a pending refund succeeds, and a refund to a closed card fails. */
  settleRefund(id: string): Refund {
    return settleRefund(this.#account, row(this.#account.state.refunds, id));
  }

  /** Marks a refund as failed, as if the bank could not pay it out. */
  failRefund(id: string): Refund {
    return failRefund(this.#account, row(this.#account.state.refunds, id));
  }

  /** Opens a dispute about a charge. @param options by default a chargeback of the whole charge because of fraud */
  dispute(charge: string, options: NewDispute = {}): Dispute {
    const disputed: Charge = row(this.#account.state.charges, charge);
    return openDispute(this.#account, disputed, options);
  }

  transitionDispute(id: string, status: DisputeStatus): Dispute {
    return transitionDispute(this.#account, row(this.#account.state.disputes, id), status);
  }

  /** Closes a dispute with the given status, and emits `charge.dispute.closed`. */
  closeDispute(id: string, status: DisputeStatus): Dispute {
    return closeDispute(this.#account, row(this.#account.state.disputes, id), status);
  }

  /** Registers payments of the past without events. */
  registerPast(payments: readonly PastPayment[]): RegisteredPayment[] {
    return payments.map((payment) => registerPast(this.#account, payment));
  }

  /** Moves the clock forward; idempotency keys expire after 24 hours. */
  advanceClock(seconds: number): void {
    this.#account.advance(seconds);
  }

  /** The number of objects of each kind. */
  counts(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.#account.state).map(([kind, table]) => [kind, table.size]));
  }
}

function row<T extends Row>(table: StateTable<T>, id: string): T {
  const found = table.get(id);
  if (!found) throw new Error(`There is no object with the id ${id}.`);
  return found;
}
