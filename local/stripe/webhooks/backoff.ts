export type Backoff = {
  /** Milliseconds until the second attempt; each further pause is twice as long. */
  firstMs: number;
  longestMs: number;
  /** Nothing is sent any more this long after the first attempt. */
  givesUpAfterMs: number;
};

/** As Stripe's, which goes on for three days, but quicker at first: somebody is waiting. */
export const QUICK: Backoff = { firstMs: 500, longestMs: 60_000, givesUpAfterMs: 3 * 24 * 3_600_000 };

/** @returns the pause after so many failed attempts, or undefined when it is time to give up */
export function pauseAfter(attempts: number, { firstMs, longestMs, givesUpAfterMs }: Backoff): number | undefined {
  const pauses = Array.from({ length: attempts }, (_, n) => Math.min(firstMs * 2 ** n, longestMs));
  const total = pauses.reduce((sum, pause) => sum + pause, 0);
  return total > givesUpAfterMs ? undefined : pauses.at(-1);
}
