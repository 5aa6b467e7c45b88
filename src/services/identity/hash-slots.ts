import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { Problem } from '../../problem.ts';

/** bcrypt runs on the four threads of libuv, which files and DNS need too: one is left to them. */
const RUNNING = Math.min(3, availableParallelism());
/** At about 0.3 s a hash the last one waits some 3 s. */
const WAITING = 20;

const slots = pLimit(RUNNING);

/**
 * Runs `work`, which hashes a password once, when one of the few slots of this process is free. What must not happen for a
 * request that is turned away belongs inside `work`.
 * @throws Problem unavailable when too many wait already: a flood of logins must not hold up everything else.
 */
export async function inHashSlot<T>(work: () => Promise<T>): Promise<T> {
  if (slots.pendingCount >= WAITING) {
    throw new Problem('unavailable', 'Too many people sign in at this moment.', { headers: { 'Retry-After': '3' } });
  }
  return slots(work);
}
