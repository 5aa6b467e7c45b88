import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
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
 * Unlinks what was recorded from the customer (UK GDPR art. 17). Their id, and that of each session in which they were
 * known, becomes a random one that is kept nowhere else, in raw events and rollups alike: it still counts as it did, and
 * belongs to nobody. Their browser's next event begins another session.
 */
export async function unlinkTracking(req: Transactional, customerId: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    INSERT INTO analytics_erasures (user_id) VALUES (${customerId}) ON CONFLICT (user_id) DO NOTHING`);
  await unlink(req, customerId);
}

/** Events of an erased customer may have waited in the buffer meanwhile. It empties within seconds; an hour is plenty. */
export async function finishErasures(payload: Payload): Promise<void> {
  await withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    const { rows } = await tx.execute<{ id: string }>(sql`
      SELECT user_id AS id FROM analytics_erasures ORDER BY user_id FOR UPDATE`);
    for (const { id } of rows) await unlink(req, id);
    await tx.execute(sql`DELETE FROM analytics_erasures WHERE erased_at < now() - interval '1 hour'`);
  });
}

async function unlink(req: Transactional, customerId: string): Promise<void> {
  const tx = await sessionOf(req);
  await shareRollups(req);
  await holdFunnels(req);
  const { rows } = await tx.execute<{ user: string; sessions: Record<string, string> }>(sql`
    SELECT gen_random_uuid() AS user, coalesce(json_object_agg(session_id, gen_random_uuid()), '{}') AS sessions
    FROM analytics_identities WHERE user_id = ${customerId}`);
  const [fresh] = rows;
  if (!fresh) return;
  const renamed = sql`json_each_text(${JSON.stringify(fresh.sessions)}::json) AS renamed (old, new)`;
  await tx.execute(sql`
    UPDATE tracking_events SET user_id = ${fresh.user}, ip_prefix = NULL WHERE user_id = ${customerId}`);
  await tx.execute(sql`
    WITH renamed AS (SELECT * FROM ${renamed}),
    span AS (SELECT min(day) AS first, max(day) AS last FROM analytics_seen JOIN renamed ON id = old)
    UPDATE tracking_events SET session_id = new, ip_prefix = NULL FROM renamed, span
    WHERE session_id = old AND occurred_at >= first::timestamp AT TIME ZONE ${LONDON}
      AND occurred_at < (last + 1)::timestamp AT TIME ZONE ${LONDON}`);
  await tx.execute(sql`
    UPDATE analytics_seen SET id = new FROM ${renamed} WHERE id = old AND kind IN ('session', 'identified')`);
  await tx.execute(sql`UPDATE analytics_seen SET id = ${fresh.user} WHERE id = ${customerId} AND kind = 'user'`);
  await tx.execute(sql`UPDATE analytics_identities SET session_id = new FROM ${renamed} WHERE session_id = old`);
  for (const table of ['analytics_identities', 'analytics_step_events', 'analytics_funnel_queue']) {
    await tx.execute(
      sql`UPDATE ${sql.identifier(table)} SET user_id = ${fresh.user} WHERE user_id = ${customerId}`,
    );
  }
  for (const table of ['analytics_step_events', 'analytics_funnel_queue', 'analytics_funnel_progress']) {
    await tx.execute(
      sql`UPDATE ${sql.identifier(table)} SET session_id = new FROM ${renamed} WHERE session_id = old`,
    );
  }
}
