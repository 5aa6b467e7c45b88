import { availableParallelism, loadavg } from 'node:os';

/** A machine that is busier than this would also exceed the time limits of whole tests. */
const MAX_FACTOR = 3;

/**
 * Returns a time limit for the machine as it is now: `ms` if every process has a processor to itself, and more in proportion to
 * the processes that wait, because waiting for a processor is not the site's fault. Use it for work, not for the site's own timeouts,
 * which take as long on a busy machine.
 */
export const timeLimit = (ms: number): number =>
  ms * Math.min(MAX_FACTOR, Math.max(1, (loadavg()[0] ?? 0) / availableParallelism()));
