import pLimit from 'p-limit';
import { Problem } from './problem.ts';

type BoundedQueueOptions = {
  maxRunning: number;
  maxWaiting: number;
  /** The detail of the problem when the queue is full. */
  fullMessage: string;
  retryAfterSeconds: number;
};

/**
 * Creates a queue for costly work of this process. The returned function waits until fewer than `maxRunning` calls run, and
 * then runs `work`. Steps that must not run for a refused request belong inside `work`.
 * @throws Problem `unavailable`, from the returned function, if `maxWaiting` calls wait already: a flood of requests must not
 * delay all other requests
 */
export function createBoundedQueue({ maxRunning, maxWaiting, fullMessage, retryAfterSeconds }: BoundedQueueOptions) {
  const queue = pLimit(maxRunning);
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (queue.pendingCount >= maxWaiting) {
      throw new Problem('unavailable', fullMessage, { headers: { 'Retry-After': String(retryAfterSeconds) } });
    }
    return queue(work);
  };
}

/** Returns the result of `work`, or rejects after `milliseconds`, with `error` if given. The work itself is not cancelled. */
export async function withTimeLimit<T>(milliseconds: number, work: Promise<T>, error?: unknown): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error ?? new Error(`Timed out after ${milliseconds} ms.`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs `work` while the caller holds a lease. Calls `renew` whenever a third of the lease has passed, until `work` has ended. */
export async function withRenewal<T>(leaseMs: number, renew: () => void, work: () => Promise<T>): Promise<T> {
  const renewal = setInterval(renew, leaseMs / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
  }
}
