import { AsyncLocalStorage } from 'node:async_hooks';
import type { Visitor } from './arrival.ts';
import { addressIn } from './client-address.ts';

const visitors = new AsyncLocalStorage<Visitor>();

/** Runs `body` so that {@link requestVisitor} knows who sent the request, whatever becomes of the request's headers in it. */
export const asVisitor = <T>(visitor: Visitor, body: () => T): T => visitors.run(visitor, body);

/**
 * Who sent a web request. A host without Express has no socket to ask: there the last entry of `X-Forwarded-For` counts, which
 * the hop next to this process wrote, and clients without one share a limit.
 */
export const requestVisitor = (request: { headers: Headers }): Visitor =>
  visitors.getStore() ?? {
    ip: addressIn(request.headers.get('x-forwarded-for')?.split(',').at(-1) ?? '') ?? 'unknown',
    unlimited: false,
  };
