import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import { LONDON } from '../london.ts';

/** The columns of `tracking_events` that {@link rollUp} reads. */
export const ROLLED_UP = sql.raw(
  'id, type, category, session_id, user_id, page_url, referrer, utm, properties, is_bot, occurred_at',
);

/** Paths and hosts that are counted; longer ones are cut. */
const KEY_LENGTH = sql.raw('200');

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
  WITH source AS (${source}),
  addressed AS MATERIALIZED (
    SELECT id, type, category, session_id, user_id, utm, properties, referrer, occurred_at,
      (occurred_at AT TIME ZONE ${sql.raw(`'${LONDON}'`)})::date AS day,
      split_part(split_part(page_url, '#', 1), '?', 1) AS url
    FROM source WHERE NOT is_bot
  ), event AS MATERIALIZED (
    SELECT *, CASE WHEN strpos(url, '://') > 0 THEN lower(split_part(split_part(url, '://', 2), '/', 1)) END AS host,
      left(CASE WHEN strpos(url, '://') > 0
        THEN '/' || substr(split_part(url, '://', 2), strpos(split_part(url, '://', 2) || '/', '/') + 1)
        ELSE coalesce(url, '') END, ${KEY_LENGTH}) AS page
    FROM addressed
  ), seen AS (
    INSERT INTO analytics_seen (day, kind, id)
    SELECT day, kind, id FROM (
      SELECT day, 'session' AS kind, session_id AS id FROM event WHERE session_id IS NOT NULL
      UNION SELECT day, 'identified', session_id FROM event WHERE session_id IS NOT NULL AND user_id IS NOT NULL
      UNION SELECT day, 'user', user_id::text FROM event WHERE session_id IS NOT NULL AND user_id IS NOT NULL
    ) AS one ORDER BY day, kind, id
    ON CONFLICT DO NOTHING RETURNING day, kind
  ), identified AS (
    INSERT INTO analytics_identities (user_id, session_id, day)
    SELECT DISTINCT ON (user_id, session_id) user_id, session_id, day FROM event
    WHERE session_id IS NOT NULL AND user_id IS NOT NULL ORDER BY user_id, session_id
    ON CONFLICT DO NOTHING RETURNING session_id
  ), step AS (
    INSERT INTO analytics_step_events (event_id, type, page, session_id, user_id, occurred_at)
    SELECT id, type, page, session_id, user_id, occurred_at FROM event
    WHERE type IN (SELECT event FROM analytics_funnel_steps) AND coalesce(session_id, user_id::text) IS NOT NULL
    ON CONFLICT DO NOTHING RETURNING session_id, user_id
  ), queued AS (
    INSERT INTO analytics_funnel_queue (session_id, user_id)
    SELECT session_id, CASE WHEN session_id IS NULL THEN user_id END FROM step
    UNION SELECT session_id, NULL FROM identified
  )
  INSERT INTO analytics_deltas (day, metric, key, count, amount)
  SELECT day, metric, key, count(*), coalesce(sum(amount), 0) FROM (
    SELECT day, 'page' AS metric, page AS key, 0 AS amount FROM event WHERE type = 'page_view'
    UNION ALL
    SELECT day, 'referrer', left(host, ${KEY_LENGTH}), 0 FROM (
      SELECT day, host AS own, regexp_replace(lower(split_part(split_part(referrer, '://', 2), '/', 1)), '^www\\.|:\\d+$', '', 'g') AS host
      FROM event WHERE type = 'page_view' AND strpos(referrer, '://') > 0
    ) AS arrival WHERE host <> '' AND host IS DISTINCT FROM regexp_replace(own, '^www\\.|:\\d+$', '', 'g')
    UNION ALL
    SELECT day, 'campaign', left(jsonb_build_array(utm->>'utm_source', utm->>'utm_medium', utm->>'utm_campaign')::text, 600), 0
    FROM event WHERE type = 'page_view' AND utm <> '{}' AND utm ?| ARRAY['utm_source', 'utm_medium', 'utm_campaign']
    UNION ALL
    SELECT day, CASE type WHEN 'conversion' THEN 'conversion' ELSE 'refund' END, '', (properties->>'amount')::bigint
    FROM event WHERE type IN ('conversion', 'payment_refunded') AND category = 'commerce'
      AND properties->>'amount' ~ '^\\d{1,12}$'
    UNION ALL
    SELECT day, 'booking', coalesce(left(properties->>'type', ${KEY_LENGTH}), ''), 0 FROM event
    WHERE type = 'booking_created' AND category = 'appointment'
    UNION ALL
    SELECT day, kind, '', 0 FROM seen
  ) AS fact GROUP BY day, metric, key`;
