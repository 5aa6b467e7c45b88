import { describe, expect, it } from 'vitest';
import { type RunnerReport, tally } from '../../tally.ts';

const report = (overrides: Partial<RunnerReport> = {}): RunnerReport => ({
  ...{ numPassedTests: 2, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 },
  testResults: [{ name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] }],
  ...overrides,
});

const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [] };
const failing = { name: 'c.test.ts', status: 'failed', assertionResults: [{ status: 'failed' }] };

describe('the tally of a test run', () => {
  it('equals the report of the runner', () => {
    expect(tally(report(), 0)).toEqual({ passed: 2, failed: 0, skipped: 0, notes: [] });
    expect(tally(report({ numFailedTests: 1, testResults: [failing] }), 1)).toMatchObject({ passed: 2, failed: 1 });
    expect(tally(report({ numPendingTests: 3, numTodoTests: 1 }), 0)).toMatchObject({ failed: 0, skipped: 4 });
  });

  it('counts each failed check as a failure', () => {
    expect(tally(report(), 0, ['check:types', 'check:dead'])).toEqual({
      ...{ passed: 2, failed: 2, skipped: 0 },
      notes: ['npm run check:types failed.', 'npm run check:dead failed.'],
    });
  });

  it('counts a failure without a report', () => {
    expect(tally(undefined, 0)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('counts a failure if no tests have run', () => {
    expect(tally(report({ numPassedTests: 0, numPendingTests: 5, testResults: [] }), 0)).toMatchObject({
      passed: 0,
      failed: 1,
    });
  });

  it('counts a file that failed to load once, in addition to failed tests', () => {
    expect(tally(report({ testResults: [broken] }), 1)).toMatchObject({ passed: 2, failed: 1 });
    expect(tally(report({ numFailedTests: 1, testResults: [broken, failing] }), 1)).toMatchObject({ failed: 2 });
  });

  it('counts a failure if the runner fails although no test did', () => {
    expect(tally(report(), 1)).toMatchObject({ passed: 2, failed: 1 });
  });
});
