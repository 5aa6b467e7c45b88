import { spawn } from 'node:child_process';
import { compile } from '../../local/launcher/compile.ts';

/**
 * Runs a program of this project, compiled, in a process of its own until it exits.
 * @throws Error if the process fails; the message contains the output with the logged errors
 */
export async function run(entry: string, environment: Record<string, string>, args: string[] = []): Promise<void> {
  const child = spawn(process.execPath, ['--import', './runtime.mjs', ...(await compile(entry)), ...args], {
    env: { ...process.env, ...environment, LOG_LEVEL: 'error' },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${entry} exited with ${code}:\n${output}`);
}
