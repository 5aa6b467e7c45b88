/** Points at which the crash tests kill a process (test/crash). */
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

/**
 * Arms a crash point: the process kills itself by SIGKILL when it next reaches this point. `undefined` disarms it. Only the
 * crash tests call this.
 */
export function armCrashPoint(point: CrashPoint | undefined): void {
  armed = point;
}

/** Marks a point at which a crash must lose no work. Does nothing unless this point is armed. */
export function crashPoint(point: CrashPoint): void {
  if (armed === point) process.kill(process.pid, 'SIGKILL');
}
