import { inLondon } from '../../../src/services/london.ts';
import { SEASON } from '../demand.ts';
import type { Random } from '../random.ts';

/** Where visitors come from, with its share; nothing is somebody who knows the address. */
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

/** Somewhere that a visitor may come from. */
export function sourceOf(random: Random): Source {
  let left = random.next() * SOURCES.reduce((sum, [share]) => sum + share, 0);
  for (const [share, source] of SOURCES) {
    left -= share;
    if (left <= 0) return source;
  }
  return { referrer: null, utm: {} };
}

/** Monday to Sunday. */
const WEEK = [0.9, 0.85, 0.85, 0.85, 0.8, 1.2, 1.45];
const A_DAY = 38;

/** How many visitors who will not book came on the London day of `at`, `daysAgo` days before today. */
export function visitorsOn(random: Random, at: Date, daysAgo: number): number {
  const { month, weekday } = inLondon(at);
  const growth = 1.2 - daysAgo / 900;
  const mean = A_DAY * (SEASON[month - 1] ?? 1) * (WEEK[weekday - 1] ?? 1) * growth;
  return Math.round(mean * (0.75 + random.next() * 0.5));
}

/** The hour at which people sit down and look: at noon, and more so in the evening. */
export const hourOf = (random: Random): number =>
  Math.min(
    23,
    Math.max(6, Math.round(random.chance(0.35) ? 12 + 4 * (random.next() - 0.5) : 19 + 7 * (random.next() - 0.5))),
  );
