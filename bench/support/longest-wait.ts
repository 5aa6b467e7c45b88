import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 5;

/**
 * Requests `/healthz`, which returns a constant, until `work` has finished. @returns the longest response time and the duration
 * of `work`, in milliseconds
 */
export async function longestWait(base: string, work: () => Promise<void>): Promise<{ longest: number; took: number }> {
  let longest = 0;
  let done = false;
  const watch = async () => {
    while (!done) {
      const start = performance.now();
      await (await fetch(`${base}/healthz`)).text();
      longest = Math.max(longest, performance.now() - start);
      await pause(EVERY_MS);
    }
  };
  const watching = watch();
  const start = performance.now();
  try {
    await work();
  } finally {
    done = true;
  }
  const took = performance.now() - start;
  await watching;
  return { longest, took };
}
