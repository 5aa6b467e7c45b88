import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lock, LockedError, takeLock } from '../launcher/lock.ts';
import { poll } from '../services/poll.ts';
import { findFreePort, findStablePort, isPortFree, requireFreePort } from '../services/ports.ts';
import type { Settings } from './settings.ts';

const DEFAULT_PORTS = { PORT: 3000, INTERNAL_PORT: 3001 } as const;

/**
 * Makes sure that no other launcher works on this data folder.
 * @throws Error saying which process does, and where its site is
 */
export function claimDataDir({ dataDir }: Settings): Lock {
  try {
    return takeLock(join(dataDir, 'launcher.lock'));
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const site = readSite(dataDir);
    throw new Error(
      `Another launcher (process ${error.holder.pid}) already runs on ${dataDir}${site ? `, its site is ${site}` : ''}.\n` +
        `Stop it with "kill ${error.holder.pid}", or choose other places for a second one: DATA_DIR=.data-2 PORT=3100 INTERNAL_PORT=3101 npm start`,
    );
  }
}

/**
 * Settles the ports of web and worker (a port of 0 means any) and the site's URL.
 * @param afterDeath the last launcher was killed: its programs may hold their ports for another moment
 * @throws PortInUseError naming the variable to change
 */
export async function claimPorts({ dataDir, env }: Settings, afterDeath: boolean): Promise<void> {
  for (const [variable, fallback] of Object.entries(DEFAULT_PORTS)) {
    env[variable] = String(await claimPort(variable, Number(env[variable] ?? fallback), afterDeath));
  }
  const promised = new Set(Object.keys(DEFAULT_PORTS).map((variable) => Number(env[variable])));
  const workerPort = env.WORKER_METRICS_PORT ?? (await findStablePort(join(dataDir, 'worker-metrics-port'), promised));
  env.WORKER_METRICS_PORT = String(await claimPort('WORKER_METRICS_PORT', Number(workerPort), afterDeath));
  env.PUBLIC_URL ??= `http://localhost:${env.PORT}`;
  writeFileSync(join(dataDir, 'site-url'), `${env.PUBLIC_URL}\n`);
}

async function claimPort(variable: string, wanted: number, afterDeath: boolean): Promise<number> {
  if (wanted === 0) return findFreePort();
  if (afterDeath) await poll(() => isPortFree(wanted), { patience: 5_000 });
  await requireFreePort(wanted, variable);
  return wanted;
}

function readSite(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, 'site-url'), 'utf8').trim();
  } catch {
    return undefined;
  }
}
