import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { parseForwardedEntry, type RequestClient } from './client-address.ts';
import { uuidv7 } from './ids.ts';

/**
 * The author of the current change: a member of staff (by id) or a customer. Without an actor, the author is the system. A
 * customer's id is not needed, because the changed rows contain it.
 */
export type Actor = { kind: 'staff'; id: string } | { kind: 'customer' };

type Scope = { correlationId: string; actor?: Actor; ofPayloadApi?: true; client?: RequestClient };

const scope = new AsyncLocalStorage<Scope>();

const VALID_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** Returns the caller's correlation id if it is well formed, else a new id. UUIDs of version 4 are the fastest to generate. */
export function acceptCorrelationId(candidate: unknown): string {
  return typeof candidate === 'string' && VALID_ID.test(candidate) ? candidate : randomUUID();
}

/** Runs `body` with `correlationId` as the correlation id of its logs, events and jobs. */
export function withCorrelationId<T, A extends unknown[]>(
  correlationId: string,
  body: (...args: A) => T,
  ...args: A
): T {
  return scope.run({ correlationId }, body, ...args);
}

/**
 * The correlation id of the current request or job. Returns a new id where no correlation id is set, as in a migration
 * or in the run of a schedule.
 */
export function currentCorrelationId(): string {
  return scope.getStore()?.correlationId ?? uuidv7();
}

/** Like {@link currentCorrelationId}, but undefined outside of a request or job. Use it for log lines. */
export function correlationIdIfAny(): string | undefined {
  return scope.getStore()?.correlationId;
}

/** Runs `body` as a request of `client` to Payload's REST API or GraphQL, within the scope of the current request. */
export function asPayloadRequest<T>(client: RequestClient, body: () => T): T {
  return scope.run({ ...(scope.getStore() ?? { correlationId: uuidv7() }), ofPayloadApi: true, client }, body);
}

/**
 * Returns the client that sent a request to Payload's API. In a host without Express there is no socket, so the address is the
 * last entry of `X-Forwarded-For`, which the nearest proxy has added. All clients without this header share one limit.
 */
export const currentClient = (request: { headers: Headers }): RequestClient =>
  scope.getStore()?.client ?? {
    ip: parseForwardedEntry(request.headers.get('x-forwarded-for')?.split(',').at(-1) ?? '') ?? 'unknown',
    unlimited: false,
  };

/** Whether Payload itself handles the current request (REST or GraphQL); false within an endpoint that this site defines. */
export const isPayloadRequest = (): boolean => scope.getStore()?.ofPayloadApi === true;

/**
 * Sets the author that the change log records for the changes of the current request or job. Does nothing outside of
 * requests and jobs.
 */
export function setActor(actor: Actor): void {
  const current = scope.getStore();
  if (current) current.actor = actor;
}

/** The author of the current changes, as set by {@link setActor}; undefined for the system. */
export const currentActor = (): Actor | undefined => scope.getStore()?.actor;
