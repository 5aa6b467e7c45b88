import { setTimeout as pause } from 'node:timers/promises';

/**
 * Calls `probe` every `every` milliseconds until it gives something else than undefined or false, and returns that.
 * @returns undefined when `patience` milliseconds have gone by
 */
export async function poll<T>(
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  { patience, every = 25 }: { patience: number; every?: number },
): Promise<T | undefined> {
  const deadline = performance.now() + patience;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) return undefined;
    await pause(every);
  }
}
