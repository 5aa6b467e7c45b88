import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunnerReport, tally } from './tally.ts';

/**
 * `npm test` after its checks: runs every test, or those that its arguments choose as they would for `vitest run`, and ends
 * with one line `N passed, N failed`.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const report = path.join(root, 'test', 'out', 'report.json');

function runVitest(): Promise<number> {
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`, '--allowOnly=false'];
  const child = spawn(process.execPath, [vitest, 'run', ...options, ...process.argv.slice(2)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function readReport(): RunnerReport | undefined {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as RunnerReport;
  } catch {
    return undefined;
  }
}

// What an earlier run has left must not be taken for this one's.
rmSync(report, { force: true });
const code = await runVitest();
const { passed, failed, skipped, notes } = tally(readReport(), code);
const lines = [...notes, ...(skipped > 0 ? [`${skipped} skipped`] : []), `${passed} passed, ${failed} failed`];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = failed > 0 ? 1 : 0;
