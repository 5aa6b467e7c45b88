import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describeProcess, isAlive } from '../../../local/services/leftover-process.ts';
import { poll } from '../../../local/services/poll.ts';

type ServiceName = 'postgres' | 'redis' | 'mail' | 'stripe';

const HOLDER = fileURLToPath(new URL('hold-service.ts', import.meta.url));

/**
 * Starts a service from a parent process, and kills the parent process with SIGKILL.
 * @returns whether the service has exited within ten seconds
 */
export async function serviceEndsWithParent(name: ServiceName, dataDir: string): Promise<boolean> {
  const service = await startAndKillParent(name, dataDir);
  return (await poll(() => !isAlive(service), { timeoutMs: 10_000 })) ?? false;
}

/**
 * Starts a service from a parent process, and kills the parent process with SIGKILL. Does not wait until the service exits.
 * @returns the record of the service's process
 */
export async function startAndKillParent(name: ServiceName, dataDir: string) {
  const parent = spawn(process.execPath, ['--import', './runtime.mjs', HOLDER, name, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(parent.stdout, 'data');
  const service = describeProcess(Number(line));
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  return service;
}
