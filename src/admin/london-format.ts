import { dayOrMoment } from '../dates.ts';
import { LONDON } from '../services/london.ts';

const format = (options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat('en-GB', { timeZone: LONDON, ...options });
  return (at: Date | string) => formatter.format(dayOrMoment(at)).replace(/^(\w{3}), /, '$1 ');
};

/** Wherever the browser is: 09:30 in London. */
export const londonTime = format({ hour: '2-digit', minute: '2-digit' });

/** "Tue 24 Nov". */
export const londonDay = format({ weekday: 'short', day: 'numeric', month: 'short' });

/** "Tue 24 Nov 2026". */
export const londonDate = format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** "Tuesday 24 November". */
export const londonLongDay = format({ weekday: 'long', day: 'numeric', month: 'long' });

/** "Tue 24 Nov 2026, 09:30". */
export const londonMoment = (at: Date | string) => `${londonDate(at)}, ${londonTime(at)}`;

/** The London date as YYYY-MM-DD, for grouping. */
export function londonDayKey(at: Date | string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: LONDON }).format(dayOrMoment(at));
}
