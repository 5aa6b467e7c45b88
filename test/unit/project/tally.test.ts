import { describe, expect, it } from 'vitest';
import { type RunnerReport, tally } from '../../tally.ts';

const report = (overrides: Partial<RunnerReport> = {}): RunnerReport => ({
  ...{ numPassedTests: 2, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 },
  testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] }],
  ...overrides,
});

const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [] };
const failing = { name: 'c.test.ts', status: 'failed', assertionResults: [{ status: 'failed' }] };

describe('the count of a test run', () => {
  it('is the runner’s own', () => {
    expect(tally(report(), 0)).toEqual({ passed: 2, failed: 0, skipped: 0, notes: [] });
    expect(tally(report({ numFailedTests: 1, testResults: [failing] }), 1)).toMatchObject({ passed: 2, failed: 1 });
    expect(tally(report({ numPendingTests: 3, numTodoTests: 1 }), 0)).toMatchObject({ failed: 0, skipped: 4 });
  });

  it('fails without a report', () => {
    expect(tally(undefined, 0)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('fails when nothing has run', () => {
    expect(tally(report({ numPassedTests: 0, numPendingTests: 5, testResults: [] }), 0)).toMatchObject({
      passed: 0,
      failed: 1,
    });
  });

  it('counts a file that could not be loaded once, beside failed tests', () => {
    expect(tally(report({ testResults: [broken] }), 1)).toMatchObject({ passed: 2, failed: 1 });
    expect(tally(report({ numFailedTests: 1, testResults: [broken, failing] }), 1)).toMatchObject({ failed: 2 });
  });

  it('fails when the runner does, though no test did', () => {
    expect(tally(report(), 1)).toMatchObject({ passed: 2, failed: 1 });
  });
});
