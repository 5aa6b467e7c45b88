import { expect, test } from 'vitest';
import { retryDelay } from '../../../src/jobs/queues.ts';

test('delays double from a second to a quarter of an hour, less up to a half', () => {
  for (const [attempt, longest] of [
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [10, 512_000],
    [11, 900_000],
    [59, 900_000],
  ] as const) {
    for (let i = 0; i < 50; i++) {
      const delay = retryDelay(attempt);
      expect(delay).toBeLessThanOrEqual(longest);
      expect(delay).toBeGreaterThanOrEqual(longest / 2);
    }
  }
});
