/** What is read of the runner's JSON report. */
export type RunnerReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
};

export type Tally = { passed: number; failed: number; skipped: number; notes: string[] };

/**
 * Counts a run. What makes a run worthless without failing a test counts as one failure each: a file that could not be
 * loaded, no report, no test, and a runner that ends with an error for another reason (an error outside of every test).
 */
export function tally(report: RunnerReport | undefined, exitCode: number): Tally {
  if (!report) return { passed: 0, failed: 1, skipped: 0, notes: ['The test runner left no report.'] };
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
  if (report.numPassedTests === 0) return ['No test has run.'];
  return exitCode === 0 ? [] : [`The test runner ended with ${exitCode} although no test failed.`];
}
