import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { crashPoint } from '../../events/crash-points.ts';
import { computeReconnectDelayMs } from '../../lib/redis.ts';
import { type BufferEntry, BufferReader, type ReadResult } from './buffer-reader.ts';
import { type BufferedEvent, storeBatch } from './store-events.ts';

/** Maximum events per transaction. */
const BATCH_EVENTS = 1000;
/** The number of loops that read and store batches at the same time. */
const LANES = 2;
const MIN_WAIT_MS = 100;

type FlushTimings = {
  /** Maximum time in milliseconds that an event waits for its batch to fill. */
  flushDelayMs: number;
  /** How many milliseconds a claimed entry may stay unacknowledged before another worker claims it. */
  claimIdleMs: number;
};

export type Flusher = {
  /** Stops the flusher. Resolves when the entries already claimed are stored and removed, about one batch per loop. */
  stop(): Promise<void>;
};

/**
 * Moves events from the buffer to Postgres until stopped. It stores batches until a batch is not full. Then it waits as long as
 * the next batch should take to fill at the recent rate, at most {@link FlushTimings.flushDelayMs}. Entries are removed after the
 * commit that stores their events, and entries of a dead worker are claimed. While Postgres or Redis is unreachable, the flusher
 * retries with exponential backoff. Several flushers may run at once.
 */
export function startFlusher(payload: Payload, redis: Redis, timings: FlushTimings): Flusher {
  const reader = new BufferReader(redis);
  let stopped = false;
  let failures = 0;
  /** Whether this worker may have claimed entries that are not yet stored or not yet removed. */
  let mayHavePending = true;
  let lastPollAt = performance.now();
  let nextOrphanCheckAt = 0;
  const sleep = new AbortController();

  const store = async (entries: readonly BufferEntry[]): Promise<number> => {
    const events = entries.flatMap(toBufferedEvents);
    for (let at = 0; at < events.length; at += BATCH_EVENTS)
      await storeBatch(payload, events.slice(at, at + BATCH_EVENTS));
    crashPoint('after-flush');
    await reader.remove(entries);
    return events.length;
  };

  /** Stores the entries that this worker or a dead worker has claimed but not removed. @returns the number of events stored */
  const storeUnacknowledged = async (): Promise<number> => {
    let count = 0;
    if (mayHavePending) {
      await reader.ensureGroup();
      count += await storeWhile(() => reader.readPending(BATCH_EVENTS), hasEntries);
      mayHavePending = false;
    }
    if (performance.now() >= nextOrphanCheckAt) {
      count += await storeWhile(() => reader.claimOrphans(BATCH_EVENTS, timings.claimIdleMs), hasEntries);
      nextOrphanCheckAt = performance.now() + timings.claimIdleMs / 2;
    }
    return count;
  };

  /** Reads and stores entries while `mayHaveMore` returns true. @returns the number of events stored */
  const storeWhile = async (
    readEntries: () => Promise<ReadResult>,
    mayHaveMore: (result: ReadResult) => boolean,
  ): Promise<number> => {
    let count = 0;
    let result: ReadResult;
    do {
      result = await readEntries();
      count += await store(result.entries);
    } while (mayHaveMore(result) && !stopped);
    return count;
  };

  /**
   * Empties the buffer with {@link LANES} parallel loops, so that one loop reads while another stores. A loop ends
   * after a batch that is not full, because the buffer is then empty. All loops end after a failed batch, so that its
   * entries are retried. All loops also end when it is time to search for entries of dead workers. This search must not
   * wait for an empty buffer, because on a busy site the buffer may never be empty.
   * @returns the number of events stored
   */
  const drain = async (): Promise<number> => {
    const pending = await storeUnacknowledged();
    const lane = async (): Promise<number> => {
      try {
        return await storeWhile(
          () => reader.readNew(BATCH_EVENTS),
          ({ full }) => full && !mayHavePending && performance.now() < nextOrphanCheckAt,
        );
      } catch (error) {
        mayHavePending = true;
        throw error;
      }
    };
    const lanes = Array.from({ length: LANES }, lane);
    // Wait for all loops first: entries that a loop is still storing would look like entries left over by a failure.
    await Promise.allSettled(lanes);
    return pending + (await Promise.all(lanes)).reduce((sum, count) => sum + count, 0);
  };

  /** Empties the buffer once. @returns the milliseconds until the next poll */
  const poll = async (): Promise<number> => {
    // Nothing is logged here, because connection errors are logged by the code that opens the connection.
    if (redis.status !== 'ready') return MIN_WAIT_MS;
    try {
      const count = await drain();
      failures = 0;
      const elapsed = performance.now() - lastPollAt;
      return Math.max(MIN_WAIT_MS, Math.min(timings.flushDelayMs, (elapsed * BATCH_EVENTS) / Math.max(1, count)));
    } catch (err) {
      failures += 1;
      mayHavePending = true;
      payload.logger.warn(
        { err, failures },
        'Could not store analytics events. They stay in Redis until the next attempt.',
      );
      return computeReconnectDelayMs(failures);
    }
  };

  const run = async () => {
    while (!stopped) {
      const waitMs = await poll();
      lastPollAt = performance.now();
      if (!stopped) await pause(waitMs, undefined, { signal: sleep.signal }).catch(() => {});
    }
    await reader
      .removeConsumer()
      .catch((err: unknown) => payload.logger.warn({ err }, 'Could not delete the consumer of the flusher in Redis.'));
  };
  const running = run();

  return {
    stop: () => {
      stopped = true;
      sleep.abort();
      return running;
    },
  };
}

const hasEntries = ({ entries }: ReadResult): boolean => entries.length > 0;

const toBufferedEvents = ({ entryId, events }: BufferEntry): BufferedEvent[] =>
  events.map((json, index) => ({ place: index === 0 ? entryId : `${entryId}/${index}`, json }));
