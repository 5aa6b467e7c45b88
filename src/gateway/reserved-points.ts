import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { RateLimitState } from '../lib/http.ts';
import type { PointGrant, PointStore } from './point-store.ts';

/** The maximum number of clients that one process tracks. */
const MAX_CLIENTS = 20_000;

/** The maximum share of a limit that one call reserves for a client's next requests: 20 of 600 points. */
const MAX_RESERVED_SHARE = 1 / 30;

/**
 * Reserved points are meant to last this many milliseconds at the client's current rate. If the client sends no request during
 * that time, the points are returned to the store.
 */
const RESERVE_MS = 50;

/**
 * The maximum time that a request waits for other processes to return points of its client, and the pause between two calls to
 * the store during that time.
 */
const MAX_WAIT_MS = 500;
const RETRY_MS = 15;

/** Thrown when a client has too few points left for a request. */
export class PointsExhaustedError extends Error {
  readonly state: RateLimitState;

  constructor(state: RateLimitState) {
    super('No points are left.');
    this.state = state;
  }
}

type WaitingRequest = { points: number; resolve: (state: RateLimitState) => void; reject: (reason: unknown) => void };

/** The state of one client in this process, in the window that ends at `endsAt`. */
class Client {
  /** Points reserved for the next requests. */
  available = 0;
  /** Points that the store counts as held by this process: the available points, and the points spent since the last call. */
  held = 0;
  /** The points that the store had left after the last call, and the points that other processes held at that time. */
  remaining = 0;
  heldByOthers = 0;
  window = '';
  endsAt = 0;
  /** The time until which requests of the client are refused without a call to the store. */
  exhaustedUntil = 0;
  /** The window in which waiting for points of other processes took too long. Later requests in this window do not wait. */
  gaveUpWindow = '';
  waiting: WaitingRequest[] = [];
  isRequesting = false;
  /** The points spent since the last call to the store, and the time of that call. */
  spent = 0;
  requestedAt = 0;
  returnTimer: NodeJS.Timeout | undefined;

  state(more = 0): RateLimitState {
    return {
      remainingPoints: Math.max(0, this.remaining + this.available + more),
      msBeforeNext: Math.max(0, this.endsAt - Date.now()),
    };
  }

  spend(points: number): RateLimitState | undefined {
    if (this.available < points || this.endsAt <= Date.now()) return undefined;
    this.available -= points;
    this.spent += points;
    return this.state();
  }

  update({ window, reserved, held, remaining, msBeforeNext }: PointGrant): void {
    if (window !== this.window) {
      this.available = 0;
      this.held = 0;
      this.window = window;
    }
    this.available += reserved;
    this.held += reserved;
    this.remaining = remaining;
    this.heldByOthers = held - this.held;
    this.endsAt = Date.now() + msBeforeNext;
    this.exhaustedUntil = remaining === 0 && held === 0 ? this.endsAt : 0;
  }
}

/**
 * Spends points of a shared store; a request costs one point or more. Concurrent requests of a client share one call to the
 * store, and a few points of a busy client are reserved, so that most of its requests need no call. A client can use exactly
 * its limit, even if its requests reach several processes at once: before a request is refused, it waits until the other
 * processes have returned the points that they hold. If a process dies, the points that it has reserved for a client are lost
 * until the window ends.
 */
export class ReservedPoints {
  readonly #store: PointStore;
  readonly #maxReserve: number;
  readonly #clients = new LRUCache<string, Client>({ max: MAX_CLIENTS });

  /** @param limit the number of points that a client has in a window */
  constructor(store: PointStore, limit: number) {
    this.#store = store;
    this.#maxReserve = Math.ceil(limit * MAX_RESERVED_SHARE);
  }

  /**
   * Spends points of `key` if this process has reserved enough and no earlier request waits; returns undefined otherwise.
   */
  spend(key: string, points = 1): RateLimitState | undefined {
    const client = this.#clients.get(key);
    return client?.waiting.length === 0 ? client.spend(points) : undefined;
  }

