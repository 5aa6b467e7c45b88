import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from '../services/service.ts';
import { paint, print } from './terminal.ts';

export type Supervised = {
  stop(): Promise<void>;
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const HEALTHY_MS = 60_000;

/**
 * Restarts a program whenever it exits, and prints every exit. The pause before a restart doubles up to half a minute, so that
 * repeated crashes cause no busy loop. If the first start of a program fails, the launcher stops instead, see start.ts.
 */
export function supervise(name: string, first: Service, start: () => Promise<Service>): Supervised {
  const stopping = new AbortController();
  let current: Service | undefined = first;

  const watch = async () => {
    let wait = FIRST_WAIT_MS;
    while (!stopping.signal.aborted) {
      const since = performance.now();
      const exit = await current?.exited;
      if (stopping.signal.aborted) return;
      if (performance.now() - since > HEALTHY_MS) wait = FIRST_WAIT_MS;
      const how = exit === undefined ? 'did not start' : `ended (${exit.signal ?? `code ${exit.code}`})`;
      print(paint(`${name} ${how} and will be restarted in ${wait / 1_000} s`, 33));
      await pause(wait, undefined, { signal: stopping.signal });
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      current = undefined;
      const started = await start().catch((error: unknown) => print(String(error)));
      current = started ?? undefined;
      if (stopping.signal.aborted) await current?.stop();
    }
  };
  watch().catch((error: unknown) => {
    if (!stopping.signal.aborted) print(String(error));
  });

  return {
    stop: async () => {
      stopping.abort();
      await current?.stop();
    },
  };
}
