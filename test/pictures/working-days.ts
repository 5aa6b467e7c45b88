import { DateTime } from 'luxon';
import { LONDON } from '../../src/services/london.ts';

/** The nth London day from tomorrow on that is neither Saturday nor Sunday; the demo has visits and free slots on it. */
export function workingDay(nth: number): DateTime {
  let day = DateTime.now().setZone(LONDON).startOf('day');
  for (let found = 0; found < nth; ) {
    day = day.plus({ days: 1 });
    if (day.weekday <= 5) found += 1;
  }
  return day;
}
