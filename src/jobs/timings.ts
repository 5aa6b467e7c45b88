import { LEASE } from '../events/once-outside.ts';

/** How long a worker waits for what, in milliseconds. Tests shorten them. */
export type Timings = {
  /** The lease on an e-mail being sent, or on a content task. */
  lease: number;
  /** How long a job stays its worker's without a sign of life, and how often lost ones are looked for. */
  lock: number;
  /** Age of a dispatch at which missing receipts are looked into. */
  reconcileAfter: number;
  /** How often that happens, and the other work of every minute. */
  minute: number;
  /** How often scheduled posts are looked for. */
  publish: number;
  /** For jobs in hand at shutdown. */
  patience: number;
  /** From a change of content to the run that follows from it and from all others of that time. */
  gather: number;
  /**
   * Age of a change before a run takes it: every web process has let go of the old version by then, so that a CDN that is
   * told to forget cannot fetch it again.
   */
  settle: number;
  /** The longest that an analytics event waits in the buffer for others to be stored with. */
  flush: number;
  /** Silence of a worker about analytics events that it has taken, after which another one takes them. */
  orphan: number;
};

export const TIMINGS: Timings = {
  lease: LEASE,
  lock: 30_000,
  reconcileAfter: 5 * 60_000,
  minute: 60_000,
  publish: 1000,
  patience: 20_000,
  gather: 2500,
  settle: 1500,
  flush: 10_000,
  orphan: 60_000,
};
