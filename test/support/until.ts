import { poll } from '../../local/services/poll.ts';

/**
 * Polls until `probe` returns a truthy value, and returns that value.
 * @throws Error after `timeoutMs`, with `what` in the message and the last error of `probe` as the cause
 */
export async function until<T>(probe: () => Promise<T> | T, what: string, timeoutMs = 15_000): Promise<NonNullable<T>> {
  let last: unknown;
  const probeSafely = async () => {
    try {
      return (await probe()) || undefined;
    } catch (error) {
      last = error;
      return undefined;
    }
  };
  const value = await poll(probeSafely, { timeoutMs, intervalMs: 20 });
  if (value === undefined)
    throw new Error(`Timed out after ${timeoutMs} ms while waiting for ${what}.`, { cause: last });
  return value as NonNullable<T>;
}

/** Repeats `find` until it finds no faults or the time is up. @returns the faults that remain */
export async function findLasting(find: () => Promise<string[]>, timeoutMs: number): Promise<string[]> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const faults = await find();
    if (faults.length === 0 || Date.now() > deadline) return faults;
  }
}
