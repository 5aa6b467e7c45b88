import fc from 'fast-check';
import { timeLimit } from '../support/time-limit.ts';
import { MAX_MILLISECONDS } from './verdicts.ts';

/** A fault that one input causes. Each `kind` of fault is reported once. */
export type Finding = { kind: string; shown: string };

type Probe<T> = (input: T) => Promise<Finding | undefined>;

/** The budget of a search: a number of inputs (`runs`), or a time in `seconds`. */
export type Effort = { runs: number; seed: number } | { seconds: number; seed: number };

export type Report = { tried: number; findings: Finding[] };

/**
 * Tries inputs until the budget of runs or seconds is used up. Shrinks a finding to its smallest input, reports it, and ignores
 * further findings of the same kind. The same seed tries the same inputs, but responses may differ because earlier inputs have
 * changed the database.
 */
export async function searchFor<T>(inputs: fc.Arbitrary<T>, probe: Probe<T>, effort: Effort): Promise<Report> {
  const report: Report = { tried: 0, findings: [] };
  const kinds = new Set<string>();
  const ends = 'seconds' in effort ? Date.now() + effort.seconds * 1000 : Number.POSITIVE_INFINITY;
  const runs = 'runs' in effort ? effort.runs : Number.POSITIVE_INFINITY;
  for (let seed = effort.seed; report.tried < runs && Date.now() < ends; seed += 1) {
    let last: Finding | undefined;
    const property = fc.asyncProperty(inputs, async (input) => {
      report.tried += 1;
      const finding = await probe(input);
      if (!finding || kinds.has(finding.kind)) return;
      last = finding;
      throw new Error(finding.kind);
    });
    const numRuns = Math.min(runs - report.tried, 500);
    const timeLimit = Number.isFinite(ends) ? { interruptAfterTimeLimit: Math.max(1, ends - Date.now()) } : {};
    const details = await fc.check(property, { seed, numRuns, ...timeLimit });
    if (!details.failed || !last) continue;
    kinds.add(last.kind);
    report.findings.push({
      kind: last.kind,
      shown: `${last.shown}\n  seed ${seed}, path ${details.counterexamplePath}`,
    });
  }
  return report;
}

/**
 * Whether a request is slower than the limit. Repeats a slow request up to three times and compares the shortest time with the
 * limit. The limit grows with the load of the machine.
 */
export async function isSlow(again: () => Promise<number>, milliseconds: number): Promise<boolean> {
  let best = milliseconds;
  const limit = () => timeLimit(MAX_MILLISECONDS);
  for (let attempt = 0; attempt < 3 && best > limit(); attempt += 1) best = Math.min(best, await again());
  return best > limit();
}
