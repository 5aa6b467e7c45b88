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
import { instant, orderedText } from './columns.ts';

/** What is counted of a London day: how often, and an amount in pence where there is one. */
const counted = () => ({
  metric: orderedText('metric').notNull(),
  day: date('day').notNull(),
  key: orderedText('key').notNull(),
  count: bigint('count', { mode: 'number' }).notNull(),
  amount: bigint('amount', { mode: 'number' }).notNull(),
});

/** The rollups that dashboards read, together with {@link analyticsDeltas}. */
const analyticsCounts = pgTable('analytics_counts', counted(), (table) => [
  primaryKey({ columns: [table.metric, table.day, table.key] }),
]);

/** What was counted since the last time that somebody added it up: rows are only put in, so that nobody waits for anybody. */
const analyticsDeltas = pgTable('analytics_deltas', counted());

/** Who has been counted on a day, by hash: sessions, those of them that are somebody's, and these people. */
const analyticsSeen = pgTable(
  'analytics_seen',
  { day: date('day').notNull(), kind: orderedText('kind').notNull(), id: bigint('id', { mode: 'bigint' }).notNull() },
  (table) => [primaryKey({ columns: [table.day, table.kind, table.id] })],
);

/** Whose a session turned out to be; a shared one may be several people's. */
const analyticsIdentities = pgTable(
  'analytics_identities',
  { userId: uuid('user_id').notNull(), sessionId: orderedText('session_id').notNull(), day: date('day').notNull() },
  (table) => [
    primaryKey({ columns: [table.userId, table.sessionId] }),
    index('analytics_identities_session_idx').on(table.sessionId),
  ],
);

/** The steps of the funnels, in order: the `analytics-settings` as SQL reads them. */
const analyticsFunnelSteps = pgTable(
  'analytics_funnel_steps',
  {
    funnel: text('funnel').notNull(),
    position: integer('position').notNull(),
    event: text('event').notNull(),
    page: text('page').notNull(),
    windowMinutes: integer('window_minutes').notNull(),
    /** Whether events of this type are the first step of every funnel that they are in. */
    begins: boolean('begins').notNull(),
  },
  (table) => [primaryKey({ columns: [table.funnel, table.position] })],
);

/** The events that may be a step of some funnel. */
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

/** Sessions, and people without one, whose way through the funnels has to be looked at; those of one batch together. */
const analyticsFunnelQueue = pgTable('analytics_funnel_queue', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  sessions: text('sessions').array().notNull(),
  users: uuid('users').array().notNull(),
});

/** How far each session came, counted on the day of its first step. */
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

/** Days whose rollups are to be made anew. */
const analyticsStaleDays = pgTable('analytics_stale_days', { day: date('day').primaryKey() });

/** One row, once raw events have been let go: the first day of which all are still there. */
const analyticsRetention = pgTable('analytics_retention', {
  single: boolean('single').primaryKey().default(true),
  retainedFrom: date('retained_from').notNull(),
});

/** The plain tables of the analytics domain; `tracking_events` is partitioned and made by SQL. */
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
