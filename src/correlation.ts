import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { uuidv7 } from './ids.ts';

/** Who is at work: a member of staff by id, a customer, who is told from what is worked on, or the system itself. */
export type Actor = { kind: 'staff'; id: string } | { kind: 'customer' };

type Scope = { correlationId: string; actor?: Actor };

const scope = new AsyncLocalStorage<Scope>();

const VALID = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's own correlation id when it is well formed (api.md), else a new one: of the kind that is made fastest. */
export function acceptCorrelationId(offered: unknown): string {
  return typeof offered === 'string' && VALID.test(offered) ? offered : randomUUID();
}

/** Runs `body` so that logs, events and jobs made in it carry `correlationId`. */
export function withCorrelationId<T>(correlationId: string, body: () => T): T {
  return scope.run({ correlationId }, body);
}

/** The correlation id of the request or job that is running; a new one outside of both (migrations, schedules). */
export function currentCorrelationId(): string {
  return scope.getStore()?.correlationId ?? uuidv7();
}

/** Like {@link currentCorrelationId}, but undefined outside of a request or job: for log lines. */
export function correlationIdIfAny(): string | undefined {
  return scope.getStore()?.correlationId;
}

/** Notes who sent the request that is running, for what is written about its changes. */
export function noteActor(actor: Actor): void {
  const current = scope.getStore();
  if (current) current.actor = actor;
}

/** Who sent the request that is running, as far as that is known; undefined for the system. */
export const currentActor = (): Actor | undefined => scope.getStore()?.actor;
