import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Payload } from 'payload';
import { domainOf } from '../domain.ts';
import { cacheAnswers } from '../metrics.ts';
import { generationsOf } from './generations.ts';
import { type Copy, readOrLock, storeCopy, TTL_SECONDS, unlock } from './shared-copies.ts';

/** Of all answers that one process holds by itself. */
const MEMORY_BYTES = 32 * 1024 * 1024;
const POLL_MS = 15;
/** Who has waited so long for another process computes by itself. */
const PATIENCE_MS = 2000;

/** An answer and the generation of what it was made of, both read in one statement. */
export type Computed = { generation: number; body: string };

/** How an answer is made, and whether few ask for it: then processes share it from the second time on. */
type Making = { compute: () => Promise<Computed>; rare?: boolean };

/** A JSON answer that is the same for everybody. */
export type CachedAnswer = { generation: number; body: Buffer; etag: string };

type Options = {
  /** The name under which Postgres counts its changes: `cache_changed(name)`. */
  generation: string;
  /** Of its keys in Redis, with the colon at its end. */
  prefix: string;
};

/**
 * A cache of answers in two levels: this process's memory, and Redis for all processes. An answer is used while its
 * generation is the newest, so it ends with the commit that changes it, at most a second later, and 60 s after it was made
 * at the latest. One process at a time computes an answer; without Redis each computes its own, once for all its callers.
 */
export class ResponseCache {
  readonly #options: Options;
  readonly #perPayload = new WeakMap<Payload, Memory>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** The answer under `key` when this process has it: without waiting for anything. */
  recall(payload: Payload, key: string): CachedAnswer | undefined {
    const generation = generationsOf(payload).recall(this.#options.generation);
    if (generation === undefined) return undefined;
    const answer = this.#memoryOf(payload).answers.get(key);
    if (!answer || answer.generation < generation) return undefined;
    cacheAnswers.inc({ cache: this.#options.generation, from: 'memory' });
    return answer;
  }

  /** The answer under `key`, computed when nobody has it. @throws what `compute` throws. */
  async answer(payload: Payload, key: string, making: Making): Promise<CachedAnswer> {
    const known = this.recall(payload, key);
    if (known) return known;
    const { running } = this.#memoryOf(payload);
    const generation = await generationsOf(payload).current(this.#options.generation);
    const flight = `${generation}:${key}`;
    let answer = running.get(flight);
    if (!answer) {
      answer = this.#find(payload, key, making).finally(() => running.delete(flight));
      running.set(flight, answer);
    }
    return answer;
  }

  async #find(payload: Payload, key: string, { compute, rare = false }: Making): Promise<CachedAnswer> {
    const generations = generationsOf(payload);
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const generation = await generations.current(this.#options.generation);
      const shared = await this.#lookUp(payload, this.#keyOf(generation, key));
      if (shared === undefined) break;
      if (shared === 'busy') {
        await delay(POLL_MS);
      } else if ('copy' in shared) {
        return this.#keep(payload, key, { generation, body: shared.copy }, 'redis');
      } else {
        const { token, asked } = shared.makeWith;
        return this.#make(payload, key, generation, { token, store: asked || !rare }, compute);
      }
    }
    const { generation, body } = await compute();
    return this.#keep(payload, key, { generation, body: Buffer.from(body) }, 'database');
  }

  /** Undefined while Redis is away. */
  async #lookUp(payload: Payload, key: string): Promise<Copy | undefined> {
    try {
      return await readOrLock(domainOf(payload).redis, key);
    } catch (err) {
      payload.logger.debug({ err }, 'An answer could not be looked up in Redis.');
      return undefined;
    }
  }

  /** Computes the answer for all processes. It is stored under the generation that it was made of, whatever was looked for. */
  async #make(
    payload: Payload,
    key: string,
    lookedFor: number,
    lock: { token: string; store: boolean },
    compute: () => Promise<Computed>,
  ): Promise<CachedAnswer> {
    const { redis } = domainOf(payload);
    const lost = (err: unknown) => payload.logger.debug({ err }, 'An answer could not be stored in Redis.');
    const lockedKey = this.#keyOf(lookedFor, key);
    let computed: Computed;
    try {
      computed = await compute();
    } catch (error) {
      unlock(redis, lockedKey, lock.token).catch(lost);
      throw error;
    }
    const body = Buffer.from(computed.body);
    const keys = { key: this.#keyOf(computed.generation, key), lockedKey };
    storeCopy(redis, keys, body, lock).catch(lost);
    return this.#keep(payload, key, { generation: computed.generation, body }, 'database');
  }

  #keep(
    payload: Payload,
    key: string,
    { generation, body }: Omit<CachedAnswer, 'etag'>,
    from: 'redis' | 'database',
  ): CachedAnswer {
    const answer = { generation, body, etag: `"${createHash('sha1').update(body).digest('base64url')}"` };
    generationsOf(payload).learn(this.#options.generation, generation);
    this.#memoryOf(payload).answers.set(key, answer);
    cacheAnswers.inc({ cache: this.#options.generation, from });
    return answer;
  }

  /** The braces keep the key and its lock in one slot of a Redis cluster. */
  #keyOf(generation: number, key: string): string {
    return `${this.#options.prefix}{${createHash('sha1').update(key).digest('base64url')}:${generation}}`;
  }

  #memoryOf(payload: Payload): Memory {
    let memory = this.#perPayload.get(payload);
    if (!memory) {
      memory = {
        answers: new LRUCache({
          maxSize: MEMORY_BYTES,
          sizeCalculation: ({ body }) => body.length + 1000,
          ttl: TTL_SECONDS * 1000,
        }),
        running: new Map(),
      };
      this.#perPayload.set(payload, memory);
    }
    return memory;
  }
}

type Memory = { answers: LRUCache<string, CachedAnswer>; running: Map<string, Promise<CachedAnswer>> };
