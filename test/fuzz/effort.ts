import type { Effort } from './search.ts';

/** Set by `npm run fuzz`; `npm test` tries the same bounded number of inputs each time. */
const seconds = Number(process.env.FUZZ_SECONDS ?? 0);
const seed = Number(process.env.FUZZ_SEED ?? 20_261_129);

/** How much a test that looks for faults tries. */
export const effort = {
  seed,
  /** Milliseconds for one such test. */
  timeout: seconds > 0 ? (seconds + 120) * 1000 : 120_000,
  /** @param runs how many inputs `npm test` tries */
  of: (runs: number): Effort => (seconds > 0 ? { seconds, seed } : { runs, seed }),
};
