import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecks } from './checks.ts';
import { type RunnerReport, tally } from './tally.ts';

/**
 * `npm test`: runs all tests, or those that its arguments select (as for `vitest run`), and prints `N passed, N failed` as the last
 * line. With `--with-checks` it also runs the checks of `npm run check`, at the same time; each failed check counts as a failure.
 */
const CHECKS = '--with-checks';
const root = fileURLToPath(new URL('..', import.meta.url));
const report = path.join(root, 'test', 'out', 'report.json');
const selection = process.argv.slice(2).filter((argument) => argument !== CHECKS);

function runVitest(): Promise<number> {
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`, '--allowOnly=false'];
  const child = spawn(process.execPath, [vitest, 'run', ...options, ...selection], {
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

// Delete the report of an earlier run, so that it is not read as the report of this run.
rmSync(report, { force: true });
const [code, failedChecks] = await Promise.all([runVitest(), process.argv.includes(CHECKS) ? runChecks(root) : []]);
const { passed, failed, skipped, notes } = tally(readReport(), code, failedChecks);
const lines = [...notes, ...(skipped > 0 ? [`${skipped} skipped`] : []), `${passed} passed, ${failed} failed`];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = failed > 0 ? 1 : 0;
