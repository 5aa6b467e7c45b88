import { setTimeout as pause } from 'node:timers/promises';
import { poll } from '../../local/services/poll.ts';
import { timeLimit } from './time-limit.ts';

/**
 * Polls until `probe` returns a truthy value, and returns that value.
 * @throws Error after `timeoutMs`, or later on a busy machine, with `what` in the message and the last error of `probe` as the cause
 */
export async function until<T>(probe: () => Promise<T> | T, what: string, timeoutMs = 15_000): Promise<NonNullable<T>> {
  const limitMs = timeLimit(timeoutMs);
  let last: unknown;
  const probeSafely = async () => {
    try {
      return (await probe()) || undefined;
    } catch (error) {
      last = error;
      return undefined;
    }
  };
  const value = await poll(probeSafely, { timeoutMs: limitMs, intervalMs: 20 });
  if (value === undefined)
    throw new Error(`Timed out after ${Math.round(limitMs)} ms while waiting for ${what}.`, { cause: last });
  return value as NonNullable<T>;
}

/**
 * Repeats `find`, at least once, until it finds no faults or the time is up; the time is longer on a busy machine.
 * @returns the faults that remain
 */
export async function findLasting(find: () => Promise<string[]>, timeoutMs: number): Promise<string[]> {
  const deadline = Date.now() + timeLimit(timeoutMs);
  let faults = await find();
  do {
    if (faults.length === 0) return faults;
    await pause(50);
    faults = await find();
  } while (Date.now() < deadline);
  return faults;
}
