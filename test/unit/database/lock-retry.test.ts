import { expect, test } from 'vitest';
import { retryUntilLocked } from '../../../src/database/locks.ts';

const POLICY = { lockTimeoutMs: 1, pauseMs: 0, totalMs: 60_000 };
const log = { warn: () => {} };

/** Returns an attempt that fails the first time. The cause of the error has the SQLSTATE `code`, as with the query builder. */
function failOnce(code: string): () => Promise<string> {
  let attempts = 0;
  return async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('Failed query', { cause: Object.assign(new Error('refused'), { code }) });
    return `attempt ${attempts}`;
  };
}

test.each([
  ['a lock timeout', '55P03'],
  ['a deadlock', '40P01'],
])('a migration is tried again after %s', async (_, code) => {
  expect(await retryUntilLocked(log, 'a migration', POLICY, failOnce(code))).toBe('attempt 2');
});

test('a migration that fails for another reason is not tried again', async () => {
  await expect(retryUntilLocked(log, 'a migration', POLICY, failOnce('23505'))).rejects.toThrow('Failed query');
});
