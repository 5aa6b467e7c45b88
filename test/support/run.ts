import { spawn } from 'node:child_process';

/** Runs a TypeScript entry to its end. @throws with its output when it fails. */
export async function run(entry: string, environment: Record<string, string>, args: string[] = []): Promise<void> {
  const child = spawn(process.execPath, ['--import', './runtime.mjs', entry, ...args], {
    env: { ...process.env, ...environment },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${entry} ended with ${code}:\n${output}`);
}
