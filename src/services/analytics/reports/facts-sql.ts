import { sql } from '@payloadcms/db-postgres';
import type { Period } from './period.ts';

/** The rollups of a period, those added up and those not yet, as rows of metric, day, key, count and amount. */
export const factsOf = (metrics: readonly string[], { from, to }: Period) => {
  const within = sql`metric IN (SELECT json_array_elements_text(${JSON.stringify(metrics)}::json)) AND day BETWEEN ${from} AND ${to}`;
  return sql`(
    SELECT metric, day, key, count, amount FROM analytics_counts WHERE ${within}
    UNION ALL SELECT metric, day, key, count, amount FROM analytics_deltas WHERE ${within}
  ) AS fact`;
};
