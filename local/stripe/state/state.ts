import type Stripe from 'stripe';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** As Stripe's object, with ids where it could hold the objects themselves. */
export type Intent = Stripe.PaymentIntent & { latest_charge: string | null; payment_method: string | null };
export type Charge = Stripe.Charge & { payment_intent: string; payment_method: string; refunds?: undefined };
export type Refund = Stripe.Refund & { charge: string; payment_intent: string };
export type Dispute = Stripe.Dispute & { charge: string; payment_intent: string };

/** The number (of a card or account) behind a payment method: it decides what becomes of a payment. */
type MethodNumber = { id: string; number: string };

/** What was answered to the first request with this idempotency key. */
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

/** Everything that the simulator knows. */
export function openState(journal: Journal) {
  return {
    intents: new Table<Intent>('payment_intents', journal),
    charges: new Table<Charge>('charges', journal),
    refunds: new Table<Refund>('refunds', journal),
    disputes: new Table<Dispute>('disputes', journal),
    methods: new Table<Stripe.PaymentMethod>('payment_methods', journal),
    numbers: new Table<MethodNumber>('numbers', journal),
    events: new Table<Stripe.Event>('events', journal),
    answers: new Table<IdempotentAnswer>('idempotent_answers', journal),
  };
}
