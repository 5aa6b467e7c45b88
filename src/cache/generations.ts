import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';

/** What is known is asked again in the background when it is older than this. */
const REFRESH_MS = 200;
/** And is not used at all when it is older than this: a change shows within a second. */
const MAX_AGE_MS = 700;

type Known = { at: number; generations: Map<string, number> };

/**
 * The generation of each cache in Postgres (see database/sql/cache_changes.sql), as one process knows it: at most {@link MAX_AGE_MS}
 * old. One statement now and then, however many requests ask.
 */
export class Generations {
  readonly #payload: Payload;
  #known: Known = { at: Number.NEGATIVE_INFINITY, generations: new Map() };
  #asking: Promise<Known> | undefined;
  #expired = 0;

  constructor(payload: Payload) {
    this.#payload = payload;
  }

  /** The generation of `cache`, or undefined when Postgres has to be asked first. */
  recall(cache: string): number | undefined {
    const age = performance.now() - this.#known.at;
    if (age > MAX_AGE_MS) return undefined;
    // Who asks while it still may be used need not hear of a failure: who asks when it may not will.
    if (age > REFRESH_MS) this.#ask().catch(() => {});
    return this.#known.generations.get(cache) ?? 0;
  }

  /** The generation of `cache`. @throws when Postgres does not answer. */
  async current(cache: string): Promise<number> {
    return this.recall(cache) ?? (await this.#ask()).generations.get(cache) ?? 0;
  }

  /** Notes a generation that was read elsewhere. */
  learn(cache: string, generation: number): void {
    if (generation > (this.#known.generations.get(cache) ?? 0)) this.#known.generations.set(cache, generation);
  }

  /** Something was committed here: what is known is asked again before it is used, so that writers see what they wrote. */
  expire(): void {
    this.#expired += 1;
    this.#asking = undefined;
    this.#known = { ...this.#known, at: Number.NEGATIVE_INFINITY };
  }

  #ask(): Promise<Known> {
    if (this.#asking) return this.#asking;
    const asking = this.#read().finally(() => {
      if (this.#asking === asking) this.#asking = undefined;
    });
    this.#asking = asking;
    return asking;
  }

  async #read(): Promise<Known> {
    // The time of the question: what commits from now on may be missing in the answer.
    const [at, expired] = [performance.now(), this.#expired];
    const { rows } = await database(this.#payload).execute<{ cache: string; generation: string }>(
      sql`SELECT cache, generation FROM cache_generations`,
    );
    const known = { at, generations: new Map(rows.map(({ cache, generation }) => [cache, Number(generation)])) };
    if (expired === this.#expired) this.#known = known;
    return known;
  }
}

const perPayload = new WeakMap<Payload, Generations>();

/** What this process knows of the generations. */
export function generationsOf(payload: Payload): Generations {
  const known = perPayload.get(payload) ?? new Generations(payload);
  perPayload.set(payload, known);
  return known;
}
