import type { Payload } from 'payload';
import { domainOf } from '../../../domain.ts';
import { isProblem } from '../../../problem.ts';
import { type Appended, EventBuffer, type Outcome } from '../buffer/event-buffer.ts';
import { limitKeys } from '../buffer/limit-keys.ts';
import type { SentEvent } from './sent-event.ts';
import { toTrackingEvent } from './to-tracking-event.ts';
import type { Visitor } from './visitor.ts';

/** Events that may wait for Postgres: hours of a busy site, and less than 1 GB in Redis. */
export const CAPACITY = 500_000;

type Limit = { points: number; seconds: number };

/** What a client has left of its limit. */
export type LimitState = Pick<Appended, 'remainingPoints' | 'msBeforeNext'>;

/**
 * Takes events in for one Payload instance: counts them against the limit of their client and puts them in the buffer.
 */
export class Ingest {
  readonly #buffer: EventBuffer;
  readonly #keyOf: (address: string) => string;

  constructor(payload: Payload, { points, seconds }: Limit) {
    this.#buffer = new EventBuffer(domainOf(payload).redis, { points, window: seconds * 1000, capacity: CAPACITY });
    this.#keyOf = limitKeys(payload.secret);
  }

  /** The limit of a client that has nothing left of it; undefined when that is not known here. */
  exhausted(address: string): LimitState | undefined {
    const msBeforeNext = this.#buffer.exhaustedFor(this.#keyOf(address));
    return msBeforeNext > 0 ? { remainingPoints: 0, msBeforeNext } : undefined;
  }

  /**
   * Stores events, all or none of them. It is settled with what the client has left, and whether that was too little; or with
   * Problem `unavailable`: then nothing is promised, and sending them again is harmless if they have ids.
   */
  take(address: string, visitor: Visitor, sent: readonly SentEvent[], settle: (outcome: Outcome) => void): void {
    const now = Date.now();
    const events = sent.map((event) => JSON.stringify(toTrackingEvent(event, visitor, now)));
    this.#buffer.append({ limitKey: this.#keyOf(address), cost: events.length, events }, settle);
  }

  /** Counts a request that holds no event which could be stored. */
  countRefused(address: string): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#buffer.append({ limitKey: this.#keyOf(address), cost: 1, events: [] }, (outcome) => {
        if (isProblem(outcome)) reject(outcome);
        else resolve(outcome);
      });
    });
  }
}
