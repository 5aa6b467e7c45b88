import { armCrashPoint, type CrashPoint } from '../../src/events/crash-points.ts';
import type { Timings } from '../../src/jobs/timings.ts';
import { readProcessEnv } from '../../src/processes/env.ts';

// The worker process with an armed crash point and shorter timings; everything else is as in production.
armCrashPoint(process.env.CRASH_POINT as CrashPoint | undefined);
const timings: Partial<Timings> = {
  leaseMs: 2000,
  jobLockMs: 2000,
  reconcileAfterMs: 1000,
  scheduleIntervalMs: 1000,
  coalesceMs: 300,
  propagationMs: 100,
  flushDelayMs: 200,
  claimIdleMs: 1500,
};
const env = readProcessEnv();
const { runWorker } = await import('../../src/processes/run-worker.ts');
await runWorker(env, timings);
