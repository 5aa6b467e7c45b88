import { setTimeout as pause } from 'node:timers/promises';
import type { StartedPages } from './start-services.ts';

/** How many milliseconds `npm start` waits for the mail inbox and the Stripe simulator after the site is ready. */
const GRACE_MS = 5_000;

export type PageName = keyof StartedPages;

/**
 * Waits up to `graceMs` for the services that have pages. The start continues without services that are late.
 * @returns the names of the late services
 * @throws Error if one of the services has exited
 */
export async function findLatePages(pages: StartedPages, graceMs = GRACE_MS): Promise<PageName[]> {
  const names: PageName[] = ['inbox', 'stripe'];
  const late = await Promise.all(
    names.map(async (name) => {
      const ready = pages[name]?.ready.then(() => false);
      return Promise.race([ready ?? false, pause(graceMs, true, { ref: false })]);
    }),
  );
  return names.filter((_, i) => late[i]);
}
