import type { Payload } from 'payload';
import { type Actor, noteActor } from '../correlation.ts';
import { Problem } from '../problem.ts';
import { authenticate, type Credentials } from './authenticate.ts';
import type { Caller, CallerKind } from './endpoint.ts';

export const ANONYMOUS: Caller = { kind: 'anonymous', user: null };

/** Whether nobody is asked who they are. */
export const isPublic = (callers: readonly CallerKind[]): boolean => callers.every((kind) => kind === 'public');

/**
 * Tells who calls and refuses those who may not. Public endpoints look at no credentials, so a stale token is no obstacle
 * there.
 * @throws Problem `unauthenticated`, `token_expired`, or `forbidden` for a known caller of the wrong kind or role.
 */
export async function authorise(
  payload: Payload,
  callers: readonly CallerKind[],
  credentials: Credentials,
): Promise<Caller> {
  if (isPublic(callers)) return ANONYMOUS;
  const caller = await authenticate(payload, credentials);
  if (caller.kind !== 'anonymous') noteActor(actorOf(caller));
  if (isAmong(caller, callers)) return caller;
  throw new Problem(caller.kind === 'anonymous' ? 'unauthenticated' : 'forbidden');
}

const actorOf = (caller: Exclude<Caller, { kind: 'anonymous' }>): Actor =>
  caller.kind === 'staff' ? { kind: 'staff', id: caller.userId } : { kind: 'customer' };

function isAmong(caller: Caller, callers: readonly CallerKind[]): boolean {
  if (callers.includes('public')) return true;
  if (caller.kind === 'anonymous') return false;
  if (caller.kind === 'customer') return callers.includes('customer');
  const staffMay = callers.some((kind) => kind !== 'customer');
  return caller.role === 'admin' ? staffMay : callers.includes(caller.role);
}
