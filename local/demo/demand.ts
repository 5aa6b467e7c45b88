import type { AppointmentType } from '../../src/services/appointments/types.ts';
import { inLondon } from '../../src/services/london.ts';

/** The share of slots that find a customer on an ordinary day. */
const SHARE: Record<AppointmentType, number> = { HOME_MEASUREMENT: 0.38, SHOWROOM: 0.11, ONLINE: 0.34 };

/** January to December: kitchens are planned after New Year and after the holidays. */
export const SEASON = [1.3, 1.25, 1.15, 1, 0.95, 0.9, 0.8, 0.7, 1.15, 1.2, 1, 0.6];

/** Monday to Sunday. */
const WEEK = [0.8, 0.9, 0.95, 1, 1.05, 1.6, 1.4];

/** How likely a slot at `startsAt` was booked, looking back from `now`: weekday, season and a business that grew by a third. */
export function demandFor(type: AppointmentType, startsAt: Date, now: Date): number {
  const { month, weekday } = inLondon(startsAt);
  const yearsAgo = Math.max(0, now.getTime() - startsAt.getTime()) / (365 * 24 * 3_600_000);
  const growth = 1.15 - 0.3 * yearsAgo;
  return Math.min(0.95, SHARE[type] * (SEASON[month - 1] ?? 1) * (WEEK[weekday - 1] ?? 1) * growth);
}
