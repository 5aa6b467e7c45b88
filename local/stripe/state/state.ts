import type Stripe from 'stripe';
import type { Journal } from './journal.ts';
import { StateTable } from './table.ts';

/** Stripe's PaymentIntent, with ids of other objects instead of the objects themselves. */
export type Intent = Stripe.PaymentIntent & { latest_charge: string | null; payment_method: string | null };
export type Charge = Stripe.Charge & { payment_intent: string; payment_method: string; refunds?: undefined };
export type Refund = Stripe.Refund & { charge: string; payment_intent: string };
export type Dispute = Stripe.Dispute & { charge: string; payment_intent: string };

/**
 * The number of the test card or account behind the payment method `id`. This number determines the outcome of a
 * payment.
 */
type MethodNumber = { id: string; number: string };

/** The stored response to the first request with this idempotency key. */
export type IdempotentAnswer = {
  id: string;
  path: string;
  params: string;
  requestId: string;
  status: number;
  body: object;
  /** Seconds since 1970. */
  created: number;
};

export type State = ReturnType<typeof openState>;

/** The complete state of the simulator. */
export function openState(journal: Journal) {
  return {
    intents: new StateTable<Intent>('payment_intents', journal),
    charges: new StateTable<Charge>('charges', journal),
    refunds: new StateTable<Refund>('refunds', journal),
    disputes: new StateTable<Dispute>('disputes', journal),
    methods: new StateTable<Stripe.PaymentMethod>('payment_methods', journal),
    numbers: new StateTable<MethodNumber>('numbers', journal),
    events: new StateTable<Stripe.Event>('events', journal),
    answers: new StateTable<IdempotentAnswer>('idempotent_answers', journal),
  };
}
