import { LONDON, toDisplayDate } from '../../lib/dates.ts';
import type { ScheduledStep } from '../../services/content/index.ts';
import type { AdminText } from '../strings/admin-text.ts';

const createFormatter = (options: Intl.DateTimeFormatOptions) => {
  const formatter = new Intl.DateTimeFormat('en-GB', { timeZone: LONDON, ...options });
  return (at: Date | string) => formatter.format(toDisplayDate(at)).replace(/^(\w{3}), /, '$1 ');
};

/** Formats the time of day in London, such as "09:30". The browser's time zone does not matter. */
export const formatLondonTime = createFormatter({ hour: '2-digit', minute: '2-digit' });

/** Formats a London date as "Tue 24 Nov". */
export const formatLondonDay = createFormatter({ weekday: 'short', day: 'numeric', month: 'short' });

/** Formats a London date as "Tue 24 Nov 2026". */
export const formatLondonDate = createFormatter({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** Formats a London date as "Tuesday 24 November". */
export const formatLondonLongDay = createFormatter({ weekday: 'long', day: 'numeric', month: 'long' });

/** Formats a London date and time as "Tue 24 Nov 2026, 09:30". */
export const formatLondonDateTime = (at: Date | string) => `${formatLondonDate(at)}, ${formatLondonTime(at)}`;

/** The London date as YYYY-MM-DD, for grouping. */
export function toLondonDayKey(at: Date | string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: LONDON }).format(toDisplayDate(at));
}

/** Describes a scheduled step: "Publishes Tue 24 Nov 2026, 09:30" or "Publishing failed". */
export function formatScheduledStep(text: AdminText, { type, at, failure }: ScheduledStep): string {
  const publish = type === 'publish';
  if (failure !== null) return text(publish ? 'blogs:publishingFailed' : 'blogs:unpublishingFailed');
  return text(publish ? 'blogs:publishes' : 'blogs:unpublishes', { at: formatLondonDateTime(at) });
}

/** Groups `items` by key in order of first appearance, like Map.groupBy, which some browsers lack. */
export function groupBy<T>(items: readonly T[], getKey: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = getKey(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
