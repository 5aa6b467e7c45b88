import { randomInt } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres/drizzle';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import { LONDON } from '../../lib/dates.ts';
import { Problem } from '../../lib/problem.ts';

/**
 * The characters of reference codes. The characters 0, O, 1, I, L and U are excluded, because people read codes out on
 * the phone.
 */
export const REFERENCE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Formats the London date as YYYY-MM-DD, the short date format of Sweden. */
const londonDayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: LONDON, dateStyle: 'short' });

/**
 * Returns a random reference code `BK-YYYYMMDD-XXXX` with the London date of `now`. Another booking may already have this code;
 * the unique index rejects duplicates.
 */
export function randomReferenceCode(now: Date = new Date()): string {
  const suffix = Array.from({ length: 4 }, () => REFERENCE_ALPHABET[randomInt(REFERENCE_ALPHABET.length)]).join('');
  return `BK-${londonDayFormat.format(now).replaceAll('-', '')}-${suffix}`;
}

/**
 * Maximum attempts to find a free code. If one in twenty of a day's codes is taken, the probability that all attempts fail is one
 * in three million.
 */
export const MAX_CODE_ATTEMPTS = 5;

/** Returns the Problem to throw if no attempt found a free code. */
export const noFreeCodeProblem = () =>
  new Problem('unavailable', 'No free reference code was found. Please try again.', {
    headers: { 'Retry-After': '1' },
  });

/** Returns a reference code that no booking has. @throws Problem unavailable if no attempt found one. */
export async function findFreeReferenceCode(req: Transactional): Promise<string> {
  const tx = await transactionOf(req);
  for (let attempt = 0; attempt < MAX_CODE_ATTEMPTS; attempt++) {
    const code = randomReferenceCode();
    const { rowCount } = await tx.execute(sql`SELECT 1 FROM bookings WHERE reference_code = ${code}`);
    if (rowCount === 0) return code;
  }
  throw noFreeCodeProblem();
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Returns when the reminder of an appointment is due: 24 hours before the appointment; null if that time has already passed. */
export function computeReminderDueAt(startsAt: Date, now: Date = new Date()): Date | null {
  const due = new Date(startsAt.getTime() - DAY_MS);
  return due > now ? due : null;
}
