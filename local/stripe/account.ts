import Stripe from 'stripe';
import { newId } from './ids.ts';
import type { Journal } from './state/journal.ts';
import { openState, type State } from './state/state.ts';

type EventOf<T> = Extract<Stripe.Event, { type: T }>;
type Data<T> = EventOf<T> extends { data: infer D } ? D : never;
type ObjectOf<T> = Data<T> extends { object: infer O extends Stripe.Event.Data.Object } ? O : never;

/** The request that is being carried out: events say by which one they were caused. */
type Cause = Stripe.Event.Request;

/** The one Stripe account: its objects, its clock, and the events that report changes. */
export class Account {
  readonly state: State;
  readonly #listeners: ((event: Stripe.Event) => void)[] = [];
  #cause: Cause | null = null;
  #ahead = 0;
  /** The moment of a history that is being told; nobody hears of its events. */
  #past: number | null = null;

  constructor(journal: Journal) {
    this.state = openState(journal);
  }

  /** @param listener hears of each event, in order */
  onEvent(listener: (event: Stripe.Event) => void): void {
    this.#listeners.push(listener);
  }

  /** Seconds since 1970. */
  now(): number {
    return this.#past ?? Math.floor(Date.now() / 1_000) + this.#ahead;
  }

  /** Moves the account's clock, for whoever does not want to wait until a key expires. */
  advance(seconds: number): void {
    this.#ahead += seconds;
  }

  /** Carries out `work` as if it were `at` (seconds since 1970). It makes no events: whoever tells a history knows of it. */
  asOf<T>(at: number, work: () => T): T {
    this.#past = at;
    try {
      return work();
    } finally {
      this.#past = null;
    }
  }

  /** Carries out a request. Nothing in it waits, so there is never more than one at a time. */
  carryOut<T>(cause: Cause, work: () => T): T {
    this.#cause = cause;
    try {
      return work();
    } finally {
      this.#cause = null;
    }
  }

  /** Stores and sends out an event about `object` as it is now. */
  emit<T extends Stripe.Event.Type>(type: T, object: ObjectOf<T>, previous_attributes?: Partial<ObjectOf<T>>): void {
    if (this.#past !== null) return;
    const event: Stripe.EventBase = {
      id: newId('evt'),
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: this.now(),
      data: { object, ...(previous_attributes && { previous_attributes }) },
      livemode: false,
      pending_webhooks: 1,
      request: this.#cause ?? { id: null, idempotency_key: null },
      type,
    };
    const stored = this.state.events.put(event as Stripe.Event);
    for (const listener of this.#listeners) listener(stored);
  }
}
