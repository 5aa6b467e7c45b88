import { expect, test } from 'vitest';
import { computeRetryDelayMs } from '../../../src/events/queues.ts';

test('the longest delay before a retry doubles from 1 s to 15 min, and jitter shortens each delay by up to half', () => {
  for (const [attempt, longest] of [
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [10, 512_000],
    [11, 900_000],
    [59, 900_000],
  ] as const) {
    for (let i = 0; i < 50; i++) {
      const delay = computeRetryDelayMs(attempt);
      expect(delay).toBeLessThanOrEqual(longest);
      expect(delay).toBeGreaterThanOrEqual(longest / 2);
    }
  }
});
