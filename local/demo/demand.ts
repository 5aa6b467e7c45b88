import { toLondon } from '../../src/lib/dates.ts';
import type { AppointmentType } from '../../src/services/appointments/statuses.ts';

/** The share of slots that are booked on an ordinary day. */
const SHARE: Record<AppointmentType, number> = { HOME_MEASUREMENT: 0.38, SHOWROOM: 0.11, ONLINE: 0.34 };

/**
 * The factors by which demand of every kind is multiplied, for January to December: people plan kitchens after New Year and after
 * the summer holidays.
 */
export const SEASON = [1.3, 1.25, 1.15, 1, 0.95, 0.9, 0.8, 0.7, 1.15, 1.2, 1, 0.6];

/** The factors by which the share of booked slots is multiplied, for Monday to Sunday. */
const WEEK = [0.8, 0.9, 0.95, 1, 1.05, 1.6, 1.4];

/**
 * The probability that a slot at `startsAt` is booked. It depends on weekday and season, and grows by a third per year up to
 * `now`.
 */
export function demandFor(type: AppointmentType, startsAt: Date, now: Date): number {
  const { month, weekday } = toLondon(startsAt);
  const yearsAgo = Math.max(0, now.getTime() - startsAt.getTime()) / (365 * 24 * 3_600_000);
  const growth = 1.15 - 0.3 * yearsAgo;
  return Math.min(0.95, SHARE[type] * (SEASON[month - 1] ?? 1) * (WEEK[weekday - 1] ?? 1) * growth);
}
