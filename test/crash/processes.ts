import { type ChildProcess, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { compile } from '../../local/launcher/compile.ts';
import { until } from '../support/until.ts';

export type Ended = { code: number | null; signal: NodeJS.Signals | null };

export type Process = {
  child: ChildProcess;
  ended: Promise<Ended>;
  output: () => string;
};

/** Starts a TypeScript file in a process of its own. After the test, kills the process if it still runs. */
export async function start(entry: string, environment: Record<string, string>): Promise<Process> {
  const child = spawn(process.execPath, await compile(entry), {
    env: { ...process.env, ...environment },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, ended, output: () => output };
}

/** Starts a worker and waits until it is ready. @throws Error if the worker exits before it is ready */
export async function startReadyWorker(
  environment: Record<string, string>,
  entry = 'test/crash/worker.ts',
): Promise<Process> {
  const worker = await start(entry, { ...environment, LOG_LEVEL: 'info' });
  const ready = until(() => worker.output().includes('worker ready'), 'the worker to be ready', 60_000).then(
    () => null,
  );
  const early = await Promise.race([ready, worker.ended]);
  if (early) throw new Error(`The worker exited with ${early.code ?? early.signal}:\n${worker.output()}`);
  return worker;
}
