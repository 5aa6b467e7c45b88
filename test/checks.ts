import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Runs the checks of `npm run check`, one after the other, and prints the output of those that fail.
 * @returns the names of the failed checks
 */
export async function runChecks(root: string): Promise<string[]> {
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: object };
  const failed: string[] = [];
  for (const name of Object.keys(scripts).filter((script) => script.startsWith('check:'))) {
    const { code, output } = await runScript(root, name);
    if (code === 0) continue;
    failed.push(name);
    process.stdout.write(`\nnpm run ${name} failed:\n${output}\n`);
  }
  return failed;
}

function runScript(cwd: string, name: string): Promise<{ code: number | null; output: string }> {
  const child = spawn('npm', ['run', '--silent', name], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
