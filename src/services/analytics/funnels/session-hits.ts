import { sql } from '@payloadcms/db-postgres';
import { textArray } from '../../../database/array-literal.ts';
import { sessionOf, type Transactional } from '../../../database/transaction.ts';
import { type Hit, inTime } from './progress.ts';

type Identity = { userId: string; sessionId: string };
type StepEvent = Hit & { sessionId: string | null; userId: string | null };

/**
 * The step events of each of `sessions`, in time: those of the session, and those of its customers that have none and
 * {@link joinSessions} gives it.
 */
export async function hitsOf(req: Transactional, sessions: readonly string[]): Promise<Map<string, Hit[]>> {
  const identities = await identitiesOf(req, sessions);
  const theirs = new Set([...sessions, ...identities.map(({ sessionId }) => sessionId)]);
  const own = await stepEvents(req, sql`session_id = ANY (${textArray([...theirs])}::text[])`);
  const users = new Set(identities.map(({ userId }) => userId));
  const loose = await stepEvents(req, sql`session_id IS NULL AND user_id = ANY (${textArray([...users])}::uuid[])`);
  const hits = joinSessions(own, loose, identities);
  return new Map(sessions.flatMap((id) => (hits.has(id) ? [[id, inTime(hits.get(id) ?? [])]] : [])));
}

/**
 * Events by session. One of a customer without a session, as this site records a booking or a payment, belongs to the last session
 * of the customer that had taken its first step when it happened, and to none where there was no such session.
 */
export function joinSessions(
  own: readonly StepEvent[],
  loose: readonly StepEvent[],
  identities: readonly Identity[],
): Map<string, Hit[]> {
  const bySession = new Map<string, Hit[]>();
  for (const event of own) if (event.sessionId) add(bySession, event.sessionId, event);
  const begun = new Map<string, Begun[]>();
  for (const { userId, sessionId } of identities) {
    const hits = bySession.get(sessionId);
    if (hits) add(begun, userId, { sessionId, at: hits.reduce((first, { at }) => Math.min(first, at), Infinity) });
  }
  const joined = loose.flatMap((event) => {
    const before = (begun.get(event.userId ?? '') ?? []).filter(({ at }) => at <= event.at);
    const [first, ...rest] = before;
    return first ? [{ event, sessionId: rest.reduce(later, first).sessionId }] : [];
  });
  for (const { event, sessionId } of joined) add(bySession, sessionId, event);
  return bySession;
}

/** When a session took its first step. */
type Begun = { sessionId: string; at: number };

const later = (one: Begun, other: Begun): Begun =>
  one.at > other.at || (one.at === other.at && one.sessionId > other.sessionId) ? one : other;

function add<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** Whose these sessions are, and which others are theirs. */
async function identitiesOf(req: Transactional, sessions: readonly string[]): Promise<Identity[]> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Identity>(sql`
    SELECT user_id AS "userId", session_id AS "sessionId" FROM analytics_identities WHERE user_id IN (
      SELECT user_id FROM analytics_identities WHERE session_id = ANY (${textArray(sessions)}::text[]))`);
  return rows;
}

async function stepEvents(req: Transactional, which: ReturnType<typeof sql>): Promise<StepEvent[]> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<StepEvent>(sql`
    SELECT DISTINCT event_id AS "eventId", type, page, session_id AS "sessionId", user_id AS "userId",
      round(date_part('epoch', occurred_at) * 1000) AS at
    FROM analytics_step_events WHERE ${which}`);
  return rows;
}
