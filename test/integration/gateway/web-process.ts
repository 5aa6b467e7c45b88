import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { compile } from '../../../local/launcher/compile.ts';

export type WebProcess = {
  base: string;
  internal: string;
  process: ChildProcess;
  /** Returns the output so far. */
  log: () => string;
  /** Resolves to the exit code, or to the signal that ended the process. */
  exited: Promise<number | NodeJS.Signals | null>;
  stop: () => Promise<void>;
};

type Listening = { type: 'listening'; port: number; internalPort: number };

/**
 * Starts `src/processes/web.ts` with the role `api` as `npm start` does, on free ports.
 * @throws Error with the output if the process exits early
 */
export async function startWebProcess(environment: Record<string, string>): Promise<WebProcess> {
  const env: NodeJS.ProcessEnv = { ...process.env, WEB_ROLES: 'api', ...environment };
  const child = spawn(process.execPath, await compile('src/processes/web.ts'), {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const exited = once(child, 'exit').then(([code, signal]) => code ?? signal);
  const listening = await Promise.race([
    once(child, 'message').then(([message]) => message as Listening),
    exited.then((how) => {
      throw new Error(`The server exited with ${how}:\n${output}`);
    }),
  ]);
  return {
    base: `http://127.0.0.1:${listening.port}`,
    internal: `http://127.0.0.1:${listening.internalPort}`,
    process: child,
    log: () => output,
    exited,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
