import type { Cleanup } from './cleanup.ts';

export type Options = {
  /** The number of rounds. The result is the median of the rounds. */
  rounds: number;
  /** Whether to run one short round only, to check that the benchmark works. Its figures are meaningless. */
  quick: boolean;
  /** Whether to also run the parts that take minutes and download packages. */
  clean: boolean;
};

/** A row of the printed table, and an object in `bench/out/<name>.json`. */
export type Result = {
  name: string;
  ours: number;
  /** The figure for the same work without this project, measured alternately with ours; null if there is nothing to compare. */
  limit: number | null;
  unit: string;
  /**
   * `ours / limit` for rates, `limit / ours` for all other figures; null if there is no limit. 1 means equal, and less than 1
   * means that our figure is worse.
   */
  ratio: number | null;
  goal: string | null;
  ok: boolean | null;
};

export type Benchmark = (options: Options, cleanup: Cleanup) => Promise<Result[]>;

type Measured = Pick<Result, 'name' | 'ours' | 'limit' | 'unit'>;
type Goal = { text: string; met: (result: { ours: number; ratio: number | null }) => boolean };

/** Creates a result for which a higher figure is better. */
export const rate = (measured: Measured, goal?: Goal): Result =>
  judge(measured, measured.limit === null ? null : measured.ours / measured.limit, goal);

/** Creates a result for which a lower figure is better. */
export const cost = (measured: Measured, goal?: Goal): Result =>
  judge(measured, measured.limit === null ? null : measured.limit / measured.ours, goal);

function judge(measured: Measured, ratio: number | null, goal: Goal | undefined): Result {
  const { ours } = measured;
  return { ...measured, ratio, goal: goal?.text ?? null, ok: goal ? goal.met({ ours, ratio }) : null };
}
