import { sql } from '@payloadcms/db-postgres/drizzle';
import { toTextArray } from '../../database/executor.ts';
import { type Transactional, transactionOf } from '../../database/transaction.ts';

/** One step of a funnel: an event of type `event` on a page whose path starts with `page`; an empty `page` matches any page. */
export type FunnelStep = { event: string; page: string };

/** A funnel's key, time window and steps, for counting. */
export type FunnelSteps = { funnel: string; windowMinutes: number; steps: readonly FunnelStep[] };

/** An event of a session that may match a step; `at` is in milliseconds. */
export type Hit = { eventId: string; type: string; page: string; at: number };

/** When a session took the first step of a funnel (milliseconds since 1970), and how many steps it reached. */
export type Progress = { startedAt: number; reached: number };

/** Returns hits sorted by time; the event id breaks ties within a millisecond. */
export const sortByTime = (hits: readonly Hit[]): Hit[] =>
  [...hits].sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));

/**
 * Measures how many steps of a funnel one session reached. The first step counts when it first occurs. Each later step counts at
 * its first occurrence after the previous step, within the window that starts at the first step. The result depends only on the
 * set of hits, not on the order in which they arrived.
 * @param hits in the order of {@link sortByTime}
 * @returns undefined if the session did not reach the first step
 */
export function measureProgress({ steps, windowMinutes }: FunnelSteps, hits: readonly Hit[]): Progress | undefined {
  let progress: Progress | undefined;
  for (const hit of hits) {
    if (progress && hit.at > progress.startedAt + windowMinutes * 60_000) break;
    const next = steps[progress?.reached ?? 0];
    if (next === undefined) break;
    if (hit.type !== next.event || !hit.page.startsWith(next.page)) continue;
    progress = { startedAt: progress?.startedAt ?? hit.at, reached: (progress?.reached ?? 0) + 1 };
  }
  return progress;
}

type Identity = { userId: string; sessionId: string };
type StepEvent = Hit & { sessionId: string | null; userId: string | null };

/**
 * Reads the step events of each session in `sessions`, sorted by time. They include the events without a session of their own
 * that {@link joinSessions} adds to the session.
 */
export async function readSessionHits(req: Transactional, sessions: readonly string[]): Promise<Map<string, Hit[]>> {
  const identities = await readIdentities(req, sessions);
  const relatedSessions = new Set([...sessions, ...identities.map(({ sessionId }) => sessionId)]);
  const sessionEvents = await readStepEvents(req, sql`session_id = ANY (${toTextArray([...relatedSessions])}::text[])`);
  const users = new Set(identities.map(({ userId }) => userId));
  const sessionlessEvents = await readStepEvents(
    req,
    sql`session_id IS NULL AND user_id = ANY (${toTextArray([...users])}::uuid[])`,
  );
  const hits = joinSessions(sessionEvents, sessionlessEvents, identities);
  return new Map(sessions.flatMap((id) => (hits.has(id) ? [[id, sortByTime(hits.get(id) ?? [])]] : [])));
}

/**
 * Groups step events by session. A customer's event without a session, such as a booking or a payment that the server recorded,
 * is assigned to that customer's latest session that had started by the time of the event. If there is no such session, the event
 * is left out.
 */
export function joinSessions(
  sessionEvents: readonly StepEvent[],
  sessionlessEvents: readonly StepEvent[],
  identities: readonly Identity[],
): Map<string, Hit[]> {
  const bySession = new Map<string, Hit[]>();
  for (const event of sessionEvents) if (event.sessionId) addToList(bySession, event.sessionId, event);
  const sessionStarts = new Map<string, SessionStart[]>();
  for (const { userId, sessionId } of identities) {
    const hits = bySession.get(sessionId);
    if (hits)
      addToList(sessionStarts, userId, {
        sessionId,
        at: hits.reduce((first, { at }) => Math.min(first, at), Infinity),
      });
  }
  const joined = sessionlessEvents.flatMap((event) => {
    const before = (sessionStarts.get(event.userId ?? '') ?? []).filter(({ at }) => at <= event.at);
    const [first, ...rest] = before;
    return first ? [{ event, sessionId: rest.reduce(laterStart, first).sessionId }] : [];
  });
  for (const { event, sessionId } of joined) addToList(bySession, sessionId, event);
  return bySession;
}

/** The time (`at`) of the earliest step event of a session, in milliseconds since 1970. */
type SessionStart = { sessionId: string; at: number };

const laterStart = (a: SessionStart, b: SessionStart): SessionStart =>
  a.at > b.at || (a.at === b.at && a.sessionId > b.sessionId) ? a : b;

function addToList<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** Reads the customers of these sessions, with all sessions of each customer. */
async function readIdentities(req: Transactional, sessions: readonly string[]): Promise<Identity[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<Identity>(sql`
    SELECT user_id AS "userId", session_id AS "sessionId" FROM analytics_identities WHERE user_id IN (
      SELECT user_id FROM analytics_identities WHERE session_id = ANY (${toTextArray(sessions)}::text[]))`);
  return rows;
}

async function readStepEvents(req: Transactional, condition: ReturnType<typeof sql>): Promise<StepEvent[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<StepEvent>(sql`
    SELECT DISTINCT event_id AS "eventId", type, page, session_id AS "sessionId", user_id AS "userId",
      round(date_part('epoch', occurred_at) * 1000) AS at
    FROM analytics_step_events WHERE ${condition}`);
  return rows;
}
