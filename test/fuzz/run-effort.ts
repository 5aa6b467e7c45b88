import type { Effort } from './search.ts';

/** The seconds that `npm run fuzz` gives each fuzz test. 0 in `npm test`, where each test tries a fixed number of inputs. */
const seconds = Number(process.env.FUZZ_SECONDS ?? 0);
const seed = Number(process.env.FUZZ_SEED ?? 20_261_129);

/** The budget of the fuzz tests: a number of seconds in `npm run fuzz`, a number of inputs in `npm test`. */
export const effort = {
  seed,
  /** The timeout of one fuzz test in milliseconds. */
  timeout: seconds > 0 ? (seconds + 120) * 1000 : 120_000,
  /** Returns the budget of one fuzz test. @param runs the number of inputs that `npm test` tries */
  of: (runs: number): Effort => (seconds > 0 ? { seconds, seed } : { runs, seed }),
};
