import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { toTextArray } from '../../database/executor.ts';
import { firstTrackingMonth } from '../../database/schema/tracking-partitions.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { LONDON } from '../../lib/dates.ts';
import { compactCounts, lockRollups } from './expire-tracking.ts';

/** The columns of `tracking_events` that {@link rollUp} reads; `day` is the London date. */
export const ROLLED_UP_COLUMNS =
  sql.raw(`id, type, category, session_id, user_id, page_url, referrer, utm, occurred_at, is_bot,
  (occurred_at AT TIME ZONE '${LONDON}')::date AS day, CASE WHEN category IS NOT NULL THEN properties END AS facts`);

/** The metrics that {@link rollUp} counts. */
export const ROLLED_UP_METRICS = [
  'session',
  'identified',
  'user',
  'page',
  'referrer',
  'campaign',
  'conversion',
  'refund',
  'booking',
];

/** Maximum characters of a key (a path, host or booking type), and of each part of a campaign. Longer texts are truncated. */
const MAX_KEY_LENGTH = sql.raw('200');
const MAX_CAMPAIGN_LENGTH = sql.raw('100');

/**
 * SQL for the path of an address, without trailing slashes. The address may also lack its scheme (`//host/path`) or be a bare
 * path. The path is empty if there is no address.
 */
const pagePathSql = (url: SQL) => {
  const bare = sql`split_part(split_part(${url}, '#', 1), '?', 1)`;
  const afterScheme = sql`substr(${bare}, strpos(${bare}, '//') + 2)`;
  const path = sql`CASE WHEN strpos(${bare}, '://') > 0 OR starts_with(${bare}, '//')
    THEN '/' || substr(${afterScheme}, strpos(${afterScheme} || '/', '/') + 1)
    ELSE coalesce(${bare}, '') END`;
  return sql`left(regexp_replace(${path}, '(.)/+$', '\\1'), ${MAX_KEY_LENGTH})`;
};

/** SQL for the host of an address, without `www.` and port; empty if the address has no host. */
const hostSql = (url: SQL) =>
  sql`split_part(split_part(split_part(replace(lower(${url}), '//www.', '//'), '/', 3), '?', 1), ':', 1)`;

const [pageUrl, referrer] = [sql.raw('page_url'), sql.raw('referrer')];

/**
 * Builds the statement that counts the events of `source`, which must return {@link ROLLED_UP_COLUMNS}. The statement is the only
 * definition of the rollups, for new events and for rebuilt days. Events of bots are not counted. The statement only inserts,
 * and inserts unique keys in a fixed order, so concurrent transactions neither deadlock nor wait for the row of a popular page.
 *
 * - `session`, `identified` and `user` count the sessions, the sessions with a known user, and the known users of a London day.
 *   Visitors are sessions − identified + users, so a known user counts once even with several sessions.
 * - `page` counts page views by path, `referrer` the page views from another site, and `campaign` those with a campaign.
 * - `conversion` and `refund` count payments and refunds, and sum their amounts in pence; `booking` counts bookings by type.
 *   These metrics count only events with the category of a domain event, which events sent by the website never have.
 */
export const rollUp = (source: SQL): SQL => sql`
  WITH source AS MATERIALIZED (${source}),
  event AS NOT MATERIALIZED (SELECT * FROM source WHERE NOT is_bot),
  identified_session AS (
    SELECT day, session_id, user_id FROM event WHERE session_id IS NOT NULL AND user_id IS NOT NULL
  ), first_seen AS (
    INSERT INTO analytics_seen (day, kind, id)
    SELECT day, kind, id FROM (
      SELECT day, 'session' AS kind, hashtextextended(session_id, 0) AS id FROM event WHERE session_id IS NOT NULL
      UNION SELECT day, 'identified', hashtextextended(session_id, 0) FROM identified_session
      UNION SELECT day, 'user', hashtextextended(user_id::text, 0) FROM identified_session
    ) AS first_of_day ORDER BY day, kind, id
    ON CONFLICT DO NOTHING RETURNING day, kind
  ), identified AS (
    INSERT INTO analytics_identities (user_id, session_id, day)
    SELECT DISTINCT ON (user_id, session_id) user_id, session_id, day FROM identified_session ORDER BY user_id, session_id
    ON CONFLICT DO NOTHING RETURNING session_id
  ), step AS (
    INSERT INTO analytics_step_events (event_id, type, page, session_id, user_id, occurred_at)
    SELECT id, type, ${pagePathSql(pageUrl)}, session_id, user_id, occurred_at FROM (
      -- If an event type is only a first step, the first event of a session is enough: later events change nothing.
      SELECT DISTINCT ON (session_id, type, part) id, type, page_url, session_id, user_id, occurred_at,
        CASE WHEN step.begins AND session_id IS NOT NULL THEN step.page ELSE id::text END AS part
      FROM event JOIN analytics_funnel_steps AS step
        ON step.event = type AND (step.page = '' OR starts_with(${pagePathSql(pageUrl)} || '/', step.page))
      WHERE session_id IS NOT NULL OR user_id IS NOT NULL
      ORDER BY session_id, type, part, occurred_at, id
    ) AS step_hit
    RETURNING session_id, user_id
  ), queued AS (
    INSERT INTO analytics_funnel_queue (sessions, users)
    SELECT coalesce(array_agg(DISTINCT session_id) FILTER (WHERE session_id IS NOT NULL), '{}'),
      coalesce(array_agg(DISTINCT user_id) FILTER (WHERE session_id IS NULL), '{}')
    FROM (SELECT session_id, user_id FROM step UNION ALL SELECT session_id, NULL FROM identified) AS touched
    HAVING count(*) > 0
  ), viewed AS MATERIALIZED (
    SELECT day, page_url, referrer, utm, count(*) AS times FROM event WHERE type = 'page_view'
    GROUP BY day, page_url, referrer, utm
  )
  INSERT INTO analytics_deltas (day, metric, key, count, amount)
  SELECT day, metric, key, sum(times), sum(amount) FROM (
    SELECT day, 'page' AS metric, ${pagePathSql(pageUrl)} AS key, times, 0 AS amount FROM viewed
    UNION ALL
    SELECT day, 'referrer', left(${hostSql(referrer)}, ${MAX_KEY_LENGTH}), times, 0 FROM viewed
    WHERE strpos(referrer, '://') > 0 AND ${hostSql(referrer)} NOT IN ('', coalesce(${hostSql(pageUrl)}, ''))
    UNION ALL
    SELECT day, 'campaign', jsonb_build_array(left(utm->>'utm_source', ${MAX_CAMPAIGN_LENGTH}), left(utm->>'utm_medium', ${MAX_CAMPAIGN_LENGTH}),
      left(utm->>'utm_campaign', ${MAX_CAMPAIGN_LENGTH}))::text, times, 0 FROM viewed
    WHERE utm <> '{}' AND utm ?| ARRAY['utm_source', 'utm_medium', 'utm_campaign']
    UNION ALL
    SELECT day, CASE type WHEN 'conversion' THEN 'conversion' ELSE 'refund' END, '', 1, (facts->>'amount')::bigint
    FROM event WHERE type IN ('conversion', 'payment_refunded') AND category = 'commerce'
      AND facts->>'amount' ~ '^\\d{1,12}$'
    UNION ALL
    SELECT day, 'booking', coalesce(left(facts->>'type', ${MAX_KEY_LENGTH}), ''), 1, 0 FROM event
    WHERE type = 'booking_created' AND category = 'appointment'
    UNION ALL
    SELECT day, kind, '', 1, 0 FROM first_seen
  ) AS fact GROUP BY day, metric, key`;

