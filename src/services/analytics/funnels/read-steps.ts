import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../../database/transaction.ts';
import type { FunnelSteps } from './progress.ts';

/** The funnels as they are counted now. */
export async function readFunnelSteps(req: Transactional): Promise<FunnelSteps[]> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<FunnelSteps>(sql`
    SELECT funnel, window_minutes AS "windowMinutes",
      json_agg(json_build_object('event', event, 'page', page) ORDER BY position) AS steps
    FROM analytics_funnel_steps GROUP BY funnel, window_minutes ORDER BY funnel`);
  return rows;
}
