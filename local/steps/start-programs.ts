import { join } from 'node:path';
import { compile } from '../launcher/compile.ts';
import { followOutput } from '../launcher/follow-output.ts';
import type { Stoppable } from '../launcher/launcher-lifecycle.ts';
import { supervise } from '../launcher/supervise.ts';
import { poll } from '../services/poll.ts';
import type { Service } from '../services/service.ts';
import { spawnTethered } from '../services/tether.ts';
import type { Settings } from './settings.ts';

type Program = Service & { lastLines(): string };

const READY_TIMEOUT_MS = 120_000;
/**
 * Milliseconds between SIGTERM and SIGKILL. A worker needs up to 20 s for its running jobs, and some time to close its
 * connections.
 */
const STOP_TIMEOUT_MS = 25_000;

/**
 * Starts web and worker, returns when the site is ready, and supervises both from then on.
 * @param running gets both programs as soon as they are started
 * @throws Error with the last lines of a program that exited, or with the last response of /readyz or /healthz
 */
export async function startPrograms(settings: Settings, running: Stoppable[]): Promise<void> {
  const args = settings.dev ? async (entry: string) => watched(entry) : compile;
  const [webArgs, workerArgs] = await Promise.all([args('src/processes/web.ts'), args('src/processes/worker.ts')]);
  const starts = {
    web: () => start('web', webArgs, settings),
    worker: () => start('worker', workerArgs, settings),
  };
  const web = starts.web();
  const worker = starts.worker();
  running.push(web, worker);
  const { PORT, WORKER_METRICS_PORT } = settings.env;
  const ready = Promise.all([
    answers('The site', PORT, '/readyz'),
    answers('The worker', WORKER_METRICS_PORT, '/healthz'),
  ]);
  await Promise.race([ready, failWhenEnded('web', web), failWhenEnded('worker', worker)]);
  const supervised = [
    supervise('web', web, async () => starts.web()),
    supervise('worker', worker, async () => starts.worker()),
  ];
  running.splice(0, running.length, ...supervised);
}

function start(name: string, args: readonly string[], settings: Settings): Program {
  const { root: cwd, env } = settings;
  const program = spawnTethered(process.execPath, args, {
    cwd,
    env,
    output: 'pipe',
    signal: 'SIGTERM',
    group: true,
  });
  const lastLines = followOutput(name, program, join(settings.dataDir, 'logs', `${name}.log`));
  const stop = async () => void (await program.stop(STOP_TIMEOUT_MS));
  return { pid: program.pid, exited: program.exited, stop, kill: program.kill, lastLines };
}

/**
 * The arguments of `node` that run a program, and restart it whenever a file that it imports changes. Changes in the output of
 * Next are ignored.
 */
function watched(file: string): string[] {
  return [
    join('node_modules', 'tsx', 'dist', 'cli.mjs'),
    'watch',
    '--clear-screen=false',
    '--exclude',
    '.next/**',
    '--import',
    './runtime.mjs',
    file,
  ];
}

async function failWhenEnded(name: string, program: Program): Promise<never> {
  const { code, signal } = await program.exited;
  throw new Error(`${name} ended while starting (${signal ?? `code ${code}`}):\n${program.lastLines()}`);
}

async function answers(name: string, port: string | undefined, path: string): Promise<void> {
  let answer = 'there was no response';
  const probe = async () => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5_000) });
      answer = `${response.status} ${await response.text()}`;
      return response.ok;
    } catch {
      return false;
    }
  };
  if (!(await poll(probe, { timeoutMs: READY_TIMEOUT_MS, intervalMs: 50 })))
    throw new Error(`${name} did not become ready: ${answer}`);
}
