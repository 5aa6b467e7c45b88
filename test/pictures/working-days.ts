import { DateTime } from 'luxon';
import { LONDON } from '../../src/lib/dates.ts';

/**
 * Returns the nth weekday (Monday to Friday) after today, in London. The demo has appointments and free slots on each weekday.
 */
export function workingDay(nth: number): DateTime {
  let day = DateTime.now().setZone(LONDON).startOf('day');
  for (let found = 0; found < nth; ) {
    day = day.plus({ days: 1 });
    if (day.weekday <= 5) found += 1;
  }
  return day;
}
