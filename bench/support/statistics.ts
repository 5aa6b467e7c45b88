/** The percentile of `values` for `p` (0 to 1), by nearest rank. @throws RangeError if there are no values. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('A percentile needs at least one value.');
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export type Pair = { ours: number; limit: number };

/** Runs both measurements alternately, so that changes in the load of the machine affect both. @returns the median of each */
export async function measureInTurn(
  rounds: number,
  measure: { ours: () => Promise<number>; limit: () => Promise<number> },
): Promise<Pair> {
  const ours: number[] = [];
  const limit: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await measure.ours());
    limit.push(await measure.limit());
  }
  return { ours: median(ours), limit: median(limit) };
}
