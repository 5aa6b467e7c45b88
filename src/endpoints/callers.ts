import type { Caller } from '../gateway/endpoint.ts';
import { Problem } from '../problem.ts';

/** The id of the customer who calls. @throws Problem forbidden for anybody else. */
export function customerOf(caller: Caller): string {
  if (caller.kind !== 'customer') throw new Problem('forbidden');
  return caller.customerId;
}

/** The owner by id; staff, who may see all, as null. */
export const ownerOf = (caller: Caller): string | null => (caller.kind === 'staff' ? null : customerOf(caller));

/** The id of the member of staff who calls. @throws Problem forbidden for anybody else. */
export function staffOf(caller: Caller): string {
  if (caller.kind !== 'staff') throw new Problem('forbidden');
  return caller.userId;
}
