import type { Config } from 'payload';

/** Nobody runs, queues or cancels jobs over HTTP: the worker does. Payload's default is anybody who is signed in. */
export const closedJobs: NonNullable<NonNullable<Config['jobs']>['access']> = {
  run: () => false,
  queue: () => false,
  cancel: () => false,
};
