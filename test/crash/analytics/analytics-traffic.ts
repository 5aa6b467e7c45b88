import { uuidv7 } from '../../../src/lib/ids.ts';
import { BROWSER } from '../../support/analytics.ts';

/**
 * Sends analytics events as browsers do. Repeats each request until it is acknowledged, and records the ids of acknowledged
 * events.
 */
export class Traffic {
  readonly acknowledged = new Set<string>();
  /** The number of requests that got no response, or a status other than 202. */
  refusals = 0;
  readonly #base: () => string;
  #stopped = false;
  #senders: Promise<void>[] = [];

  /** @param base returns the URL of the current web process */
  constructor(base: () => string) {
    this.#base = base;
  }

  /** Starts `senders` loops. Each loop sends requests of `size` events, one after the other. */
  start(senders: number, size: number): void {
    for (let i = 0; i < senders; i += 1) this.#senders.push(this.#sendOn(size));
  }

  /** Sends `count` events concurrently, in batches of 50. */
  async burst(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count / 50 }, () => this.#deliver(this.#events(50))));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#senders);
  }

  async #sendOn(size: number): Promise<void> {
    while (!this.#stopped) await this.#deliver(this.#events(size));
  }

  #events(count: number): { eventId: string }[] {
    const now = new Date().toISOString();
    return Array.from({ length: count }, () => ({ event: 'crash', eventId: uuidv7(), occurredAt: now }));
  }

  async #deliver(events: readonly { eventId: string }[]): Promise<void> {
    while (!(await this.#accepts(events))) {
      this.refusals += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    for (const { eventId } of events) this.acknowledged.add(eventId);
  }

  async #accepts(events: readonly { eventId: string }[]): Promise<boolean> {
    const response = await fetch(`${this.#base()}/v1/analytics/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': BROWSER },
      body: JSON.stringify({ events }),
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined);
    await response?.arrayBuffer().catch(() => undefined);
    if (response !== undefined && ![202, 503].includes(response.status)) {
      throw new Error(`The server responded to an event with status ${response.status}.`);
    }
    return response?.status === 202;
  }
}
