/** The instants at which the crash tests kill a process (test/crash). */
export const CRASH_POINTS = [
  'after-outbox-insert',
  'after-commit',
  'after-enqueue',
  'after-effect',
  'after-mail-accepted',
  'after-content-task',
  'after-payment-row',
  'after-intent-made',
  'after-refund-row',
  'after-refund-made',
  'after-pdf-stored',
  'after-flush',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

let armed: CrashPoint | undefined;

/** Arms one crash point: the process dies by SIGKILL the next time it gets there. Only the crash tests call this. */
export function armCrashPoint(point: CrashPoint | undefined): void {
  armed = point;
}

/** A named instant between two steps that must each survive the other's loss; does nothing unless armed. */
export function crashPoint(point: CrashPoint): void {
  if (armed === point) process.kill(process.pid, 'SIGKILL');
}
