import type { Redis } from 'ioredis';
import { uuidv7 } from '../../../ids.ts';
import { ENTRY_EVENTS, LENGTH, REMOVE, STREAM } from '../buffer/append-script.ts';

/** One consumer group: an entry is one worker's until it is removed, or its worker has been silent for too long. */
const GROUP = 'flush';

/** Accepted events that came together: the id of their entry, and each as JSON. */
export type Entry = { entryId: string; events: string[] };

/** What a read gave, and whether it was as many entries as it asked for: then there may be more. */
export type Taken = { entries: Entry[]; full: boolean };

/** What ioredis answers: entry ids with names and values of their fields in turn; null for those of an entry that is gone. */
type RawEntry = [entryId: string, fields: string[] | null];

/** One worker's view of the buffer (data-flow.md flow 8). */
export class BufferReader {
  readonly #redis: Redis;
  readonly #consumer = uuidv7();
  /**
   * How many events an entry may have by the last reads; the busier the site, the more of them share one. It falls slowly and
   * begins at the most, so that a read is never of many times what was asked for.
   */
  #eventsOfEntry = ENTRY_EVENTS;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Makes the group; also after Redis has lost it. */
  async join(): Promise<void> {
    try {
      await this.#redis.xgroup('CREATE', STREAM, GROUP, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
    }
  }

  /** About `count` events that nobody has, oldest first; their entries are this worker's from now on. */
  takeNew(count: number): Promise<Taken> {
    return this.#read(count, '>');
  }

  /** About `count` events that this worker has taken and not removed: a batch failed, or its answer was lost. */
  takeOwn(count: number): Promise<Taken> {
    return this.#read(count, '0');
  }

  /** About `count` events that were taken by a worker longer ago than `idle` milliseconds. */
  async takeOrphans(count: number, idle: number): Promise<Taken> {
    const asked = this.#entriesOf(count);
    const [, entries] = (await this.#redis.xautoclaim(STREAM, GROUP, this.#consumer, idle, '0', 'COUNT', asked)) as [
      string,
      RawEntry[],
    ];
    return this.#present(entries, asked);
  }

  /** Removes entries whose events are stored. */
  async remove(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const values = entries.flatMap(({ entryId, events }) => [entryId, events.length]);
    await this.#redis.eval(REMOVE, 2, STREAM, LENGTH, GROUP, ...values);
  }

  /** Takes this worker off the list, when nothing is in its hands. */
  async leave(): Promise<void> {
    const own = await this.#redis.xpending(STREAM, GROUP, '-', '+', 1, this.#consumer);
    if (own.length === 0) await this.#redis.xgroup('DELCONSUMER', STREAM, GROUP, this.#consumer);
  }

  async #read(count: number, from: '>' | '0'): Promise<Taken> {
    const asked = this.#entriesOf(count);
    const streams = (await this.#redis.xreadgroup(
      'GROUP',
      GROUP,
      this.#consumer,
      'COUNT',
      asked,
      'STREAMS',
      STREAM,
      from,
    )) as [string, RawEntry[]][] | null;
    return this.#present(streams?.[0]?.[1] ?? [], asked);
  }

  #entriesOf(events: number): number {
    return Math.max(1, Math.floor(events / this.#eventsOfEntry));
  }

  /** Entries that another worker has stored and removed meanwhile are crossed off. */
  async #present(raw: readonly RawEntry[], asked: number): Promise<Taken> {
    const entries = raw.map(([entryId, fields]) => ({ entryId, events: valuesOf(fields ?? []) }));
    await this.remove(entries.filter(({ events }) => events.length === 0));
    const present = entries.filter(({ events }) => events.length > 0);
    if (present.length > 0) {
      const mean = present.reduce((sum, { events }) => sum + events.length, 0) / present.length;
      this.#eventsOfEntry = Math.max(mean, this.#eventsOfEntry / 2);
    }
    return { entries: present, full: raw.length === asked };
  }
}

/** Every second of names and values in turn. */
const valuesOf = (fields: readonly string[]): string[] => fields.filter((_, index) => index % 2 === 1);
