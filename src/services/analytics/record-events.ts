import { sql } from '@payloadcms/db-postgres';
import { jsonArray, plainArray, textArray } from '../../database/array-literal.ts';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { shareRollups } from './locks.ts';
import { ROLLED_UP, rollUp } from './roll-up.ts';
import type { TrackingEvent } from './tracking-event.ts';

/**
 * Records events in the transaction of `req` and counts those that are new, in one statement; those that are recorded
 * already are left as they are. Any number of processes may record the same events at once (docs/dashboards.md).
 */
export async function recordEvents(req: Transactional, events: readonly TrackingEvent[]): Promise<void> {
  if (events.length === 0) return;
  await shareRollups(req);
  await (await sessionOf(req)).execute(rollUp(insertNew(inOrder(events))), { prepared: true });
}

/** Whoever records the same events takes them in the same order, or two of them could wait for each other. */
const inOrder = (events: readonly TrackingEvent[]) => [...events].sort((a, b) => (a.id < b.id ? -1 : 1));

const insertNew = (events: readonly TrackingEvent[]) => sql`
  INSERT INTO tracking_events (id, type, category, properties, session_id, user_id, page_url, referrer, utm, is_bot,
    ip_prefix, occurred_at, received_at)
  SELECT * FROM unnest(
    ${plainArray(events.map(({ id }) => id))}::uuid[],
    ${textArray(events.map(({ type }) => type))}::text[],
    ${textArray(events.map(({ category }) => category))}::text[],
    ${jsonArray(events.map(({ properties }) => properties))}::jsonb[],
    ${textArray(events.map(({ sessionId }) => sessionId))}::text[],
    ${plainArray(events.map(({ userId }) => userId))}::uuid[],
    ${textArray(events.map(({ pageUrl }) => pageUrl))}::text[],
    ${textArray(events.map(({ referrer }) => referrer))}::text[],
    ${jsonArray(events.map(({ utm }) => utm))}::jsonb[],
    ${plainArray(events.map(({ isBot }) => isBot))}::boolean[],
    ${textArray(events.map(({ ipPrefix }) => ipPrefix))}::text[],
    ${textArray(events.map(({ occurredAt }) => occurredAt))}::timestamptz[],
    ${textArray(events.map(({ receivedAt }) => receivedAt))}::timestamptz[])
  ON CONFLICT (id) DO NOTHING
  RETURNING ${ROLLED_UP}`;
