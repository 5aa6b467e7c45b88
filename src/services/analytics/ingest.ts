import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';
import type { Payload } from 'payload';
import { z } from 'zod';
import { isProblem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { cutProperties } from './cut-properties.js';
import { type AppendResult, createLimitKeys, EventBuffer } from './event-buffer.ts';
import { toTrackingEvent } from './to-tracking-event.ts';

/**
 * Maximum size of the `properties` of an event, for both the tracker and the ingest. Google Analytics allows 200 items of about
 * ten properties, so `keys` is high; `characters` bounds the cost of storage.
 */
export const PROPERTY_SIZES = {
  /** Depth of nested objects and lists, including the properties object itself. */
  levels: 5,
  /** Total number of object keys and list entries. */
  keys: 2500,
  /** Total length of all keys and strings in UTF-16 units; any other primitive counts as 8. */
  characters: 8192,
};

/** Facts about the sender of events, and whether the sender has opted out of tracking. */
export type EventSender = {
  /** The customer of the access token; null if there is none. */
  userId: string | null;
  /** The network of the IP address: /24 for IPv4, /48 for IPv6. */
  ipPrefix: string;
  isBot: boolean;
  /** Whether the browser sent `Sec-GPC` or `DNT`. If it did, nothing that identifies the visitor is stored. */
  optedOut: boolean;
};

/** Whether the visitor opts out of tracking (Global Privacy Control, or its predecessor Do Not Track). */
export const hasOptedOut = (request: { header: (name: string) => string | undefined }): boolean =>
  request.header('sec-gpc') === '1' || request.header('dnt') === '1';

const cache = new LRUCache<string, boolean>({ max: 5000 });

/** Whether a user agent belongs to a bot. A missing user agent counts as a bot, because browsers always send one. */
export function isBotUserAgent(userAgent: string | undefined): boolean {
  if (!userAgent) return true;
  const cached = cache.get(userAgent);
  if (cached !== undefined) return cached;
  const bot = isbot(userAgent);
  cache.set(userAgent, bot);
  return bot;
}

/** Maximum events per request (docs/spec/api.md#8-analytics). */
export const MAX_BATCH = 50;

const address = z.string().max(2000);

/** Properties that are too large are cut instead of refused, because a refusal would lose the whole event. */
const properties = z.record(z.string(), z.unknown()).overwrite((value) => cutProperties(value, PROPERTY_SIZES));

/** An event as the website sends it (docs/spec/api.md#8-analytics). */
export const sentEvent = z.strictObject({
  event: z.string().trim().min(1).max(100),
  properties: properties.optional(),
  sessionId: z.string().trim().min(1).max(100).optional(),
  pageUrl: address.optional(),
  referrer: address.optional(),
  eventId: z.uuid().toLowerCase().optional(),
  occurredAt: z.iso.datetime({ offset: true }).optional(),
});

export type SentEvent = z.output<typeof sentEvent>;

export const sentBatch = z.strictObject({ events: z.array(sentEvent).min(1).max(MAX_BATCH) });

/** Maximum events in the buffer: several hours of a busy site, and less than 1 GB in Redis. */
export const BUFFER_CAPACITY = 500_000;

type Limit = { points: number; seconds: number };

/** How many events a client may still send, and the milliseconds until its window ends. */
export type IngestLimitState = Pick<AppendResult, 'remainingPoints' | 'msBeforeNext'>;

/** Accepts analytics events for one Payload instance: counts them against the client's limit and appends them to the buffer. */
export class Ingest {
  readonly #buffer: EventBuffer;
  readonly #toLimitKey: (address: string) => string;

  constructor(payload: Payload, { points, seconds }: Limit) {
    this.#buffer = new EventBuffer(runtimeOf(payload).redis, {
      points,
      windowMs: seconds * 1000,
      capacity: BUFFER_CAPACITY,
    });
    this.#toLimitKey = createLimitKeys(payload.secret);
  }

  /** Returns a client's limit if this process knows that the client has used it up; otherwise undefined. */
  findExhaustedLimit(address: string): IngestLimitState | undefined {
    const msBeforeNext = this.#buffer.exhaustedFor(this.#toLimitKey(address));
    return msBeforeNext > 0 ? { remainingPoints: 0, msBeforeNext } : undefined;
  }

  /**
   * Stores events, all or none. The result is the client's limit, and whether the events exceeded it.
   * @throws Problem `unavailable`; the events may or may not be stored then. Sending them again is idempotent if they have ids
   */
  accept(address: string, visitor: EventSender, sent: readonly SentEvent[]): Promise<AppendResult> {
    const now = Date.now();
    const events = sent.map((event) => JSON.stringify(toTrackingEvent(event, visitor, now)));
    return this.#append(address, events.length, events);
  }

  /** Counts a request without a valid event as one event towards the client's limit. @throws Problem `unavailable` */
  countRefused(address: string): Promise<AppendResult> {
    return this.#append(address, 1, []);
  }

  #append(address: string, cost: number, events: readonly string[]): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.#buffer.append({ limitKey: this.#toLimitKey(address), cost, events }, (outcome) => {
        if (isProblem(outcome)) reject(outcome);
        else resolve(outcome);
      });
    });
  }
}
