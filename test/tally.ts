/** The fields of the runner's JSON report that `tally` reads. */
export type RunnerReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
};

export type Tally = { passed: number; failed: number; skipped: number; notes: string[] };

/**
 * Counts the results of a test run. Counts one failure for each reason that makes the run invalid: a file that could not be
 * loaded, no report, no test, or a runner that exits with another error (an error outside of every test). Each failed check also
 * counts as one failure.
 */
export function tally(report: RunnerReport | undefined, exitCode: number, failedChecks: readonly string[] = []): Tally {
  const { failed, notes, ...rest } = tallyTests(report, exitCode);
  const checks = failedChecks.map((name) => `npm run ${name} failed.`);
  return { ...rest, failed: failed + checks.length, notes: [...notes, ...checks] };
}

function tallyTests(report: RunnerReport | undefined, exitCode: number): Tally {
  if (!report) return { passed: 0, failed: 1, skipped: 0, notes: ['The test runner wrote no report.'] };
  const broken = report.testResults.filter(isBroken).map(({ name }) => `${name} failed outside of its tests.`);
  const failed = report.numFailedTests + broken.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const notes = [...broken, ...otherwiseFailed(report, failed, exitCode)];
  return { passed: report.numPassedTests, failed: report.numFailedTests + notes.length, skipped, notes };
}

const isBroken = ({ status, assertionResults }: RunnerReport['testResults'][number]) =>
  status === 'failed' && !assertionResults.some((test) => test.status === 'failed');

function otherwiseFailed(report: RunnerReport, failed: number, exitCode: number): string[] {
  if (failed > 0) return [];
  if (report.numPassedTests === 0) return ['The test runner ran no test.'];
  return exitCode === 0 ? [] : [`The test runner exited with ${exitCode}, although no test failed.`];
}
