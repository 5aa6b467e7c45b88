import { randomInt } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { Problem } from '../../problem.ts';
import { LONDON } from '../london.ts';

/** No 0, O, 1, I, L or U: people read these codes out on the phone. */
export const REFERENCE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Numbers with a fixed width, year first. */
const londonDay = new Intl.DateTimeFormat('sv-SE', { timeZone: LONDON, dateStyle: 'short' });

/** A random reference code `BK-YYYYMMDD-XXXX` with the London date of `now`; the unique index decides if it is free. */
export function randomReferenceCode(now: Date = new Date()): string {
  const suffix = Array.from({ length: 4 }, () => REFERENCE_ALPHABET[randomInt(REFERENCE_ALPHABET.length)]).join('');
  return `BK-${londonDay.format(now).replaceAll('-', '')}-${suffix}`;
}

/** How many codes are tried: with a twentieth of a day's codes taken, all of them are by one chance in three million. */
export const CODE_TRIES = 5;

/** The refusal when chance gave no free code. */
export const noFreeCode = () =>
  new Problem('unavailable', 'No reference code was free. Please try again.', { headers: { 'Retry-After': '1' } });

/** A reference code that no booking has. @throws Problem unavailable when chance gave none. */
export async function freeReferenceCode(req: Transactional): Promise<string> {
  const tx = await sessionOf(req);
  for (let attempt = 0; attempt < CODE_TRIES; attempt++) {
    const code = randomReferenceCode();
    const { rowCount } = await tx.execute(sql`SELECT 1 FROM bookings WHERE reference_code = ${code}`);
    if (rowCount === 0) return code;
  }
  throw noFreeCode();
}