  /**
   * Spends points of `key`: reserved points if they suffice, else points of the store.
   * @throws PointsExhaustedError if too few are left
   */
  consume(key: string, points = 1): Promise<RateLimitState> {
    let client = this.#clients.get(key);
    if (!client) {
      client = new Client();
      this.#clients.set(key, client);
    }
    if (client.exhaustedUntil > Date.now()) return Promise.reject(new PointsExhaustedError(client.state()));
    const spent = client.waiting.length === 0 ? client.spend(points) : undefined;
    return spent ? Promise.resolve(spent) : this.#queue(key, client, points);
  }

  #queue(key: string, client: Client, points: number): Promise<RateLimitState> {
    return new Promise((resolve, reject) => {
      client.waiting.push({ points, resolve, reject });
      if (!client.isRequesting) this.#serveWaiting(key, client);
    });
  }

  /** Calls the store until no request waits. Requests that arrive during a call are part of the next call. */
  async #serveWaiting(key: string, client: Client): Promise<void> {
    client.isRequesting = true;
    let waitingSince: number | undefined;
    while (client.waiting.length > 0) {
      const batch = client.waiting.splice(0);
      try {
        const unserved = await this.#requestPoints(key, client, batch);
        const servable = unserved.filter(({ points }) => points <= client.remaining + client.heldByOthers);
        const mustWait = servable.some(({ points }) => points > client.remaining);
        if (mustWait) waitingSince ??= Date.now();
        if (waitingSince !== undefined && Date.now() - waitingSince > MAX_WAIT_MS) client.gaveUpWindow = client.window;
        const retried =
          client.gaveUpWindow === client.window ? servable.filter((each) => each.points <= client.remaining) : servable;
        client.waiting.unshift(...retried);
        for (const each of unserved) if (!retried.includes(each)) each.reject(new PointsExhaustedError(client.state()));
        if (mustWait && retried.length > 0) await delay(RETRY_MS);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    client.isRequesting = false;
    this.#returnLater(key, client);
  }

  /**
   * Gets points for a batch of requests, from the store unless the reserved points suffice, and resolves each request for which
   * enough points are left. @returns the other requests
   */
  async #requestPoints(
    key: string,
    client: Client,
    batch: readonly WaitingRequest[],
  ): Promise<readonly WaitingRequest[]> {
    const requested = batch.reduce((sum, { points }) => sum + points, 0);
    const spent = client.spend(requested);
    if (spent) {
      for (const { resolve } of batch) resolve(spent);
      return [];
    }
    const ownPoints = client.endsAt > Date.now() ? client.available : 0;
    const { window } = client;
    client.available = 0;
    const share = Math.min(1, RESERVE_MS / (Date.now() - client.requestedAt));
    const reserve = Math.min(this.#maxReserve, Math.floor(client.spent * share));
    client.requestedAt = Date.now();
    client.spent = requested;
    const granted = await this.#acquire(key, client, {
      needed: Math.max(0, requested - ownPoints),
      reserve,
      returned: 0,
    });
    let available = granted + (client.window === window ? ownPoints : 0);
    const unserved: WaitingRequest[] = [];
    for (const each of batch) {
      if (each.points > available) {
        unserved.push(each);
      } else {
        available -= each.points;
        each.resolve(client.state(available));
      }
    }
    if (available > 0) await this.#acquire(key, client, { needed: 0, reserve: 0, returned: available });
    return unserved;
  }

  async #acquire(
    key: string,
    client: Client,
    request: { needed: number; reserve: number; returned: number },
  ): Promise<number> {
    const { window, available } = client;
    const released = client.held - available;
    client.held = available;
    const grant = await this.#store.acquire(key, { ...request, released, window });
    client.update(grant);
    return grant.granted;
  }

  #returnLater(key: string, client: Client): void {
    if (client.available === 0 || client.returnTimer) return;
    const { spent, requestedAt } = client;
    client.returnTimer = setTimeout(() => {
      client.returnTimer = undefined;
      if (client.isRequesting || client.endsAt <= Date.now()) return;
      if (client.spent !== spent || client.requestedAt !== requestedAt) this.#returnLater(key, client);
      else this.#returnAll(key, client);
    }, RESERVE_MS);
    client.returnTimer.unref();
  }

  /** Returns all reserved points to the store. If that fails, the client cannot use these points until the window ends. */
  #returnAll(key: string, client: Client): void {
    const returned = client.available;
    client.available = 0;
    this.#acquire(key, client, { needed: 0, reserve: 0, returned }).catch(() => {});
  }
}
