import { armCrashPoint, type CrashPoint } from '../../src/events/crash-points.ts';
import { TIMINGS } from '../../src/jobs/timings.ts';

// The worker process with a crash point armed and minutes made short; everything else is as in production.
armCrashPoint(process.env.CRASH_POINT as CrashPoint | undefined);
Object.assign(TIMINGS, {
  lease: 2000,
  lock: 2000,
  reconcileAfter: 1000,
  minute: 1000,
  gather: 300,
  settle: 100,
  flush: 200,
  orphan: 1500,
});
await import('../../src/worker.ts');
