import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';

/** How long personal data are kept when nobody has set anything else; 0 is for ever. */
export const RETENTION_DEFAULTS = {
  bookingMonths: 72,
  brochureRequestMonths: 24,
  eventMonths: 24,
  unverifiedAccountDays: 7,
} as const;

/** The periods in force: of the `settings` global, or their defaults before it is saved. */
export type Retention = { readonly [Period in keyof typeof RETENTION_DEFAULTS]: number };

/** Reads the periods. @throws RangeError for a stored period that is none, so that a wrong value deletes nothing. */
export async function retention(payload: Payload): Promise<Retention> {
  const { rows } = await database(payload).execute<Record<keyof Retention, number | null>>(sql`
    SELECT retention_booking_months::float8 AS "bookingMonths",
      retention_brochure_request_months::float8 AS "brochureRequestMonths",
      retention_event_months::float8 AS "eventMonths",
      retention_unverified_account_days::float8 AS "unverifiedAccountDays"
    FROM settings LIMIT 1`);
  const [stored] = rows;
  const periodOf = (name: keyof Retention): number => {
    const period = stored?.[name] ?? RETENTION_DEFAULTS[name];
    if (Number.isInteger(period) && period >= 0) return period;
    throw new RangeError(`The setting retention.${name} is ${period}, which is no period. Nothing was removed.`);
  };
  return {
    bookingMonths: periodOf('bookingMonths'),
    brochureRequestMonths: periodOf('brochureRequestMonths'),
    eventMonths: periodOf('eventMonths'),
    unverifiedAccountDays: periodOf('unverifiedAccountDays'),
  };
}
