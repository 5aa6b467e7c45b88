import Stripe from 'stripe';
import { newId } from './ids.ts';
import type { Journal } from './state/journal.ts';
import { openState, type State } from './state/state.ts';

type EventOf<T> = Extract<Stripe.Event, { type: T }>;
type Data<T> = EventOf<T> extends { data: infer D } ? D : never;
type ObjectOf<T> = Data<T> extends { object: infer O extends Stripe.Event.Data.Object } ? O : never;

/** The request that is being executed. Events contain the request that caused them. */
type Cause = Stripe.Event.Request;

/** The one Stripe account: its objects, its clock, and its events. */
export class SimulatedAccount {
  readonly state: State;
  readonly #listeners: ((event: Stripe.Event) => void)[] = [];
  #cause: Cause | null = null;
  #ahead = 0;
  /**
   * The time of the clock while past payments are registered; null at all other times. No events are emitted while this
   * time is set.
   */
  #past: number | null = null;

  constructor(journal: Journal) {
    this.state = openState(journal);
  }

  /** Registers a listener. @param listener called with each event, in order */
  onEvent(listener: (event: Stripe.Event) => void): void {
    this.#listeners.push(listener);
  }

  /** The time of the account's clock, in seconds since 1970. */
  now(): number {
    return this.#past ?? Math.floor(Date.now() / 1_000) + this.#ahead;
  }

  /** Moves the account's clock forward, for example until an idempotency key expires. */
  advance(seconds: number): void {
    this.#ahead += seconds;
  }

  /** Runs `work` with the clock at `at` (seconds since 1970), without emitting events. */
  atTime<T>(at: number, work: () => T): T {
    this.#past = at;
    try {
      return work();
    } finally {
      this.#past = null;
    }
  }

  /** Executes a request. `work` is synchronous, so requests never overlap. */
  carryOut<T>(cause: Cause, work: () => T): T {
    this.#cause = cause;
    try {
      return work();
    } finally {
      this.#cause = null;
    }
  }

  /** Stores and sends an event with the current state of `object`. */
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
