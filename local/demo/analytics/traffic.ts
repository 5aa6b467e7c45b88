import { toLondon } from '../../../src/lib/dates.ts';
import { SEASON } from '../demand.ts';
import type { Random } from '../random.ts';

/** A traffic source of visitors. Without a referrer and UTM parameters, it is direct traffic. */
export type Source = { referrer: string | null; utm: Record<string, string> };

const campaign = (utm_source: string, utm_medium: string, utm_campaign: string) => ({
  utm_source,
  utm_medium,
  utm_campaign,
});

const SOURCES: [share: number, source: Source][] = [
  [0.3, { referrer: null, utm: {} }],
  [0.28, { referrer: 'https://www.google.com/', utm: {} }],
  [0.13, { referrer: 'https://www.google.com/', utm: campaign('google', 'cpc', 'fitted kitchens london') }],
  [0.06, { referrer: 'https://www.google.com/', utm: campaign('google', 'cpc', 'fitted wardrobes') }],
  [0.05, { referrer: 'https://www.bing.com/', utm: {} }],
  [0.06, { referrer: 'https://www.instagram.com/', utm: campaign('instagram', 'social', 'shaker season') }],
  [0.04, { referrer: 'https://www.pinterest.co.uk/', utm: {} }],
  [0.04, { referrer: 'https://www.houzz.co.uk/', utm: {} }],
  [0.04, { referrer: null, utm: campaign('newsletter', 'email', 'new arrivals') }],
];

/** A random traffic source, weighted by its share. */
export function pickSource(random: Random): Source {
  let left = random.next() * SOURCES.reduce((sum, [share]) => sum + share, 0);
  for (const [share, source] of SOURCES) {
    left -= share;
    if (left <= 0) return source;
  }
  return { referrer: null, utm: {} };
}

/** The factors by which the mean number of visitors is multiplied, for Monday to Sunday. */
const WEEK = [0.9, 0.85, 0.85, 0.85, 0.8, 1.2, 1.45];
const VISITORS_A_DAY = 38;

/** The number of sessions that lead to no booking or order, on the London day of `at`, which is `daysAgo` days before today. */
export function countVisitors(random: Random, at: Date, daysAgo: number): number {
  const { month, weekday } = toLondon(at);
  const growth = 1.2 - daysAgo / 900;
  const mean = VISITORS_A_DAY * (SEASON[month - 1] ?? 1) * (WEEK[weekday - 1] ?? 1) * growth;
  return Math.round(mean * (0.75 + random.next() * 0.5));
}

/** A random hour of the day for a session, with a peak at noon and a higher peak in the evening. */
export const pickHour = (random: Random): number =>
  Math.min(
    23,
    Math.max(6, Math.round(random.chance(0.35) ? 12 + 4 * (random.next() - 0.5) : 19 + 7 * (random.next() - 0.5))),
  );
