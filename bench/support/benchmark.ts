import type { Cleanup } from './cleanup.ts';

export type Options = {
  /** Rounds of which the median is taken. */
  rounds: number;
  /** One short round, to see that everything works; its figures mean nothing. */
  quick: boolean;
  /** Also the parts that take minutes and download packages. */
  clean: boolean;
};

/** One line of a table, and of `bench/out/<name>.json`. */
export type Result = {
  name: string;
  ours: number;
  /** The same work without this project around it, measured in turn with ours; null where there is no such thing. */
  limit: number | null;
  unit: string;
  /** How near ours comes to the limit: 1 is all of it. For times it is limit / ours, for rates ours / limit. */
  ratio: number | null;
  goal: string | null;
  ok: boolean | null;
};

export type Benchmark = (options: Options, cleanup: Cleanup) => Promise<Result[]>;

type Measured = Pick<Result, 'name' | 'ours' | 'limit' | 'unit'>;
type Goal = { text: string; met: (result: { ours: number; ratio: number | null }) => boolean };

/** A result of which more is better. */
export const rate = (measured: Measured, goal?: Goal): Result =>
  judge(measured, measured.limit === null ? null : measured.ours / measured.limit, goal);

/** A result of which less is better. */
export const cost = (measured: Measured, goal?: Goal): Result =>
  judge(measured, measured.limit === null ? null : measured.limit / measured.ours, goal);

function judge(measured: Measured, ratio: number | null, goal: Goal | undefined): Result {
  const { ours } = measured;
  return { ...measured, ratio, goal: goal?.text ?? null, ok: goal ? goal.met({ ours, ratio }) : null };
}
