import { poll } from './poll.ts';
import type { Tethered } from './tether.ts';

/**
 * Waits for the first successful response of a server that was just started. There is no time limit, because a start on a busy
 * machine may take very long.
 * @returns whether `url` responds with success before the server exits
 */
export async function isAnswering(server: Tethered, url: string): Promise<boolean> {
  let ended = false;
  server.exited.finally(() => (ended = true)).catch(() => undefined);
  const probe = async () => (ended ? 'ended' : (await respondsOk(url)) && 'ready');
  return (await poll(probe, { timeoutMs: Number.POSITIVE_INFINITY, intervalMs: 50 })) === 'ready';
}

async function respondsOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