const DAYS_PER_COMPACTION = 10;

const londonMidnight = (day: string, days = 0) =>
  sql`((${day}::date + ${days}::int)::timestamp AT TIME ZONE ${LONDON})`;

/**
 * Rebuilds the rollups of all stale days from the raw events, one transaction per day. New events wait while such a transaction
 * runs. The next run of `countFunnels` updates the funnels.
 * @returns the number of days rebuilt
 */
export async function rebuildStaleDays(payload: Payload): Promise<number> {
  for (let done = 0; ; done += 1) {
    if (!(await withTransaction(payload, rebuildNextDay))) return done;
    // Rebuilding a day scans all deltas, so compact them regularly.
    if (done % DAYS_PER_COMPACTION === DAYS_PER_COMPACTION - 1) await compactCounts(payload);
  }
}

async function rebuildNextDay(req: Transactional): Promise<boolean> {
  const tx = await transactionOf(req);
  await lockRollups(req);
  const { rows } = await tx.execute<{ day: string }>(sql`
    DELETE FROM analytics_stale_days WHERE day = (SELECT max(day) FROM analytics_stale_days) RETURNING day::text`);
  const [next] = rows;
  if (!next) return false;
  await rebuildDay(req, next.day);
  return true;
}

/** @param day a London date, YYYY-MM-DD */
async function rebuildDay(req: Transactional, day: string): Promise<void> {
  const tx = await transactionOf(req);
  const within = sql`occurred_at >= ${londonMidnight(day)} AND occurred_at < ${londonMidnight(day, 1)}`;
  await tx.execute(sql`
    WITH deleted AS (DELETE FROM analytics_step_events WHERE ${within} RETURNING session_id, user_id)
    INSERT INTO analytics_funnel_queue (sessions, users)
    SELECT coalesce(array_agg(DISTINCT session_id) FILTER (WHERE session_id IS NOT NULL), '{}'),
      coalesce(array_agg(DISTINCT user_id) FILTER (WHERE session_id IS NULL), '{}')
    FROM deleted HAVING count(*) > 0`);
  await tx.execute(sql`DELETE FROM analytics_seen WHERE day = ${day}`);
  // Do not rebuild funnel counts here: they depend on whole sessions, not on one day. The next run of `countFunnels`
  // corrects them.
  const counted = sql`metric = ANY (${toTextArray(ROLLED_UP_METRICS)}::text[]) AND day = ${day}`;
  await tx.execute(sql`DELETE FROM analytics_counts WHERE ${counted}`);
  await tx.execute(sql`DELETE FROM analytics_deltas WHERE ${counted}`);
  await tx.execute(rollUp(sql`SELECT ${ROLLED_UP_COLUMNS} FROM tracking_events WHERE ${within}`));
}

/**
 * Marks as stale all days that still have all of their raw events, so that the rollups of these days are rebuilt
 * (`npm run analytics:rebuild`). Older days keep their rollups.
 */
export async function markAllDaysStale(req: Transactional): Promise<void> {
  const tx = await transactionOf(req);
  const first = await firstTrackingMonth(tx);
  await tx.execute(sql`
    INSERT INTO analytics_stale_days (day)
    SELECT day::date FROM generate_series(
      greatest(
        least(${first}::date, (SELECT min(occurred_at) AT TIME ZONE ${LONDON} FROM tracking_events_default)::date),
        (SELECT retained_from FROM analytics_retention)),
      now() AT TIME ZONE ${LONDON}, interval '1 day') AS day
    ON CONFLICT DO NOTHING`);
}
