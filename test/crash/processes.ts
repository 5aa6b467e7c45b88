import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach } from 'vitest';
import { compile } from '../../local/launcher/compile.ts';
import { until } from '../support/until.ts';

export type Ended = { code: number | null; signal: NodeJS.Signals | null };

export type Process = {
  child: ChildProcess;
  ended: Promise<Ended>;
  output: () => string;
};

const running = new Set<Process>();
afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill('SIGKILL');
    await ended;
  }
});

/** Starts a TypeScript entry as a process of its own; whatever the test leaves of it is killed after the test. */
export async function start(entry: string, environment: Record<string, string>): Promise<Process> {
  const child = spawn(process.execPath, await compile(entry), {
    env: { ...process.env, ...environment },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  const started: Process = { child, ended, output: () => output };
  running.add(started);
  ended.then(() => running.delete(started));
  return started;
}

/** A worker that has said it is ready. */
export async function startReadyWorker(
  environment: Record<string, string>,
  entry = 'test/crash/worker.ts',
): Promise<Process> {
  const worker = await start(entry, { ...environment, LOG_LEVEL: 'info' });
  const ready = until(() => worker.output().includes('worker ready'), 'the worker', 60_000).then(() => null);
  const early = await Promise.race([ready, worker.ended]);
  if (early) throw new Error(`The worker ended with ${early.code ?? early.signal}:\n${worker.output()}`);
  return worker;
}
