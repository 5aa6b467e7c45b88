import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { openLog, readTail } from '../../local/services/log-file.ts';
import { poll } from '../../local/services/poll.ts';
import { findFreePort } from '../../local/services/ports.ts';
import type { Cleanup } from './cleanup.ts';
import type { BenchSite } from './site.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

export type Program = {
  child: ChildProcess;
  /** Waits for the next message of this type. @throws Error with the end of the log if the program exits first */
  message: <T>(type: string) => Promise<T>;
};

type Options = { environment?: Record<string, string>; preload?: string };

/** Starts a TypeScript program as a separate process that logs to a file. `cleanup` stops it. */
export function startProgram(
  entry: string,
  site: BenchSite,
  cleanup: Cleanup,
  { environment = {}, preload }: Options = {},
): Program {
  const file = join(site.folder, `${entry.replace(/\W/g, '-')}.log`);
  const log = openLog(file);
  const imports = ['./runtime.mjs', ...(preload ? [preload] : [])].flatMap((module) => ['--import', module]);
  const child = spawn(process.execPath, [...imports, entry], {
    env: { ...process.env, ...site.environment, ...environment },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const ended = once(child, 'exit');
  cleanup.add(() => stop(child, ended));
  const early = ended.then(([code, signal]) => {
    throw new Error(`${entry} ended with ${code ?? signal}:\n${readTail(file)}`);
  });
  early.catch(() => undefined);
  const message = <T>(type: string) => Promise.race([nextMessage<T>(child, type), early]);
  return { child, message };
}

function nextMessage<T>(child: ChildProcess, type: string): Promise<T> {
  return new Promise((resolve) => {
    const listen = (message: { type?: string }) => {
      if (message.type !== type) return;
      child.off('message', listen);
      resolve(message as T);
    };
    child.on('message', listen);
  });
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

export type Web = Program & { base: string };

/**
 * Starts a web process in the environment of the site. By default, this environment sets production mode and the role
 * `api`. A benchmark can override these settings.
 */
export async function startWebProgram(site: BenchSite, cleanup: Cleanup, preload?: string): Promise<Web> {
  const program = startProgram('src/processes/web.ts', site, cleanup, { preload });
  const { port } = await program.message<{ port: number }>('listening');
  return { ...program, base: `http://127.0.0.1:${port}` };
}

/** Starts a worker and waits until it is ready for events. */
export async function startWorkerProgram(site: BenchSite, cleanup: Cleanup): Promise<Program> {
  const port = await findFreePort();
  const program = startProgram('src/processes/worker.ts', site, cleanup, {
    environment: { WORKER_METRICS_PORT: String(port) },
  });
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  const ready = poll(answers, { timeoutMs: START_TIMEOUT_MS });
  const answered = await Promise.race([ready, program.message<never>('never sent')]);
  if (!answered) throw new Error('The worker did not become ready.');
  return program;
}
