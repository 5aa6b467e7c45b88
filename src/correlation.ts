import { AsyncLocalStorage } from 'node:async_hooks';
import { uuidv7 } from './ids.ts';

const scope = new AsyncLocalStorage<string>();

const VALID = /^[A-Za-z0-9._-]{1,128}$/;

/** The caller's own correlation id when it is well formed (api.md), else a new one. */
export function acceptCorrelationId(offered: unknown): string {
  return typeof offered === 'string' && VALID.test(offered) ? offered : uuidv7();
}

/** Runs `body` so that logs, events and jobs made in it carry `correlationId`. */
export function withCorrelationId<T>(correlationId: string, body: () => T): T {
  return scope.run(correlationId, body);
}

/** The correlation id of the request or job that is running; a new one outside of both (migrations, schedules). */
export function currentCorrelationId(): string {
  return scope.getStore() ?? uuidv7();
}

/** Like {@link currentCorrelationId}, but undefined outside of a request or job: for log lines. */
export function correlationIdIfAny(): string | undefined {
  return scope.getStore();
}
