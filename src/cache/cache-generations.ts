import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';
import { oncePerPayload } from '../lib/runtime.ts';

/** Age in milliseconds from which a snapshot is refreshed in the background. */
const REFRESH_MS = 200;
/** Age in milliseconds from which a snapshot is no longer used, so that the website shows a change within a second. */
const MAX_AGE_MS = 700;

type Snapshot = { at: number; generations: Map<string, number> };

/**
 * This process's snapshot of the cache generations in Postgres (see src/database/schema/shared.sql), at most {@link MAX_AGE_MS}
 * old. Concurrent requests share one query.
 */
export class CacheGenerations {
  readonly #payload: Payload;
  #snapshot: Snapshot = { at: Number.NEGATIVE_INFINITY, generations: new Map() };
  #refreshing: Promise<Snapshot> | undefined;
  #expiryCount = 0;

  constructor(payload: Payload) {
    this.#payload = payload;
  }

  /** The generation of `cache`; undefined if the snapshot is too old. Then use {@link current}, which queries Postgres. */
  peek(cache: string): number | undefined {
    const age = performance.now() - this.#snapshot.at;
    if (age > MAX_AGE_MS) return undefined;
    // An error of this refresh in the background is ignored. Callers see an error once the snapshot is older than MAX_AGE_MS.
    if (age > REFRESH_MS) this.#refresh().catch(() => {});
    return this.#snapshot.generations.get(cache) ?? 0;
  }

  /**
   * The generation of `cache`, queried if the snapshot is too old.
   * @throws Error if Postgres does not respond
   */
  async current(cache: string): Promise<number> {
    return this.peek(cache) ?? (await this.#refresh()).generations.get(cache) ?? 0;
  }

  /** Updates the snapshot with a newer generation, which a query has read together with other data. */
  advance(cache: string, generation: number): void {
    if (generation > (this.#snapshot.generations.get(cache) ?? 0)) this.#snapshot.generations.set(cache, generation);
  }

  /** Expires the snapshot after a commit of this process, so that writers see their own writes. */
  expire(): void {
    this.#expiryCount += 1;
    this.#refreshing = undefined;
    this.#snapshot = { ...this.#snapshot, at: Number.NEGATIVE_INFINITY };
  }

  #refresh(): Promise<Snapshot> {
    if (this.#refreshing) return this.#refreshing;
    const refreshing = this.#read().finally(() => {
      if (this.#refreshing === refreshing) this.#refreshing = undefined;
    });
    this.#refreshing = refreshing;
    return refreshing;
  }

  async #read(): Promise<Snapshot> {
    // The age of the snapshot counts from before the query, because its result may lack commits made during the query.
    const [at, expiryCount] = [performance.now(), this.#expiryCount];
    const { rows } = await database(this.#payload).execute<{ cache: string; generation: string }>(
      sql`SELECT cache, generation FROM cache_generations`,
    );
    const snapshot = { at, generations: new Map(rows.map(({ cache, generation }) => [cache, Number(generation)])) };
    if (expiryCount === this.#expiryCount) this.#snapshot = snapshot;
    return snapshot;
  }
}

/** Returns the cache generations for `payload`, one object per process. */
export const getCacheGenerations = oncePerPayload((payload) => new CacheGenerations(payload));

/** SQL for the generation of `cache`. Put it into the statement that reads the data, so that both are from one snapshot. */
export const generationSql = (cache: string): SQL =>
  sql`coalesce((SELECT generation FROM cache_generations WHERE cache = ${cache}), 0)`;
