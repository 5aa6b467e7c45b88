import { DateTime } from 'luxon';

export type BankHoliday = { date: string; reason: string };

/** The bank holidays of England and Wales in `year` (Banking and Financial Dealings Act 1971), dates as YYYY-MM-DD. */
export function bankHolidays(year: number): BankHoliday[] {
  const easter = easterSunday(year);
  const days: [DateTime, string][] = [
    [toSubstituteDay(DateTime.utc(year, 1, 1)), 'New Year’s Day'],
    [easter.minus({ days: 2 }), 'Good Friday'],
    [easter.plus({ days: 1 }), 'Easter Monday'],
    [mondayFrom(DateTime.utc(year, 5, 1)), 'Early May bank holiday'],
    [mondayFrom(DateTime.utc(year, 5, 25)), 'Spring bank holiday'],
    [mondayFrom(DateTime.utc(year, 8, 25)), 'Summer bank holiday'],
    ...christmas(year),
  ];
  return days.map(([day, reason]) => ({ date: day.toFormat('yyyy-MM-dd'), reason }));
}

/** Easter Sunday by the Gregorian computus (Meeus, Astronomical Algorithms, ch. 8). */
function easterSunday(year: number): DateTime {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return DateTime.utc(year, Math.floor(sum / 31), (sum % 31) + 1);
}

/** A holiday that falls on a weekend moves to the following Monday. */
const toSubstituteDay = (day: DateTime) => (day.weekday > 5 ? day.plus({ days: 8 - day.weekday }) : day);

const mondayFrom = (day: DateTime) => day.plus({ days: (8 - day.weekday) % 7 });

/** Christmas and Boxing Day. If either falls on a weekend, the holiday moves to the next working day. */
function christmas(year: number): [DateTime, string][] {
  const day = DateTime.utc(year, 12, 25);
  const move = { 5: [0, 3], 6: [2, 3], 7: [2, 1] }[day.weekday as 5 | 6 | 7] ?? [0, 1];
  return [
    [day.plus({ days: move[0] }), 'Christmas Day'],
    [day.plus({ days: move[1] }), 'Boxing Day'],
  ];
}
