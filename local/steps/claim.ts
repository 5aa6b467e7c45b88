import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock, type Lock, LockedError } from '../launcher/lock.ts';
import { poll } from '../services/poll.ts';
import { findFreePort, findStablePort, isPortFree, requireFreePort } from '../services/ports.ts';
import type { Settings } from './settings.ts';

const DEFAULT_PORTS = { PORT: 3000, INTERNAL_PORT: 3001 } as const;

/**
 * Acquires the lock of the data folder.
 * @throws Error with the process that holds the lock, and the URL of its site
 */
export function claimDataDir({ dataDir }: Settings): Lock {
  try {
    return acquireLock(join(dataDir, 'launcher.lock'));
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const site = readSite(dataDir);
    throw new Error(
      `Another launcher (process ${error.holder.pid}) already uses the folder ${dataDir}${site ? `; its site is ${site}` : ''}.\n` +
        `Stop it with "kill ${error.holder.pid}", or start a second site with another folder and other ports: DATA_DIR=.data-2 PORT=3100 INTERNAL_PORT=3101 npm start`,
    );
  }
}

/**
 * Determines the ports of web and worker (0 means any free port) and the site's URL.
 * @param afterDeath whether the last launcher was killed, so that its programs may use their ports for a moment longer
 * @throws PortInUseError with the variable to change
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

async function claimPort(variable: string, port: number, afterDeath: boolean): Promise<number> {
  if (port === 0) return findFreePort();
  if (afterDeath) await poll(() => isPortFree(port), { timeoutMs: 5_000 });
  await requireFreePort(port, variable);
  return port;
}

function readSite(dataDir: string): string | undefined {
  try {
    return readFileSync(join(dataDir, 'site-url'), 'utf8').trim();
  } catch {
    return undefined;
  }
}
