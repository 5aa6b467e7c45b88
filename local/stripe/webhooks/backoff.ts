export type Backoff = {
  /** Milliseconds until the second attempt; each further pause is twice as long, up to `longestMs`. */
  firstMs: number;
  longestMs: number;
  /**
   * The maximum sum of all pauses in milliseconds. If the next pause would make the sum larger, there is no further
   * retry.
   */
  givesUpAfterMs: number;
};

/** Retries for three days, as Stripe does, but with shorter pauses, because a developer may be waiting. */
export const QUICK_BACKOFF: Backoff = { firstMs: 500, longestMs: 60_000, givesUpAfterMs: 3 * 24 * 3_600_000 };

/** Computes the pause after `attempts` failed attempts. @returns milliseconds, or undefined if there is no further retry */
export function computePauseMs(attempts: number, { firstMs, longestMs, givesUpAfterMs }: Backoff): number | undefined {
  const pauses = Array.from({ length: attempts }, (_, n) => Math.min(firstMs * 2 ** n, longestMs));
  const total = pauses.reduce((sum, pause) => sum + pause, 0);
  return total > givesUpAfterMs ? undefined : pauses.at(-1);
}
