import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Payload } from 'payload';
import { cacheForms } from '../lib/compress.ts';
import { toEtag } from '../lib/http.ts';
import type { MaybePromise } from '../lib/maybe-promise.ts';
import { cacheAnswers } from '../lib/metrics.ts';
import { oncePerPayload, runtimeOf } from '../lib/runtime.ts';
import { getCacheGenerations } from './cache-generations.ts';
import { type CopyLookup, readCopyOrLock, storeCopy, TTL_SECONDS, unlockCopyKey } from './shared-copies.ts';

/** Maximum bytes of all responses of one cache in one process's memory. */
const MEMORY_BYTES = 32 * 1024 * 1024;
const POLL_MS = 15;
/** Milliseconds after which a caller stops waiting for another process and computes the response itself. */
const MAX_WAIT_MS = 2000;

/** A response and the generation of its data, both read in one statement. `once`: the response must not be cached. */
export type Computed = { generation: number; body: string; once?: boolean };

/**
 * How to compute a response. A `rare` response is stored in Redis only if an earlier request for it came within the TTL, or if
 * another process waits for it.
 */
type ComputeOptions = { compute: () => Promise<Computed>; rare?: boolean };

/** A JSON response that is the same for everybody. */
export type CachedAnswer = { generation: number; body: Buffer; etag: string; once?: boolean };

type Options = {
  /** Name of the generation in Postgres, which the SQL function `cache_changed(name)` increases. */
  generation: string;
  /** Prefix of the cache's Redis keys, including the trailing colon. */
  prefix: string;
};

/**
 * A two-level response cache: this process's memory, then Redis, which all processes share. A cached response is valid while its
 * generation is current, so it expires within a second after a commit that changes its data, and after 60 s at the latest. A lock
 * in Redis ensures that only one process at a time computes a given response. While Redis is down, each process computes a
 * response once for all its concurrent callers.
 */
export class ResponseCache {
  readonly #options: Options;
  readonly #getMemory = oncePerPayload(
    (): Memory => ({
      answers: new LRUCache({
        maxSize: MEMORY_BYTES,
        sizeCalculation: ({ body, formBytes }) => body.length + formBytes + 1000,
        ttl: TTL_SECONDS * 1000,
      }),
      inFlight: new Map(),
    }),
  );

  constructor(options: Options) {
    this.#options = options;
  }

  #fromMemory(payload: Payload, key: string): CachedAnswer | undefined {
    const generation = getCacheGenerations(payload).peek(this.#options.generation);
    if (generation === undefined) return undefined;
    const cached = this.#getMemory(payload).answers.get(key);
    if (!cached || cached.generation < generation) return undefined;
    cacheAnswers.inc({ cache: this.#options.generation, from: 'memory' });
    return cached;
  }

  /**
   * The response under `key`: at once if it is in this process's memory, else a promise, because a promise would cost more than
   * the lookup. The response is computed on a cache miss.
   * @throws every error of `compute`
   */
  answer(payload: Payload, key: string, options: ComputeOptions): MaybePromise<CachedAnswer> {
    return this.#fromMemory(payload, key) ?? this.#answerMiss(payload, key, options);
  }

  async #answerMiss(payload: Payload, key: string, options: ComputeOptions): Promise<CachedAnswer> {
    const { inFlight } = this.#getMemory(payload);
    const generation = await getCacheGenerations(payload).current(this.#options.generation);
    const flight = `${generation}:${key}`;
    let answer = inFlight.get(flight);
    if (!answer) {
      answer = this.#resolve(payload, key, options).finally(() => inFlight.delete(flight));
      inFlight.set(flight, answer);
    }
    return answer;
  }

  async #resolve(payload: Payload, key: string, { compute, rare = false }: ComputeOptions): Promise<CachedAnswer> {
    const generations = getCacheGenerations(payload);
    const deadline = performance.now() + MAX_WAIT_MS;
    while (performance.now() < deadline) {
      const generation = await generations.current(this.#options.generation);
      const shared = await this.#lookUp(payload, this.#toKey(generation, key));
      if (shared === undefined) break;
      if (shared === 'busy') {
        await delay(POLL_MS);
      } else if ('copy' in shared) {
        return this.#remember(payload, key, { generation, body: shared.copy }, 'redis');
      } else {
        const { token, requested } = shared.lock;
        return this.#computeShared(payload, key, generation, { token, store: requested || !rare }, compute);
      }
    }
    const { body, ...computed } = await compute();
    return this.#remember(payload, key, { ...computed, body: Buffer.from(body) }, 'database');
  }

  /**
   * Returns the copy in Redis, the lock to compute it, or `busy` while another process computes it; undefined if Redis is down.
   */
  async #lookUp(payload: Payload, key: string): Promise<CopyLookup | undefined> {
    try {
      return await readCopyOrLock(runtimeOf(payload).redis, key);
    } catch (err) {
      payload.logger.debug({ err }, 'Could not read a cached response from Redis.');
      return undefined;
    }
  }

  /**
   * Computes the response while this process holds the lock. The response is stored under the generation of its data, which may
   * be newer than the generation that was requested.
   */
  async #computeShared(
    payload: Payload,
    key: string,
    lockedGeneration: number,
    lock: { token: string; store: boolean },
    compute: () => Promise<Computed>,
  ): Promise<CachedAnswer> {
    const { redis } = runtimeOf(payload);
    const logLost = (err: unknown) => payload.logger.debug({ err }, 'Could not store a cached response in Redis.');
    const lockedKey = this.#toKey(lockedGeneration, key);
    let computed: Computed;
    try {
      computed = await compute();
    } catch (error) {
      unlockCopyKey(redis, lockedKey, lock.token).catch(logLost);
      throw error;
    }
    const body = Buffer.from(computed.body);
    const keys = { key: this.#toKey(computed.generation, key), lockedKey };
    if (computed.once) unlockCopyKey(redis, lockedKey, lock.token).catch(logLost);
    else storeCopy(redis, keys, body, lock).catch(logLost);
    return this.#remember(payload, key, { ...computed, body }, 'database');
  }

  /** Stores a response in the memory of this process, unless it is for one request only. */
  #remember(
    payload: Payload,
    key: string,
    { generation, body, once }: Omit<CachedAnswer, 'etag'>,
    from: 'redis' | 'database',
  ): CachedAnswer {
    getCacheGenerations(payload).advance(this.#options.generation, generation);
    cacheAnswers.inc({ cache: this.#options.generation, from });
    const answer = { generation, body, etag: toEtag(createHash('sha1').update(body)) };
    if (once) return { ...answer, once };
    const { answers } = this.#getMemory(payload);
    answers.set(key, { ...answer, formBytes: 0 });
    cacheForms(body, (formBytes) => weighAgain(answers, key, { ...answer, formBytes }));
    return answer;
  }

  /** The Redis key. Its braces are a hash tag, which puts the key and its lock into one hash slot of a Redis cluster. */
  #toKey(generation: number, key: string): string {
    return `${this.#options.prefix}{${createHash('sha1').update(key).digest('base64url')}:${generation}}`;
  }
}

type MemoryEntry = CachedAnswer & {
  /** Bytes of the compressed forms, which are in memory as long as the body. */
  formBytes: number;
};

type Memory = { answers: LRUCache<string, MemoryEntry>; inFlight: Map<string, Promise<CachedAnswer>> };

/** Updates the size of a cached response, after a compressed form of it was added. */
function weighAgain(answers: Memory['answers'], key: string, answer: MemoryEntry): void {
  if (answers.peek(key)?.body === answer.body) answers.set(key, answer, { ttl: answers.getRemainingTTL(key) });
}
