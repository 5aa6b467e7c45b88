import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { poll } from '../../local/services/poll.ts';
import { findFreePort } from '../../local/services/ports.ts';
import type { Cleanup } from './cleanup.ts';

/** Long enough for a first start, which builds the admin UI. */
const TIMEOUT_MS = 10 * 60_000;

export type StartedSite = {
  /** The process id of npm; the launcher and the site's programs are its descendants. */
  pid: number;
  /** The public URL of the site. */
  url: string;
  /** Seconds from starting npm until `/readyz` returned 200. */
  seconds: number;
  stop: () => Promise<void>;
};

/** Runs `npm start` in the checkout `root`. @throws Error with the output if npm exits before the site is ready */
export async function startSiteByNpm(root: string, dataDir: string, cleanup: Cleanup): Promise<StartedSite> {
  const [port, internalPort] = [await findFreePort(), await findFreePort()];
  const start = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), INTERNAL_PORT: String(internalPort) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  cleanup.add(stop);
  const early = ended.then(() => {
    throw new Error(`npm start ended:\n${output}`);
  });
  early.catch(() => undefined);
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status === 200;
      },
      () => false,
    );
  const ready = await Promise.race([poll(isReady, { timeoutMs: TIMEOUT_MS, intervalMs: 20 }), early]);
  if (!ready) throw new Error(`The site did not become ready:\n${output}`);
  return { pid: child.pid ?? 0, url: `http://localhost:${port}`, seconds: (performance.now() - start) / 1000, stop };
}
