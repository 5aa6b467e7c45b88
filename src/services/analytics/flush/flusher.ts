import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { crashPoint } from '../../../events/crash-points.ts';
import { BufferReader, type Entry, type Taken } from './buffer-reader.ts';
import type { BufferedEvent } from './read-event.ts';
import { storeBatch } from './store-batch.ts';

/** Events in one transaction, at most. */
const BATCH = 1000;
/** Batches that are stored at a time. */
const LANES = 2;
const SHORTEST_WAIT = 100;
const LONGEST_BACKOFF = 5000;

type Timings = {
  /** The longest that an event waits for its batch to fill. */
  flush: number;
  /** How long a worker may be silent about what it has taken before another one takes it. */
  orphan: number;
};

export type Flusher = {
  /** Resolves when what it has taken is stored and removed: a read of each lane, about a batch. */
  stop(): Promise<void>;
};

/**
 * Moves events from the buffer to Postgres until stopped: batch after batch until there is no full one, then it waits for as
 * long as the next takes to fill at the rate of the last, {@link Timings.flush} at most. An entry is removed after the commit that stores its
 * event; what a lost worker had taken is taken over. Postgres or Redis away: it tries again, more slowly, for as long as it
 * takes. Any number of them may run.
 */
export function startFlusher(payload: Payload, redis: Redis, timings: Timings): Flusher {
  const reader = new BufferReader(redis);
  let stopped = false;
  let failures = 0;
  /** Whether something may lie in this worker's hands that it has not stored, or not removed. */
  let unsure = true;
  let looked = performance.now();
  let nextOrphans = 0;
  const sleep = new AbortController();

  const store = async (entries: readonly Entry[]): Promise<number> => {
    const events = entries.flatMap(eventsOf);
    for (let at = 0; at < events.length; at += BATCH) await storeBatch(payload, events.slice(at, at + BATCH));
    crashPoint('after-flush');
    await reader.remove(entries);
    return events.length;
  };

  /** Stores what somebody has taken and not removed: this worker, or one that is lost. */
  const takeOver = async (): Promise<number> => {
    let count = 0;
    if (unsure) {
      await reader.join();
      count += await repeat(() => reader.takeOwn(BATCH), some);
      unsure = false;
    }
    if (performance.now() >= nextOrphans) {
      count += await repeat(() => reader.takeOrphans(BATCH, timings.orphan), some);
      nextOrphans = performance.now() + timings.orphan / 2;
    }
    return count;
  };

  /** Stores what `take` gives, again and again while `mayHaveMore`. @returns how many events that were. */
  const repeat = async (take: () => Promise<Taken>, mayHaveMore: (taken: Taken) => boolean): Promise<number> => {
    let count = 0;
    let taken: Taken;
    do {
      taken = await take();
      count += await store(taken.entries);
    } while (mayHaveMore(taken) && !stopped);
    return count;
  };

  /**
   * Drains the buffer: while Postgres stores the batch of one lane, that of another is read. However busy the site, what has
   * failed in one lane, and what others have lost, does not wait for the end of it.
   * @returns how many events it had.
   */
  const drain = async (): Promise<number> => {
    const before = await takeOver();
    const lane = async (): Promise<number> => {
      try {
        return await repeat(
          () => reader.takeNew(BATCH),
          ({ full }) => full && !unsure && performance.now() < nextOrphans,
        );
      } catch (error) {
        unsure = true;
        throw error;
      }
    };
    const lanes = Array.from({ length: LANES }, lane);
    // What a lane still has in its hands would look like something that was left.
    await Promise.allSettled(lanes);
    return before + (await Promise.all(lanes)).reduce((sum, count) => sum + count, 0);
  };

  /** @returns how long to wait before the next look. */
  const look = async (): Promise<number> => {
    // Whoever looks after the connections tells of their trouble.
    if (redis.status !== 'ready') return SHORTEST_WAIT;
    try {
      const count = await drain();
      failures = 0;
      const elapsed = performance.now() - looked;
      return Math.max(SHORTEST_WAIT, Math.min(timings.flush, (elapsed * BATCH) / Math.max(1, count)));
    } catch (err) {
      failures += 1;
      unsure = true;
      payload.logger.warn({ err, failures }, 'Analytics events wait: they cannot be stored now.');
      return Math.min(100 * 2 ** failures, LONGEST_BACKOFF);
    }
  };

  const run = async () => {
    while (!stopped) {
      const wait = await look();
      looked = performance.now();
      if (!stopped) await pause(wait, undefined, { signal: sleep.signal }).catch(() => {});
    }
    await reader.leave().catch((err: unknown) => payload.logger.warn({ err }, 'The flush left its name in Redis.'));
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

const some = ({ entries }: Taken): boolean => entries.length > 0;

const eventsOf = ({ entryId, events }: Entry): BufferedEvent[] =>
  events.map((json, index) => ({ place: index === 0 ? entryId : `${entryId}/${index}`, json }));
