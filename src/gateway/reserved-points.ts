import { setTimeout as delay } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { LimitState } from './limit-headers.ts';
import type { PointStore, Taken } from './point-store.ts';

/** Clients whose points one process holds at a time. */
const CLIENTS = 20_000;

/** Points that a process holds for a client's next requests, at most. */
const MAX_RESERVE = 20;

/** A client whose requests come further apart gets no reserve, and a reserve that was not used for so long is returned. */
const BUSY_MS = 50;

/** Before a client is refused, other processes get this long to return what they hold of its points. */
const PATIENCE_MS = 500;
const RETRY_MS = 15;

/** The refusal of a request whose client has too few points left. */
export class PointsExhausted extends Error {
  readonly state: LimitState;

  constructor(state: LimitState) {
    super('No points are left.');
    this.state = state;
  }
}

type Waiting = { points: number; resolve: (state: LimitState) => void; reject: (reason: unknown) => void };

/** What this process knows of one client in the window that ends at `endsAt`. */
class Client {
  /** Points held for the next requests. */
  left = 0;
  /** Points that the store counts as held by this process: what is left, and what was spent since it was last asked. */
  held = 0;
  /** What the store had left when it was last asked, and what other processes held then. */
  remaining = 0;
  heldByOthers = 0;
  window = '';
  endsAt = 0;
  /** Until when a client that is out of points is refused without asking the store. */
  exhaustedUntil = 0;
  /** The window in which other processes did not return in time what they held. */
  gaveUpIn = '';
  waiting: Waiting[] = [];
  isAsking = false;
  /** Points spent since the store was last asked, and when that was. */
  spent = 0;
  askedAt = 0;
  returnTimer: NodeJS.Timeout | undefined;

  state(more = 0): LimitState {
    return {
      remainingPoints: Math.max(0, this.remaining + this.left + more),
      msBeforeNext: Math.max(0, this.endsAt - Date.now()),
    };
  }

  spend(points: number): LimitState | undefined {
    if (this.left < points || this.endsAt <= Date.now()) return undefined;
    this.left -= points;
    this.spent += points;
    return this.state();
  }

  learn({ window, reserved, held, remaining, msBeforeNext }: Taken): void {
    if (window !== this.window) {
      this.left = 0;
      this.held = 0;
      this.window = window;
    }
    this.left += reserved;
    this.held += reserved;
    this.remaining = remaining;
    this.heldByOthers = held - this.held;
    this.endsAt = Date.now() + msBeforeNext;
    this.exhaustedUntil = remaining === 0 && held === 0 ? this.endsAt : 0;
  }
}

/**
 * Spends points of a shared store. Requests of a client that come at once are counted by one question to the store, and a
 * busy client has a few points held ahead, so that most of its requests wait for nothing. A client gets its limit exactly,
 * however many requests come at once and whichever processes they reach: before it is refused, the processes return what
 * they hold of its points. A process that dies keeps {@link MAX_RESERVE} points at most, until the window ends.
 */
export class ReservedPoints {
  readonly #store: PointStore;
  readonly #clients = new LRUCache<string, Client>({ max: CLIENTS });

  constructor(store: PointStore) {
    this.#store = store;
  }

  /** Spends points of `key` if this process holds them. */
  spend(key: string, points = 1): LimitState | undefined {
    return this.#clients.get(key)?.spend(points);
  }

  /** Spends points of `key`. @throws PointsExhausted when there are too few. */
  consume(key: string, points = 1): Promise<LimitState> {
    let client = this.#clients.get(key);
    if (!client) {
      client = new Client();
      this.#clients.set(key, client);
    }
    if (client.exhaustedUntil > Date.now()) return Promise.reject(new PointsExhausted(client.state()));
    const spent = client.waiting.length === 0 ? client.spend(points) : undefined;
    return spent ? Promise.resolve(spent) : this.#queue(key, client, points);
  }

  #queue(key: string, client: Client, points: number): Promise<LimitState> {
    return new Promise((resolve, reject) => {
      client.waiting.push({ points, resolve, reject });
      if (!client.isAsking) this.#serve(key, client);
    });
  }

  /** Asks the store until nobody waits. Requests that come meanwhile are part of the next question. */
  async #serve(key: string, client: Client): Promise<void> {
    client.isAsking = true;
    let waitingSince: number | undefined;
    while (client.waiting.length > 0) {
      const batch = client.waiting.splice(0);
      try {
        const unserved = await this.#ask(key, client, batch);
        const hopeful = unserved.filter(({ points }) => points <= client.remaining + client.heldByOthers);
        const mustWait = hopeful.some(({ points }) => points > client.remaining);
        if (mustWait) waitingSince ??= Date.now();
        if (waitingSince !== undefined && Date.now() - waitingSince > PATIENCE_MS) client.gaveUpIn = client.window;
        const later =
          client.gaveUpIn === client.window ? hopeful.filter((each) => each.points <= client.remaining) : hopeful;
        client.waiting.unshift(...later);
        for (const each of unserved) if (!later.includes(each)) each.reject(new PointsExhausted(client.state()));
        if (mustWait && later.length > 0) await delay(RETRY_MS);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    client.isAsking = false;
    this.#returnLater(key, client);
  }

  /** Serves the requests for which there are points. @returns the others */
  async #ask(key: string, client: Client, batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    const asked = batch.reduce((sum, { points }) => sum + points, 0);
    const own = client.endsAt > Date.now() ? client.left : 0;
    const { window } = client;
    client.left = 0;
    const isBusy = Date.now() - client.askedAt < BUSY_MS;
    const reserve = isBusy ? Math.min(MAX_RESERVE, client.spent) : 0;
    client.askedAt = Date.now();
    client.spent = asked;
    const granted = await this.#take(key, client, { wanted: Math.max(0, asked - own), reserve, returned: 0 });
    let available = granted + (client.window === window ? own : 0);
    const unserved: Waiting[] = [];
    for (const each of batch) {
      if (each.points > available) {
        unserved.push(each);
      } else {
        available -= each.points;
        each.resolve(client.state(available));
      }
    }
    if (available > 0) await this.#take(key, client, { wanted: 0, reserve: 0, returned: available });
    return unserved;
  }

  async #take(
    key: string,
    client: Client,
    request: { wanted: number; reserve: number; returned: number },
  ): Promise<number> {
    const { window, left } = client;
    const settled = client.held - left;
    client.held = left;
    const taken = await this.#store.take(key, { ...request, settled, window });
    client.learn(taken);
    return taken.granted;
  }

  #returnLater(key: string, client: Client): void {
    if (client.left === 0 || client.returnTimer) return;
    client.returnTimer = setTimeout(() => {
      client.returnTimer = undefined;
      if (client.isAsking || client.endsAt <= Date.now()) return;
      if (Date.now() - client.askedAt < BUSY_MS) this.#returnLater(key, client);
      else this.#returnAll(key, client);
    }, BUSY_MS);
    client.returnTimer.unref();
  }

  /** Points that cannot be returned now are lost to their client until the window ends. */
  #returnAll(key: string, client: Client): void {
    const returned = client.left;
    client.left = 0;
    this.#take(key, client, { wanted: 0, reserve: 0, returned }).catch(() => {});
  }
}
