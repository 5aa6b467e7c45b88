import { setTimeout as pause } from 'node:timers/promises';

/**
 * Calls `probe` every `intervalMs` milliseconds until its result is neither undefined nor false.
 * @returns the result, or undefined after `timeoutMs` milliseconds
 */
export async function poll<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { timeoutMs, intervalMs = 25 }: { timeoutMs: number; intervalMs?: number },
): Promise<T | undefined> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) return undefined;
    await pause(intervalMs);
  }
}
