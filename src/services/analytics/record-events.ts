import { sql } from '@payloadcms/db-postgres';
import { arrayLiteral } from '../../database/array-literal.ts';
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
  await (await sessionOf(req)).execute(rollUp(insertNew(inOrder(events))));
}

/** Whoever records the same events takes them in the same order, or two of them could wait for each other. */
const inOrder = (events: readonly TrackingEvent[]) => [...events].sort((a, b) => (a.id < b.id ? -1 : 1));

const insertNew = (events: readonly TrackingEvent[]) => {
  const column = (value: (event: TrackingEvent) => string | boolean | null) => arrayLiteral(events.map(value));
  return sql`
    INSERT INTO tracking_events (id, type, category, properties, session_id, user_id, page_url, referrer, utm, is_bot,
      ip_prefix, occurred_at, received_at)
    SELECT * FROM unnest(
      ${column(({ id }) => id)}::uuid[],
      ${column(({ type }) => type)}::text[],
      ${column(({ category }) => category)}::text[],
      ${column(({ properties }) => JSON.stringify(properties))}::jsonb[],
      ${column(({ sessionId }) => sessionId)}::text[],
      ${column(({ userId }) => userId)}::uuid[],
      ${column(({ pageUrl }) => pageUrl)}::text[],
      ${column(({ referrer }) => referrer)}::text[],
      ${column(({ utm }) => JSON.stringify(utm))}::jsonb[],
      ${column(({ isBot }) => isBot)}::boolean[],
      ${column(({ ipPrefix }) => ipPrefix)}::text[],
      ${column(({ occurredAt }) => occurredAt)}::timestamptz[],
      ${column(({ receivedAt }) => receivedAt)}::timestamptz[])
    ON CONFLICT (id) DO NOTHING
    RETURNING ${ROLLED_UP}`;
};
