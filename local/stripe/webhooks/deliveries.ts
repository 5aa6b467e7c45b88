import type Stripe from 'stripe';
import type { Account } from '../account.ts';
import { type Backoff, pauseAfter, QUICK } from './backoff.ts';
import { type Endpoint, isReceived, type Outcome, send } from './endpoint.ts';
import { matches } from './event-type.ts';
import { Rules } from './rules.ts';

export type Order = 'produced' | 'reversed' | 'shuffled';
export type Attempt = { event: string; type: string; outcome: Outcome };
export type DeliveryOptions = {
  endpoint?: Endpoint;
  backoff?: Backoff;
  /** How many are under way at once: one unless said, so that they arrive in the order in which they were produced. */
  concurrency?: number;
};

/** Sends events to the webhook endpoint, in order, again and again until it has received them. */
export class Deliveries {
  readonly rules = new Rules();
  /** Every attempt so far. */
  readonly attempts: Attempt[] = [];
  readonly #backoff: Backoff;
  readonly #concurrency: number;
  readonly #failures = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #endpoint: Endpoint | undefined;
  #queue: Stripe.Event[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  #paused = false;
  #whenIdle: (() => void)[] = [];

  constructor(
    private readonly account: Account,
    { endpoint, backoff = QUICK, concurrency = 1 }: DeliveryOptions,
  ) {
    this.#endpoint = endpoint;
    this.#backoff = backoff;
    this.#concurrency = concurrency;
    account.onEvent((event) => this.#take(event));
    this.#queue = account.state.events
      .newestFirst()
      .filter((event) => event.pending_webhooks > 0)
      .reverse();
    this.#proceed();
  }

  /** Where events go from now on; those that occurred while there was no endpoint are not sent. */
  sendTo(endpoint: Endpoint): void {
    this.#endpoint = endpoint;
    this.#proceed();
  }

  /** Holds back everything from now on; what is under way goes on. */
  pause(): void {
    this.#paused = true;
  }

  resume(order: Order = 'produced'): void {
    this.#paused = false;
    this.#queue = ordered(this.#queue, order);
    this.#proceed();
  }

  /** What waits to be sent, in order. */
  waiting(): readonly Stripe.Event[] {
    return this.#queue;
  }

  /** Sends an event now, whether it waits, was received before or was dropped; once, also while deliveries are held back. */
  async deliver(id: string): Promise<Outcome> {
    const event = this.account.state.events.get(id);
    if (!event || !this.#endpoint) throw new Error(`There is no event ${id}, or no endpoint to send it to.`);
    this.drop(id);
    return this.#attempt(event, this.#endpoint);
  }

  /** Takes an event out of those that wait. */
  drop(id: string): void {
    const at = this.#queue.findIndex((event) => event.id === id);
    if (at >= 0) this.#queue.splice(at, 1);
    this.#settle();
  }

  /** Settles when nothing waits, is under way or is to be sent again. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
      this.#settle();
    });
  }

  /** Ends what is under way; it is sent again after a restart. */
  async close(): Promise<void> {
    this.pause();
    this.#closing.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#underWay);
  }

  #take(event: Stripe.Event): void {
    const { enabledEvents = ['*'] } = this.#endpoint ?? {};
    if (!this.#endpoint || !enabledEvents.some((pattern) => matches(pattern, event.type))) {
      this.#received(event);
      return;
    }
    const { drop = false, delayMs = 0, copies = 1 } = this.rules.take(event);
    for (let copy = 0; copy < (drop ? 0 : copies); copy += 1) this.#enqueue(event, delayMs);
  }

  #enqueue(event: Stripe.Event, delayMs: number): void {
    if (delayMs === 0) {
      this.#queue.push(event);
      // Not within the request that causes the event: its answer comes first, as it mostly does with Stripe.
      setImmediate(() => this.#proceed());
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#enqueue(event, 0);
    }, delayMs);
    this.#timers.add(timer);
  }

  #proceed(): void {
    while (!this.#paused && this.#endpoint && this.#underWay.size < this.#concurrency) {
      const event = this.#queue.shift();
      if (!event) return;
      const delivery = this.#deliverUntilReceived(event, this.#endpoint).finally(() => {
        this.#underWay.delete(delivery);
        this.#settle();
        this.#proceed();
      });
      this.#underWay.add(delivery);
    }
  }

  async #deliverUntilReceived(event: Stripe.Event, endpoint: Endpoint): Promise<void> {
    const outcome = await this.#attempt(event, endpoint);
    if (!isReceived(outcome) && !this.#closing.signal.aborted) this.#again(event);
  }

  #again(event: Stripe.Event): void {
    const failures = (this.#failures.get(event.id) ?? 0) + 1;
    this.#failures.set(event.id, failures);
    const pause = pauseAfter(failures, this.#backoff);
    if (pause !== undefined) this.#enqueue(event, pause);
  }

  async #attempt(event: Stripe.Event, endpoint: Endpoint): Promise<Outcome> {
    const outcome = await send(event, endpoint, this.#closing.signal);
    this.attempts.push({ event: event.id, type: event.type, outcome });
    if (isReceived(outcome)) this.#received(event);
    return outcome;
  }

  #received(event: Stripe.Event): void {
    this.#failures.delete(event.id);
    this.account.state.events.put({ ...event, pending_webhooks: 0 });
  }

  #settle(): void {
    if (this.#queue.length > 0 || this.#underWay.size > 0 || this.#timers.size > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}

function ordered<T>(queue: readonly T[], order: Order): T[] {
  if (order === 'reversed') return queue.toReversed();
  if (order === 'produced') return [...queue];
  return queue
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
