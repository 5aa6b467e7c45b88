import { sql } from '@payloadcms/db-postgres';
import { ERASED_EMAIL } from '../contact.ts';

/** So many days are counted as recent. */
export const RECENT_DAYS = 7;

/**
 * For so many days somebody may ask a customer whose address was refused for another one. Then the request has come to its end,
 * undelivered as it is. Nothing but the refusal touches it in these days, so `updatedAt` is its time.
 */
export const REFUSAL_DAYS = 7;

/** Requests of the last days, and those of all times that somebody may still do something about. */
export type BrochureFigures = { recent: number; undelivered: number };

/** A SELECT of {@link BrochureFigures} as one JSON value. */
export const brochureFigures = sql`
  SELECT json_build_object('recent', count(*) FILTER (WHERE created_at > now() - make_interval(days => ${RECENT_DAYS}::int)),
    'undelivered', count(*) FILTER (WHERE delivered_at IS NULL AND email <> ${ERASED_EMAIL}
      AND (problem IS DISTINCT FROM 'REFUSED' OR updated_at > now() - make_interval(days => ${REFUSAL_DAYS}::int))))
  FROM brochure_requests`;
