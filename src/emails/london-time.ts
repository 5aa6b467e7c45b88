import { type Instant, utcTime } from './instant.ts';

const DAY = 'cccc d LLLL yyyy';
const TIME = 'HH:mm';

const inLondon = (instant: Instant) => utcTime(instant).setZone('Europe/London').setLocale('en-GB');

/**
 * A moment as people in the showrooms read it: `Tuesday 24 November 2026, 10:30` (Europe/London).
 * @throws RangeError when it isn't a moment.
 */
export function londonMoment(instant: Instant): string {
  return inLondon(instant).toFormat(`${DAY}, ${TIME}`);
}

/**
 * A time span as people in the showrooms read it: `Tuesday 24 November 2026, 10:30–11:30` (Europe/London). The second
 * day is written out when it is another, and BST or GMT when the clocks change in between.
 * @throws RangeError when either end isn't a moment.
 */
export function londonSpan(startsAt: Instant, endsAt: Instant): string {
  const start = inLondon(startsAt);
  const end = inLondon(endsAt);
  const time = start.offset === end.offset ? TIME : `${TIME} ZZZZ`;
  const from = start.toFormat(`${DAY}, ${time}`);
  return start.hasSame(end, 'day') ? `${from}–${end.toFormat(time)}` : `${from} – ${end.toFormat(`${DAY}, ${time}`)}`;
}
