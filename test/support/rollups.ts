import { sql } from '@payloadcms/db-postgres';
import { DateTime } from 'luxon';
import type { Payload } from 'payload';
import { database, withTransaction } from '../../src/database/transaction.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { insertEvents, type TrackingEvent } from '../../src/services/analytics/store-events.ts';

/** Returns a UUIDv7 with the timestamp `instant`. */
export function createUuidAt(instant: string): string {
  const hex = Date.parse(instant).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}${uuidv7().slice(13)}`;
}

/** Returns an analytics event; by default the page view of an unknown visitor. */
export function trackingEvent(given: Partial<TrackingEvent> = {}): TrackingEvent {
  const occurredAt = given.occurredAt ?? new Date().toISOString();
  return {
    ...{
      id: createUuidAt(occurredAt),
      type: 'page_view',
      category: null,
      properties: {},
      sessionId: null,
      userId: null,
    },
    ...{ pageUrl: 'https://www.lomashwood.co.uk/', referrer: null, utm: {}, isBot: false, ipPrefix: '198.51.100.0/24' },
    receivedAt: occurredAt,
    ...given,
    occurredAt,
  };
}

export const record = (payload: Payload, events: readonly TrackingEvent[]): Promise<void> =>
  withTransaction(payload, (req) => insertEvents(req, events));

/**
 * Counts by name. A name is the metric, the day and the key, joined by spaces. Counts include deltas that are not compacted yet.
 * Counts of 0 are left out.
 */
export type Counts = Record<string, { count: number; amount: number }>;

/** Returns the counts in the rollups. */
export async function readRollups(payload: Payload): Promise<Counts> {
  const { rows } = await database(payload).execute<{ name: string; count: number; amount: number }>(sql`
    SELECT concat_ws(' ', metric, day, key) AS name, sum(count)::int AS count, sum(amount)::int AS amount
    FROM (SELECT * FROM analytics_counts UNION ALL SELECT * FROM analytics_deltas) AS one
    GROUP BY metric, day, key HAVING sum(count) <> 0 OR sum(amount) <> 0`);
  return Object.fromEntries(rows.map(({ name, count, amount }) => [name, { count, amount }]));
}

type Raw = Omit<TrackingEvent, 'receivedAt' | 'ipPrefix'>;

const londonDay = (at: string) => DateTime.fromISO(at, { zone: 'Europe/London' }).toISODate();
const readHost = (url: string | null) => (url ? new URL(url).hostname.replace(/^www\./, '') : null);

/** Counts the raw events in TypeScript instead of SQL, to compare the result with the rollups. Omits funnels. */
export async function countRawEvents(payload: Payload): Promise<Counts> {
  const { rows } = await database(payload).execute<Raw>(sql`
    SELECT id, type, category, properties, session_id AS "sessionId", user_id AS "userId", page_url AS "pageUrl", referrer,
      utm, is_bot AS "isBot", to_json(occurred_at) AS "occurredAt" FROM tracking_events`);
  const counts: Counts = {};
  const seen = new Set<string>();
  const add = (day: string | null, metric: string, key: string, amount = 0) => {
    const name = `${metric} ${day} ${key}`;
    const sum = counts[name] ?? { count: 0, amount: 0 };
    counts[name] = { count: sum.count + 1, amount: sum.amount + amount };
  };
  const addOnce = (day: string | null, kind: string, id: string) => {
    if (seen.has(`${day} ${kind} ${id}`)) return;
    seen.add(`${day} ${kind} ${id}`);
    add(day, kind, '');
  };
  for (const event of rows.filter(({ isBot }) => !isBot)) {
    const day = londonDay(event.occurredAt);
    if (event.sessionId) {
      addOnce(day, 'session', event.sessionId);
      if (event.userId) addOnce(day, 'identified', event.sessionId);
      if (event.userId) addOnce(day, 'user', event.userId);
    }
    if (event.type === 'page_view') {
      add(day, 'page', event.pageUrl ? new URL(event.pageUrl).pathname.replace(/(.)\/+$/, '$1') : '');
      const from = readHost(event.referrer);
      if (from && from !== readHost(event.pageUrl)) add(day, 'referrer', from);
      const { utm_source = null, utm_medium = null, utm_campaign = null } = event.utm;
      if (utm_source ?? utm_medium ?? utm_campaign) {
        add(day, 'campaign', JSON.stringify([utm_source, utm_medium, utm_campaign]).replaceAll(',', ', '));
      }
    }
    if (event.category === 'commerce') {
      if (event.type === 'conversion') add(day, 'conversion', '', Number(event.properties.amount));
      if (event.type === 'payment_refunded') add(day, 'refund', '', Number(event.properties.amount));
    }
    if (event.type === 'booking_created' && event.category === 'appointment') {
      add(day, 'booking', String(event.properties.type));
    }
  }
  return counts;
}
