/** The value below which the share `p` (0 to 1) of the values lies, by nearest rank. @throws RangeError for no values. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('There is nothing to take a percentile of.');
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export type Pair = { ours: number; limit: number };

/** Measures ours and the limit in turn, so that a change of the machine's mood meets both. @returns both medians. */
export async function inTurn(
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
