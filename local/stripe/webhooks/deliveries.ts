import type Stripe from 'stripe';
import type { SimulatedAccount } from '../account.ts';
import { type Backoff, computePauseMs, QUICK_BACKOFF } from './backoff.ts';
import { type DeliveryOutcome, isReceived, sendWebhook, type WebhookEndpoint } from './endpoint.ts';
import { matchesEventType } from './matches-event-type.ts';
import { Rules } from './rules.ts';

export type DeliveryOrder = 'produced' | 'reversed' | 'shuffled';
export type DeliveryAttempt = { event: string; type: string; outcome: DeliveryOutcome };
export type DeliveryOptions = {
  endpoint?: WebhookEndpoint;
  backoff?: Backoff;
  /**
   * The number of parallel deliveries; by default 1, so that events arrive in the order in which they were produced.
   */
  concurrency?: number;
};

/**
 * Sends events to the webhook endpoint in the order of their creation. A failed delivery is retried after a pause (backoff.ts), in
 * which later events may be sent.
 */
export class Deliveries {
  readonly rules = new Rules();
  /** All attempts so far. */
  readonly attempts: DeliveryAttempt[] = [];
  readonly #backoff: Backoff;
  readonly #concurrency: number;
  readonly #failures = new Map<string, number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #endpoint: WebhookEndpoint | undefined;
  #queue: Stripe.Event[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  #paused = false;
  #whenIdle: (() => void)[] = [];
  readonly #account: SimulatedAccount;

  constructor(account: SimulatedAccount, { endpoint, backoff = QUICK_BACKOFF, concurrency = 1 }: DeliveryOptions) {
    this.#account = account;
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

  /** Sets the endpoint of future events. Events from before the first endpoint are not sent. */
  sendTo(endpoint: WebhookEndpoint): void {
    this.#endpoint = endpoint;
    this.#proceed();
  }

  /** Starts no further deliveries. Deliveries in progress continue. */
  pause(): void {
    this.#paused = true;
  }

  resume(order: DeliveryOrder = 'produced'): void {
    this.#paused = false;
    this.#queue = ordered(this.#queue, order);
    this.#proceed();
  }

  /** The events waiting to be sent, in order. */
  waiting(): readonly Stripe.Event[] {
    return this.#queue;
  }

  /** Sends an event immediately and once, even if it was received or dropped before, or if deliveries are paused. */
  async deliver(id: string): Promise<DeliveryOutcome> {
    const event = this.#account.state.events.get(id);
    if (!event || !this.#endpoint) throw new Error(`There is no event ${id}, or no webhook endpoint is set.`);
    this.drop(id);
    return this.#attempt(event, this.#endpoint);
  }

  /** Removes an event from the queue. */
  drop(id: string): void {
    const at = this.#queue.findIndex((event) => event.id === id);
    if (at >= 0) this.#queue.splice(at, 1);
    this.#settle();
  }

  /** Resolves when no delivery is queued, in progress, delayed, or scheduled for a retry. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
      this.#settle();
    });
  }

  /**
   * Aborts deliveries in progress. If the state is stored in a file, the simulator sends the events of these deliveries
   * again after a restart.
   */
  async close(): Promise<void> {
    this.pause();
    this.#closing.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#underWay);
  }

  #take(event: Stripe.Event): void {
    const { enabledEvents = ['*'] } = this.#endpoint ?? {};
    if (!this.#endpoint || !enabledEvents.some((pattern) => matchesEventType(pattern, event.type))) {
      this.#received(event);
      return;
    }
    const { drop = false, delayMs = 0, copies = 1 } = this.rules.consume(event);
    for (let copy = 0; copy < (drop ? 0 : copies); copy += 1) this.#enqueue(event, delayMs);
  }

  #enqueue(event: Stripe.Event, delayMs: number): void {
    if (delayMs === 0) {
      this.#queue.push(event);
      // Deferred, so that the response to a request is sent before the events of this request, as is usual with Stripe.
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

  async #deliverUntilReceived(event: Stripe.Event, endpoint: WebhookEndpoint): Promise<void> {
    const outcome = await this.#attempt(event, endpoint);
    if (!isReceived(outcome) && !this.#closing.signal.aborted) this.#again(event);
  }

  #again(event: Stripe.Event): void {
    const failures = (this.#failures.get(event.id) ?? 0) + 1;
    this.#failures.set(event.id, failures);
    const pause = computePauseMs(failures, this.#backoff);
    if (pause !== undefined) this.#enqueue(event, pause);
  }

  async #attempt(event: Stripe.Event, endpoint: WebhookEndpoint): Promise<DeliveryOutcome> {
    const outcome = await sendWebhook(event, endpoint, this.#closing.signal);
    this.attempts.push({ event: event.id, type: event.type, outcome });
    if (isReceived(outcome)) this.#received(event);
    return outcome;
  }

  #received(event: Stripe.Event): void {
    this.#failures.delete(event.id);
    this.#account.state.events.put({ ...event, pending_webhooks: 0 });
  }

  #settle(): void {
    if (this.#queue.length > 0 || this.#underWay.size > 0 || this.#timers.size > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}

function ordered<T>(queue: readonly T[], order: DeliveryOrder): T[] {
  if (order === 'reversed') return queue.toReversed();
  if (order === 'produced') return [...queue];
  return queue
    .map((event) => ({ event, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
}
