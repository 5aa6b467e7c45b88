import { join } from 'node:path';
import { followOutput } from '../launcher/child-log.ts';
import { compile } from '../launcher/compile.ts';
import type { Stoppable } from '../launcher/lifecycle.ts';
import { supervise } from '../launcher/supervise.ts';
import { poll } from '../services/poll.ts';
import type { Service } from '../services/service.ts';
import { spawnTethered } from '../services/tether.ts';
import type { Settings } from './settings.ts';

type Program = Service & { lastLines(): string };

const READY_PATIENCE = 120_000;
/** Longer than the programs' own limit for finishing requests and jobs. */
const STOP_PATIENCE = 20_000;

/**
 * Starts web and worker and returns when the site is ready; from then on they are supervised.
 * @param running takes both, as soon as they run
 * @throws Error with the last lines of the one that ended, or with what /readyz answered
 */
export async function startPrograms(settings: Settings, running: Stoppable[]): Promise<void> {
  const args = settings.dev ? async (entry: string) => watched(entry) : compile;
  const [webArgs, workerArgs] = await Promise.all([args('src/server.ts'), args('src/worker.ts')]);
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
  const stop = async () => void (await program.stop(STOP_PATIENCE));
  return { pid: program.pid, exited: program.exited, stop, kill: program.kill, lastLines };
}

/** Starts again whenever a file that it imports changes; what Next compiles for itself is not its source. */
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
  let answer = 'nothing answered';
  const probe = async () => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5_000) });
      answer = `${response.status} ${await response.text()}`;
      return response.ok;
    } catch {
      return false;
    }
  };
  if (!(await poll(probe, { patience: READY_PATIENCE, every: 50 })))
    throw new Error(`${name} did not become ready: ${answer}`);
}
