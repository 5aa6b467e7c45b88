import { DateTime } from 'luxon';

/** The time zone of the company and its customers; the database keeps UTC. */
export const LONDON = 'Europe/London';

/** `at` (default now) as a London wall-clock time. */
export const inLondon = (at: Date | string = new Date()): DateTime =>
  typeof at === 'string' ? DateTime.fromISO(at, { zone: LONDON }) : DateTime.fromJSDate(at, { zone: LONDON });

/** The London date of `at` as YYYY-MM-DD. */
export const londonDate = (at: Date): string => inLondon(at).toFormat('yyyy-MM-dd');
