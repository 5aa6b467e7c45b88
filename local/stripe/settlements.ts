import type Stripe from 'stripe';
import type { SimulatedAccount } from './account.ts';
import type { Controls } from './control/controls.ts';
import { cardBehind } from './objects/payment-method.ts';

/**
 * Simulates the later decisions of banks: the outcome of payments in `processing`, and of refunds that are pending or will fail.
 */
export class Settlements {
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #account: SimulatedAccount;
  readonly #controls: Controls;
  readonly #afterMs: number | null;

  /** @param afterMs milliseconds until the bank decides; null to leave each decision to a call of the controls */
  constructor(account: SimulatedAccount, controls: Controls, afterMs: number | null) {
    this.#account = account;
    this.#controls = controls;
    this.#afterMs = afterMs;
    if (afterMs === null) return;
    for (const intent of account.state.intents.newestFirst()) this.#watchIntent(intent);
    for (const refund of account.state.refunds.newestFirst()) this.#watchRefund(refund);
    account.onEvent((event) => {
      if (event.type === 'payment_intent.processing') this.#watchIntent(event.data.object);
      if (event.type === 'refund.created') this.#watchRefund(event.data.object);
    });
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #watchIntent({ id, status }: Stripe.PaymentIntent): void {
    if (status === 'processing') this.#later(() => this.#controls.settleIntent(id));
  }

  #watchRefund({ id, status, payment_method }: Stripe.Refund): void {
    const fate = cardBehind(this.#account, String(payment_method)).refund;
    if (status === 'pending' || (fate === 'fails' && status === 'succeeded'))
      this.#later(() => this.#controls.settleRefund(id));
  }

  #later(work: () => unknown): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, this.#afterMs ?? 0);
    this.#timers.add(timer);
  }
}
