import { setTimeout as pause } from 'node:timers/promises';

/**
 * Starts `work` `count` times at the rate `perSecond`, without waiting for earlier runs; resolves when all have
 * finished.
 */
export async function openLoop<T>(count: number, perSecond: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const start = performance.now();
  const started: Promise<T>[] = [];
  for (let index = 0; index < count; index++) {
    await pause(Math.max(0, start + (index * 1000) / perSecond - performance.now()));
    started.push(work(index));
  }
  return Promise.all(started);
}
