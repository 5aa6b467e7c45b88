import { LEASE_MS } from '../events/apply-once.ts';

/** Intervals and timeouts of a worker in milliseconds. Tests shorten them. */
export type Timings = {
  /** Duration of the lease that a worker holds, and renews, while it sends an e-mail or runs a content task. */
  leaseMs: number;
  /** How long a job stays locked without a renewal, and the interval at which BullMQ looks for jobs with an expired lock. */
  jobLockMs: number;
  /**
   * How long the relay may fail to poll the outbox before the worker counts as unhealthy. The relay polls every second, and tries
   * at least every 5 s while Postgres or Redis is down.
   */
  relaySilenceMs: number;
  /** Time from an event's dispatch, or from its last check, until the reconciler checks it for missing receipts. */
  reconcileAfterMs: number;
  /** Interval of the reconciler and of the other schedules that run once a minute. */
  scheduleIntervalMs: number;
  /** Interval of the check for due scheduled posts. */
  publishPollMs: number;
  /** How long shutdown waits for running jobs. */
  drainMs: number;
  /** Delay between a content change and the run of its content task, so that one run handles all changes within that time. */
  coalesceMs: number;
  /**
   * Minimum age of a content change when a run handles it. By then no web process has the old version in its memory any more, so
   * an invalidated CDN cannot fetch the old version again.
   */
  propagationMs: number;
  /** Maximum time that an analytics event waits in the buffer for a batch. */
  flushDelayMs: number;
  /** Time after which a worker claims the analytics events that another worker has read but not stored. */
  claimIdleMs: number;
};

export const TIMINGS: Readonly<Timings> = {
  leaseMs: LEASE_MS,
  jobLockMs: 30_000,
  relaySilenceMs: 20_000,
  reconcileAfterMs: 5 * 60_000,
  scheduleIntervalMs: 60_000,
  publishPollMs: 1000,
  drainMs: 20_000,
  coalesceMs: 2500,
  propagationMs: 1500,
  flushDelayMs: 10_000,
  claimIdleMs: 60_000,
};
