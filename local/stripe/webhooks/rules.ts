import type Stripe from 'stripe';
import { matchesEventType } from './matches-event-type.ts';

/** A rule for the delivery of the next events of a type. */
export type WebhookRule = {
  /** The type or a pattern, such as `payment_intent.succeeded` or `charge.*`; by default every type. */
  type?: string;
  /** The number of events that are affected; by default 1. */
  times?: number;
  /** Whether to drop the event instead of sending it. */
  drop?: boolean;
  /** Milliseconds by which the event is delayed. Later events may be sent before it. */
  delayMs?: number;
  /** How often the event is sent in total; by default 1. */
  copies?: number;
};

export class Rules {
  #rules: (WebhookRule & { times: number })[] = [];

  add(rule: WebhookRule): void {
    this.#rules.push({ times: 1, ...rule });
  }

  clear(): void {
    this.#rules = [];
  }

  /** Returns the oldest rule that applies to this event, and decreases its `times`. */
  consume({ type }: Stripe.Event): WebhookRule {
    const rule = this.#rules.find((candidate) => matchesEventType(candidate.type ?? '*', type));
    if (!rule) return {};
    rule.times -= 1;
    this.#rules = this.#rules.filter(({ times }) => times > 0);
    return rule;
  }
}
