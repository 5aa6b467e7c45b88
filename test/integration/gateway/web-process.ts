import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { compile } from '../../../local/launcher/compile.ts';

export type WebProcess = {
  base: string;
  internal: string;
  process: ChildProcess;
  /** What it has logged so far. */
  log: () => string;
  /** Its exit code, or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals | null>;
  stop: () => Promise<void>;
};

type Listening = { type: 'listening'; port: number; internalPort: number };

/** `src/server.ts` with the role `api`, as `npm start` runs it, on free ports. @throws with its output when it ends early. */
export async function startWeb(environment: Record<string, string>): Promise<WebProcess> {
  const env: NodeJS.ProcessEnv = { ...process.env, WEB_ROLES: 'api', ...environment };
  const child = spawn(process.execPath, await compile('src/server.ts'), {
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
      throw new Error(`The server ended with ${how}:\n${output}`);
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
