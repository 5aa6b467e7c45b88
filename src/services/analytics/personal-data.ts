import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional } from '../../database/transaction.ts';
import { LONDON } from '../london.ts';
import { holdFunnels, shareRollups } from './locks.ts';

/** What was recorded of a customer, oldest first, for the export of their data (UK GDPR art. 15). */
export async function exportTracking(payload: Payload, customerId: string): Promise<unknown[]> {
  const { rows } = await database(payload).execute(sql`
    SELECT type, category, properties, page_url AS "pageUrl", referrer, to_json(occurred_at) AS "occurredAt"
    FROM tracking_events WHERE user_id = ${customerId} ORDER BY id`);
  return rows;
}

/**
 * What browsers have sent may say who somebody is, in an address or in words. What the rollups read of it stays: the path, the
 * host, the campaign, and what this site's own events say, which have a category.
 */
const withoutWords = sql`ip_prefix = NULL, page_url = split_part(page_url, '?', 1), referrer = split_part(referrer, '?', 1),
  properties = CASE WHEN category IS NULL THEN '{}' ELSE properties END`;

/**
 * Unlinks what was recorded from the customer (UK GDPR art. 17). Their id, and that of each session in which they were
 * known, becomes a random one that is kept nowhere else, in raw events and rollups alike: it still counts as it did, and
 * belongs to nobody. Their browser's next event begins another session.
 */
export async function unlinkTracking(req: Transactional, customerId: string): Promise<void> {
  const tx = await sessionOf(req);
  await shareRollups(req);
  await holdFunnels(req);
  const { rows } = await tx.execute<{ user: string; sessions: Record<string, string> }>(sql`
    SELECT gen_random_uuid() AS user, coalesce(json_object_agg(session_id, gen_random_uuid()), '{}') AS sessions
    FROM analytics_identities WHERE user_id = ${customerId}`);
  const [fresh] = rows;
  if (!fresh) return;
  const renamed = sql`(SELECT key COLLATE "C" AS old, value COLLATE "C" AS new
    FROM json_each_text(${JSON.stringify(fresh.sessions)}::json)) AS renamed`;
  await tx.execute(sql`
    UPDATE tracking_events SET user_id = ${fresh.user}, ${withoutWords} WHERE user_id = ${customerId}`);
  await tx.execute(sql`
    WITH renamed AS (SELECT * FROM ${renamed}),
    span AS (SELECT min(day) AS first, max(day) AS last FROM analytics_seen JOIN renamed ON id = hashtextextended(old, 0))
    UPDATE tracking_events SET session_id = new, ${withoutWords} FROM renamed, span
    WHERE session_id = old AND occurred_at >= first::timestamp AT TIME ZONE ${LONDON}
      AND occurred_at < (last + 1)::timestamp AT TIME ZONE ${LONDON}`);
  await tx.execute(sql`
    UPDATE analytics_seen SET id = hashtextextended(new, 0) FROM ${renamed}
    WHERE id = hashtextextended(old, 0) AND kind IN ('session', 'identified')`);
  await tx.execute(sql`
    UPDATE analytics_seen SET id = hashtextextended(${fresh.user}, 0)
    WHERE id = hashtextextended(${customerId}, 0) AND kind = 'user'`);
  await tx.execute(sql`UPDATE analytics_identities SET session_id = new FROM ${renamed} WHERE session_id = old`);
  for (const table of ['analytics_identities', 'analytics_step_events']) {
    await tx.execute(sql`UPDATE ${sql.identifier(table)} SET user_id = ${fresh.user} WHERE user_id = ${customerId}`);
  }
  for (const table of ['analytics_step_events', 'analytics_funnel_progress']) {
    await tx.execute(sql`UPDATE ${sql.identifier(table)} SET session_id = new FROM ${renamed} WHERE session_id = old`);
  }
  // What of them waits to be counted waits under the old ids.
  await tx.execute(sql`
    INSERT INTO analytics_funnel_queue (sessions, users)
    SELECT coalesce(array_agg(new), '{}'), ARRAY[${fresh.user}::uuid] FROM ${renamed}`);
}
