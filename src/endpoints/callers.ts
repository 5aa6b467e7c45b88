import type { TypedUser } from 'payload';
import { Problem } from '../lib/problem.ts';
import type { Caller } from './endpoint.ts';

/** Returns the id of the calling customer. @throws Problem `forbidden` for any other caller */
export function requireCustomerId(caller: Caller): string {
  if (caller.kind !== 'customer') throw new Problem('forbidden');
  return caller.customerId;
}

/**
 * Returns the id of the calling customer, or null for staff, who may access everybody's rows. @throws Problem `forbidden` for
 * an anonymous caller
 */
export const getOwnerId = (caller: Caller): string | null =>
  caller.kind === 'staff' ? null : requireCustomerId(caller);

/** Returns the id of the calling member of staff. @throws Problem `forbidden` for any other caller */
export function requireStaffId(caller: Caller): string {
  if (caller.kind !== 'staff') throw new Problem('forbidden');
  return caller.userId;
}

/** Returns the calling member of staff. @throws Problem `forbidden` for any other caller */
export function requireStaff(caller: Caller): TypedUser {
  if (caller.kind !== 'staff') throw new Problem('forbidden');
  return caller.user;
}
