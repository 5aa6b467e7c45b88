import type { Who } from './read-history.ts';

/** What stands in a version that a job, a script or the system itself has saved. */
export const SAVED_BY_SYSTEM = 'system';

/** Who saved a version, from what it noted; null for a version of the time before that was noted. */
export function whoSaved(noted: unknown, names: ReadonlyMap<string, string>): Who | null {
  if (typeof noted !== 'string' || noted === '') return null;
  if (noted === SAVED_BY_SYSTEM) return { kind: 'system', name: null };
  return { kind: 'staff', name: names.get(noted) ?? null };
}
