import type Stripe from 'stripe';
import type { Account } from './account.ts';
import type { Controls } from './control/controls.ts';
import { cardBehind } from './objects/payment-method.ts';

/** What a bank decides later: payments that are `processing`, and refunds that are pending or going to fail. */
export class Settlements {
  readonly #timers = new Set<NodeJS.Timeout>();

  /** @param afterMs how long the bank takes; null if it waits to be told */
  constructor(
    private readonly account: Account,
    private readonly controls: Controls,
    private readonly afterMs: number | null,
  ) {
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
    if (status === 'processing') this.#later(() => this.controls.settleIntent(id));
  }

  #watchRefund({ id, status, payment_method }: Stripe.Refund): void {
    const fate = cardBehind(this.account, String(payment_method)).refund;
    if (status === 'pending' || (fate === 'fails' && status === 'succeeded'))
      this.#later(() => this.controls.settleRefund(id));
  }

  #later(work: () => unknown): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, this.afterMs ?? 0);
    this.#timers.add(timer);
  }
}
