import type Stripe from 'stripe';
import { matches } from './event-type.ts';

/** What is to happen to the next events of a type. */
export type Rule = {
  /** `payment_intent.succeeded`, `charge.*`; every type unless said. */
  type?: string;
  /** How many events it befalls: 1 unless said. */
  times?: number;
  /** It is never sent. */
  drop?: boolean;
  /** It is sent this much later, and others overtake it. */
  delayMs?: number;
  /** How often it is sent in all: 1 unless said. */
  copies?: number;
};

export class Rules {
  #rules: (Rule & { times: number })[] = [];

  add(rule: Rule): void {
    this.#rules.push({ times: 1, ...rule });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The oldest rule that is meant for this event; it counts as used. */
  take({ type }: Stripe.Event): Rule {
    const rule = this.#rules.find((one) => matches(one.type ?? '*', type));
    if (!rule) return {};
    rule.times -= 1;
    this.#rules = this.#rules.filter(({ times }) => times > 0);
    return rule;
  }
}
