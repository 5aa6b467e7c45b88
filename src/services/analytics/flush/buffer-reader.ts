import type { Redis } from 'ioredis';
import { uuidv7 } from '../../../ids.ts';
import { STREAM } from '../buffer/append-script.ts';

/** One consumer group: an entry is one worker's until it is removed, or its worker has been silent for too long. */
const GROUP = 'flush';

/** An accepted event as it lies in the buffer: the id of its entry, and JSON. */
export type Entry = { entryId: string; json: string };

/** What ioredis answers: entry ids with their fields; null for the fields of an entry that is gone. */
type RawEntry = [entryId: string, fields: string[] | null];

/** One worker's view of the buffer (data-flow.md flow 8). */
export class BufferReader {
  readonly #redis: Redis;
  readonly #consumer = uuidv7();

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

  /** At most `count` entries that nobody has, oldest first; they are this worker's from now on. */
  takeNew(count: number): Promise<Entry[]> {
    return this.#read(count, '>');
  }

  /** At most `count` entries that this worker has taken and not removed: a batch failed, or its answer was lost. */
  takeOwn(count: number): Promise<Entry[]> {
    return this.#read(count, '0');
  }

  /** At most `count` entries that were taken by a worker longer ago than `idle` milliseconds. */
  async takeOrphans(count: number, idle: number): Promise<Entry[]> {
    const [, entries] = (await this.#redis.xautoclaim(STREAM, GROUP, this.#consumer, idle, '0', 'COUNT', count)) as [
      string,
      RawEntry[],
    ];
    return this.#present(entries);
  }

  /** Removes entries whose events are stored. */
  async remove(entries: readonly Entry[]): Promise<void> {
    await this.#forget(entries.map(({ entryId }) => entryId));
  }

  /** Takes this worker off the list, when nothing is in its hands. */
  async leave(): Promise<void> {
    const own = await this.#redis.xpending(STREAM, GROUP, '-', '+', 1, this.#consumer);
    if (own.length === 0) await this.#redis.xgroup('DELCONSUMER', STREAM, GROUP, this.#consumer);
  }

  async #read(count: number, from: '>' | '0'): Promise<Entry[]> {
    const streams = (await this.#redis.xreadgroup(
      'GROUP',
      GROUP,
      this.#consumer,
      'COUNT',
      count,
      'STREAMS',
      STREAM,
      from,
    )) as [string, RawEntry[]][] | null;
    return this.#present(streams?.[0]?.[1] ?? []);
  }

  /** Entries that another worker has stored and removed meanwhile are crossed off. */
  async #present(entries: readonly RawEntry[]): Promise<Entry[]> {
    const gone = entries.filter(([, fields]) => fields === null).map(([entryId]) => entryId);
    await this.#forget(gone);
    return entries.flatMap(([entryId, fields]) => (fields === null ? [] : [{ entryId, json: fields[1] ?? '' }]));
  }

  async #forget(entryIds: readonly string[]): Promise<void> {
    if (entryIds.length === 0) return;
    const done = this.#redis
      .multi()
      .xack(STREAM, GROUP, ...entryIds)
      .xdel(STREAM, ...entryIds);
    for (const [error] of (await done.exec()) ?? []) if (error) throw error;
  }
}
