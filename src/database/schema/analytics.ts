import { sql } from '@payloadcms/db-postgres/drizzle';
import {
  bigint,
  bigserial,
  boolean,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from '@payloadcms/db-postgres/drizzle/pg-core';
import { instant, orderedText } from './shared.ts';

/** The columns of a table that counts per metric, London day and key. `amount` is in pence; 0 for metrics without an amount. */
const countColumns = () => ({
  metric: orderedText('metric').notNull(),
  day: date('day').notNull(),
  key: orderedText('key').notNull(),
  count: bigint('count', { mode: 'number' }).notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
});

/** The compacted rollups. Dashboards add {@link analyticsDeltas} to these counts. */
const analyticsCounts = pgTable('analytics_counts', countColumns(), (table) => [
  primaryKey({ columns: [table.metric, table.day, table.key] }),
]);

/** The rollups since the last compaction. Writers only insert rows, so that they do not block each other. */
const analyticsDeltas = pgTable('analytics_deltas', countColumns());

/** Hashes of the items already counted for a day, by `kind`: sessions, sessions with a known user, and known users. */
const analyticsSeen = pgTable(
  'analytics_seen',
  { day: date('day').notNull(), kind: orderedText('kind').notNull(), id: bigint('id', { mode: 'bigint' }).notNull() },
  (table) => [primaryKey({ columns: [table.day, table.kind, table.id] })],
);

/** The customers who were signed in during a session. Several customers may use one session. */
const analyticsIdentities = pgTable(
  'analytics_identities',
  { userId: uuid('user_id').notNull(), sessionId: orderedText('session_id').notNull(), day: date('day').notNull() },
  (table) => [
    primaryKey({ columns: [table.userId, table.sessionId] }),
    index('analytics_identities_session_idx').on(table.sessionId),
  ],
);

/** The ordered steps of each funnel, copied from the `analytics-settings` global so that SQL can read them. */
const analyticsFunnelSteps = pgTable(
  'analytics_funnel_steps',
  {
    funnel: text('funnel').notNull(),
    position: integer('position').notNull(),
    event: text('event').notNull(),
    page: text('page').notNull(),
    windowMinutes: integer('window_minutes').notNull(),
    /** Whether the funnels use this type of event only as their first step. */
    begins: boolean('begins').notNull(),
  },
  (table) => [primaryKey({ columns: [table.funnel, table.position] })],
);

/** Copies of the events that match a step of a funnel. */
const analyticsStepEvents = pgTable(
  'analytics_step_events',
  {
    eventId: uuid('event_id').notNull(),
    type: text('type').notNull(),
    page: text('page').notNull(),
    sessionId: orderedText('session_id'),
    userId: uuid('user_id'),
    occurredAt: instant('occurred_at').notNull(),
  },
  (table) => [
    index('analytics_step_events_occurred_brin').using('brin', table.occurredAt),
    index('analytics_step_events_session_idx').on(table.sessionId).where(sql`session_id IS NOT NULL`),
    index('analytics_step_events_user_idx').on(table.userId).where(sql`session_id IS NULL AND user_id IS NOT NULL`),
  ],
);

/**
 * The sessions whose funnel progress has to be recomputed, in batches. `users` are customers who have events without a session.
 */
const analyticsFunnelQueue = pgTable('analytics_funnel_queue', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  sessions: text('sessions').array().notNull(),
  users: uuid('users').array().notNull(),
});

/** How many steps of a funnel each session has reached. The session is counted under `day`, the London day of its first step. */
const analyticsFunnelProgress = pgTable(
  'analytics_funnel_progress',
  {
    funnel: text('funnel').notNull(),
    sessionId: orderedText('session_id').notNull(),
    day: date('day').notNull(),
    reached: integer('reached').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.funnel] })],
);

/** Days whose rollups have to be rebuilt. */
const analyticsStaleDays = pgTable('analytics_stale_days', { day: date('day').primaryKey() });

/** At most one row: the first day whose raw events are complete. The deletion of old raw events writes the row. */
const analyticsRetention = pgTable('analytics_retention', {
  single: boolean('single').primaryKey().default(true),
  retainedFrom: date('retained_from').notNull(),
});

/**
 * The tables of the analytics domain that are not collections, except the partitioned `tracking_events`, which a migration
 * creates.
 */
export const analyticsTables = {
  analytics_counts: analyticsCounts,
  analytics_deltas: analyticsDeltas,
  analytics_seen: analyticsSeen,
  analytics_identities: analyticsIdentities,
  analytics_funnel_steps: analyticsFunnelSteps,
  analytics_step_events: analyticsStepEvents,
  analytics_funnel_queue: analyticsFunnelQueue,
  analytics_funnel_progress: analyticsFunnelProgress,
  analytics_stale_days: analyticsStaleDays,
  analytics_retention: analyticsRetention,
};
