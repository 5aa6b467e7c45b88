import { DateTime } from 'luxon';

/** A moment in time: a Date, or an ISO 8601 string; one without an offset is UTC. */
export type Instant = Date | string;

/** @throws RangeError when the value isn't a moment in time, so that no message with "Invalid DateTime" is ever sent. */
export function utcTime(instant: Instant): DateTime<true> {
  const utc =
    instant instanceof Date
      ? DateTime.fromJSDate(instant, { zone: 'utc' })
      : DateTime.fromISO(instant, { zone: 'utc' });
  if (!utc.isValid) throw new RangeError(`Not a moment in time: ${String(instant)}`);
  return utc;
}
