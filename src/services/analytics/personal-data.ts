import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, type Transactional, transactionOf } from '../../database/transaction.ts';
import { LONDON } from '../../lib/dates.ts';
import { lockFunnels, lockRollupsShared } from './expire-tracking.ts';

/** Reads the analytics events of a customer, oldest first, for the export of their data (UK GDPR art. 15). */
export async function exportTracking(payload: Payload, customerId: string): Promise<unknown[]> {
  const { rows } = await database(payload).execute(sql`
    SELECT type, category, properties, page_url AS "pageUrl", referrer, to_json(occurred_at) AS "occurredAt"
    FROM tracking_events WHERE user_id = ${customerId} ORDER BY id`);
  return rows;
}

/**
 * SQL assignments that remove the network and the free text sent by browsers, because both may identify a person. The
 * free text consists of query strings and properties. The assignments keep the data from which rollups are counted:
 * path, host, campaign, and the properties of events that the server recorded. These events have a category.
 */
const withoutFreeText = sql`ip_prefix = NULL, page_url = split_part(page_url, '?', 1), referrer = split_part(referrer, '?', 1),
  properties = CASE WHEN category IS NULL THEN '{}' ELSE properties END`;

/**
 * Anonymises the analytics events of a customer (UK GDPR art. 17), in the transaction of `req`. Random ids that are stored
 * nowhere else replace the customer's id and the ids of the customer's sessions, in raw events and rollups, so the figures stay
 * the same. The next event from the same browser counts as another session.
 */
export async function unlinkTracking(req: Transactional, customerId: string): Promise<void> {
  const tx = await transactionOf(req);
  await lockRollupsShared(req);
  await lockFunnels(req);
  const { rows } = await tx.execute<{ user: string; sessions: Record<string, string> }>(sql`
    SELECT gen_random_uuid() AS user, coalesce(json_object_agg(session_id, gen_random_uuid()), '{}') AS sessions
    FROM analytics_identities WHERE user_id = ${customerId}`);
  const [fresh] = rows;
  if (!fresh) return;
  const renamed = sql`(SELECT key COLLATE "C" AS old, value COLLATE "C" AS new
    FROM json_each_text(${JSON.stringify(fresh.sessions)}::json)) AS renamed`;
  await tx.execute(sql`
    UPDATE tracking_events SET user_id = ${fresh.user}, ${withoutFreeText} WHERE user_id = ${customerId}`);
  await tx.execute(sql`
    WITH renamed AS (SELECT * FROM ${renamed}),
    span AS (SELECT min(day) AS first, max(day) AS last FROM analytics_seen JOIN renamed ON id = hashtextextended(old, 0))
    UPDATE tracking_events SET session_id = new, ${withoutFreeText} FROM renamed, span
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
  // The queue may contain the old session ids, so add the new ids to the queue.
  await tx.execute(sql`
    INSERT INTO analytics_funnel_queue (sessions, users)
    SELECT coalesce(array_agg(new), '{}'), ARRAY[${fresh.user}::uuid] FROM ${renamed}`);
}
