import path from 'node:path';
import fc, { type RunDetails } from 'fast-check';
import { expect } from 'vitest';

/** A seed for the properties of this run; without it, each property has a seed of its own. */
const seed = process.env.TEST_SEED;

fc.configureGlobal({ reporter: throwWithCommand, ...(seed === undefined ? {} : { seed: Number(seed) }) });

/** Throws the error of a failed property, with the command that repeats the failure. */
function throwWithCommand(details: RunDetails<unknown>): void {
  if (!details.failed) return;
  const { testPath = '', currentTestName = '' } = expect.getState();
  const file = path.relative(process.cwd(), testPath);
  // Vitest reads the name as a regular expression.
  const name = currentTestName.replaceAll(' > ', ' ').replaceAll(/[^\p{L}\p{N} ]/gu, '.');
  const command = `TEST_SEED=${details.seed} npm run test:only -- ${file} -t "${name}"`;
  throw new Error(`${fc.defaultReportMessage(details)}\n\nRepeat it with: ${command}`, {
    cause: details.errorInstance,
  });
}
