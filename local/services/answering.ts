import { poll } from './poll.ts';
import type { Tethered } from './tether.ts';

const START_PATIENCE = 30_000;

/** Whether a server that was just started comes up: `url` answers with success within half a minute, and before it ends. */
export async function isAnswering(server: Tethered, url: string): Promise<boolean> {
  let ended = false;
  server.exited.finally(() => (ended = true)).catch(() => undefined);
  const probe = async () => (ended ? 'ended' : (await answers(url)) && 'ready');
  return (await poll(probe, { patience: START_PATIENCE })) === 'ready';
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
