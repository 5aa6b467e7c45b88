import type { Redis } from 'ioredis';
import { uuidv7 } from '../../lib/ids.ts';
import { ENTRY_EVENTS, LENGTH_KEY, REMOVE_SCRIPT, STREAM_KEY } from './buffer-scripts.ts';

/**
 * The consumer group of all workers. An entry belongs to the worker that claimed it, until it is removed or another worker claims
 * it as an orphan.
 */
const GROUP = 'flush';

/** One entry of the stream: its id, and its events as JSON. */
export type BufferEntry = { entryId: string; events: string[] };

/** The entries of a read. `full` means that the read returned as many entries as it requested, so there may be more. */
export type ReadResult = { entries: BufferEntry[]; full: boolean };

/** An entry as ioredis returns it: field names and values alternate; null if the entry has been deleted. */
type RawEntry = [entryId: string, fields: string[] | null];

/** Reads the buffer as one consumer of the group (docs/spec/flows.md#8-track-events). */
export class BufferReader {
  readonly #redis: Redis;
  readonly #consumer = uuidv7();
  /**
   * Expected events per entry, estimated from recent reads; the number grows with the load. It starts at the maximum and falls by
   * at most half per read, so that a read never returns many more events than requested.
   */
  #eventsPerEntry = ENTRY_EVENTS;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Creates the consumer group if it does not exist, for example after Redis lost its data. */
  async ensureGroup(): Promise<void> {
    try {
      await this.#redis.xgroup('CREATE', STREAM_KEY, GROUP, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
    }
  }

  /** Claims approximately `count` unclaimed events for this worker, oldest first. */
  readNew(count: number): Promise<ReadResult> {
    return this.#read(count, '>');
  }

  /**
   * Returns approximately `count` events that this worker has claimed but not removed, for example after a batch could not be
   * stored or a reply was lost.
   */
  readPending(count: number): Promise<ReadResult> {
    return this.#read(count, '0');
  }

  /**
   * Takes over approximately `count` events that another worker claimed more than `idleMs` milliseconds ago and has not removed.
   */
  async claimOrphans(count: number, idleMs: number): Promise<ReadResult> {
    const maxEntries = this.#toEntryCount(count);
    const [, entries] = (await this.#redis.xautoclaim(
      STREAM_KEY,
      GROUP,
      this.#consumer,
      idleMs,
      '0',
      'COUNT',
      maxEntries,
    )) as [string, RawEntry[]];
    return this.#toResult(entries, maxEntries);
  }

  /** Acknowledges and deletes entries whose events are stored. */
  async remove(entries: readonly BufferEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const values = entries.flatMap(({ entryId, events }) => [entryId, events.length]);
    await this.#redis.eval(REMOVE_SCRIPT, 2, STREAM_KEY, LENGTH_KEY, GROUP, ...values);
  }

  /** Deletes this worker's consumer from the group, unless it still has pending entries. */
  async removeConsumer(): Promise<void> {
    const own = await this.#redis.xpending(STREAM_KEY, GROUP, '-', '+', 1, this.#consumer);
    if (own.length === 0) await this.#redis.xgroup('DELCONSUMER', STREAM_KEY, GROUP, this.#consumer);
  }

  async #read(count: number, from: '>' | '0'): Promise<ReadResult> {
    const maxEntries = this.#toEntryCount(count);
    const streams = (await this.#redis.xreadgroup(
      'GROUP',
      GROUP,
      this.#consumer,
      'COUNT',
      maxEntries,
      'STREAMS',
      STREAM_KEY,
      from,
    )) as [string, RawEntry[]][] | null;
    return this.#toResult(streams?.[0]?.[1] ?? [], maxEntries);
  }

  #toEntryCount(events: number): number {
    return Math.max(1, Math.floor(events / this.#eventsPerEntry));
  }

  /**
   * Parses the entries. An entry without events has been stored and deleted by another worker meanwhile, so this worker only
   * acknowledges it.
   */
  async #toResult(raw: readonly RawEntry[], maxEntries: number): Promise<ReadResult> {
    const entries = raw.map(([entryId, fields]) => ({ entryId, events: toFieldValues(fields ?? []) }));
    await this.remove(entries.filter(({ events }) => events.length === 0));
    const present = entries.filter(({ events }) => events.length > 0);
    if (present.length > 0) {
      const mean = present.reduce((sum, { events }) => sum + events.length, 0) / present.length;
      this.#eventsPerEntry = Math.max(mean, this.#eventsPerEntry / 2);
    }
    return { entries: present, full: raw.length === maxEntries };
  }
}

/** Returns the values of a list in which names and values alternate. */
const toFieldValues = (fields: readonly string[]): string[] => fields.filter((_, index) => index % 2 === 1);
