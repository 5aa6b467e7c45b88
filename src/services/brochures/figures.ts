import { sql } from '@payloadcms/db-postgres';
import { ERASED_EMAIL } from '../contact.ts';

/** Requests of the last seven days, and those of all times that are still to be delivered. */
export type BrochureFigures = { recent: number; undelivered: number };

/** A SELECT of {@link BrochureFigures} as one JSON value. */
export const brochureFigures = sql`
  SELECT json_build_object('recent', count(*) FILTER (WHERE created_at > now() - interval '7 days'),
    'undelivered', count(*) FILTER (WHERE delivered_at IS NULL AND email <> ${ERASED_EMAIL}))
  FROM brochure_requests`;
