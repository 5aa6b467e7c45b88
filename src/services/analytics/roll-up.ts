import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import { LONDON } from '../london.ts';

/** What {@link rollUp} reads of rows of `tracking_events`; `day` is London's. */
export const ROLLED_UP = sql.raw(`id, type, category, session_id, user_id, page_url, referrer, utm, occurred_at, is_bot,
  (occurred_at AT TIME ZONE '${LONDON}')::date AS day, CASE WHEN category IS NOT NULL THEN properties END AS facts`);

/** What is counted by {@link rollUp}. */
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

/** Paths, hosts and parts of campaigns that are counted; longer ones are cut. */
const LENGTH = sql.raw('200');
const PART = sql.raw('100');

/** The path of an address, or of a text that is one, without slashes at its end; empty where there is no address. */
const pageOf = (url: SQL) => {
  const bare = sql`split_part(split_part(${url}, '#', 1), '?', 1)`;
  const afterScheme = sql`split_part(${bare}, '://', 2)`;
  const path = sql`CASE WHEN strpos(${bare}, '://') > 0
    THEN '/' || substr(${afterScheme}, strpos(${afterScheme} || '/', '/') + 1)
    ELSE coalesce(${bare}, '') END`;
  return sql`left(regexp_replace(${path}, '(.)/+$', '\\1'), ${LENGTH})`;
};

/** The host of an address without its port and without www; empty where there is no address. */
const hostOf = (url: SQL) =>
  sql`split_part(split_part(split_part(replace(lower(${url}), '//www.', '//'), '/', 3), '?', 1), ':', 1)`;

const [pageUrl, referrer] = [sql.raw('page_url'), sql.raw('referrer')];

/**
 * The statement that counts the events of `source`, which gives the columns {@link ROLLED_UP}: the one definition of every
 * rollup, used for new events and to make a day anew. Bots do not count. Everything is put in, in one order, and nothing
 * changed, so that those who record at the same time neither wait in circles nor queue for a popular page's row.
 *
 * - `session`, `identified` and `user` count who was seen for the first time that London day: sessions, those with a
 *   user, these users. Visitors are sessions − identified + users: whoever is known counts once however many sessions.
 * - `page` counts page views by path, `referrer` and `campaign` those that came from another site or through a campaign.
 * - `conversion` and `refund` carry pence; `booking` counts by type. Their categories are those of domain events, which
 *   the website cannot give its own.
 */
export const rollUp = (source: SQL): SQL => sql`
  WITH source AS MATERIALIZED (${source}),
  event AS NOT MATERIALIZED (SELECT * FROM source WHERE NOT is_bot),
  known AS (
    SELECT day, session_id, user_id FROM event WHERE session_id IS NOT NULL AND user_id IS NOT NULL
  ), seen AS (
    INSERT INTO analytics_seen (day, kind, id)
    SELECT day, kind, id FROM (
      SELECT day, 'session' AS kind, hashtextextended(session_id, 0) AS id FROM event WHERE session_id IS NOT NULL
      UNION SELECT day, 'identified', hashtextextended(session_id, 0) FROM known
      UNION SELECT day, 'user', hashtextextended(user_id::text, 0) FROM known
    ) AS one ORDER BY day, kind, id
    ON CONFLICT DO NOTHING RETURNING day, kind
  ), identified AS (
    INSERT INTO analytics_identities (user_id, session_id, day)
    SELECT DISTINCT ON (user_id, session_id) user_id, session_id, day FROM known ORDER BY user_id, session_id
    ON CONFLICT DO NOTHING RETURNING session_id
  ), step AS (
    INSERT INTO analytics_step_events (event_id, type, page, session_id, user_id, occurred_at)
    SELECT id, type, ${pageOf(pageUrl)}, session_id, user_id, occurred_at FROM (
      -- Of what only begins funnels the first of a session is enough: nothing changes by those that follow.
      SELECT DISTINCT ON (session_id, type, part) id, type, page_url, session_id, user_id, occurred_at,
        CASE WHEN step.begins AND session_id IS NOT NULL THEN step.page ELSE id::text END AS part
      FROM event JOIN analytics_funnel_steps AS step
        ON step.event = type AND (step.page = '' OR starts_with(${pageOf(pageUrl)} || '/', step.page))
      WHERE session_id IS NOT NULL OR user_id IS NOT NULL
      ORDER BY session_id, type, part, occurred_at, id
    ) AS taken
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
    SELECT day, 'page' AS metric, ${pageOf(pageUrl)} AS key, times, 0 AS amount FROM viewed
    UNION ALL
    SELECT day, 'referrer', left(${hostOf(referrer)}, ${LENGTH}), times, 0 FROM viewed
    WHERE strpos(referrer, '://') > 0 AND ${hostOf(referrer)} NOT IN ('', coalesce(${hostOf(pageUrl)}, ''))
    UNION ALL
    SELECT day, 'campaign', jsonb_build_array(left(utm->>'utm_source', ${PART}), left(utm->>'utm_medium', ${PART}),
      left(utm->>'utm_campaign', ${PART}))::text, times, 0 FROM viewed
    WHERE utm <> '{}' AND utm ?| ARRAY['utm_source', 'utm_medium', 'utm_campaign']
    UNION ALL
    SELECT day, CASE type WHEN 'conversion' THEN 'conversion' ELSE 'refund' END, '', 1, (facts->>'amount')::bigint
    FROM event WHERE type IN ('conversion', 'payment_refunded') AND category = 'commerce'
      AND facts->>'amount' ~ '^\\d{1,12}$'
    UNION ALL
    SELECT day, 'booking', coalesce(left(facts->>'type', ${LENGTH}), ''), 1, 0 FROM event
    WHERE type = 'booking_created' AND category = 'appointment'
    UNION ALL
    SELECT day, kind, '', 1, 0 FROM seen
  ) AS fact GROUP BY day, metric, key`;
