import { sql } from '@payloadcms/db-postgres';

/** Photos that say nothing to people who cannot see them. */
export type MediaFigures = { altless: number };

/** A SELECT of {@link MediaFigures} as one JSON value. */
export const mediaFigures = sql`
  SELECT json_build_object('altless', count(*)) FROM media WHERE alt IS NULL AND mime_type LIKE 'image/%'`;
