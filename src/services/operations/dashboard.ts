import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import {
  countUnknownTopics,
  type OutboxBacklog,
  outboxBacklogSql,
  readOutboxBacklog,
  type UnknownTopic,
} from '../../events/outbox.ts';
import { countRefusedEvents } from '../analytics/index.ts';
import { type AppointmentCounts, appointmentCountsSql } from '../appointments/index.ts';
import {
  type BrochureCounts,
  brochureCountsSql,
  countWaitingBrochures,
  type WaitingBrochures,
} from '../brochures/index.ts';
import { type CatalogueGaps, catalogueGapsSql, type StockCounts, stockCountsSql } from '../catalogue/index.ts';
import {
  type MediaCounts,
  mediaCountsSql,
  type PostCounts,
  postCountsSql,
  readScheduledSteps,
  readTaskStates,
  type TaskState,
} from '../content/index.ts';
import { type EventForAttention, listEventsForAttention, type SalesFigures, salesFiguresSql } from '../sales/index.ts';
import { type DeadJobs, readDeadJobs } from './read-dead-jobs.ts';

/** The data of the operations page. */
export type Overview = {
  outbox: OutboxBacklog;
  /** Topics that this release does not know, with events that wait for a newer release. */
  unknownTopics: UnknownTopic[];
  /** Null while Redis is unreachable; the operations page then reports the failure. */
  jobs: DeadJobs | null;
  /** Stripe events about payments that no order expects. */
  stripeEvents: EventForAttention[];
  /** The number of accepted analytics events that could not be stored and were set aside. */
  refusedEvents: number;
  brochures: WaitingBrochures[];
  tasks: TaskState[];
  /** The number of posts that a schedule has failed to publish or to unpublish. */
  failedPosts: number;
};

/** Reads all parts of the operations page concurrently. @throws Error if Postgres is unreachable */
export async function readOverview(payload: Payload): Promise<Overview> {
  const [outbox, topics, jobs, stripeEvents, refused, brochures, tasks, scheduledSteps] = await Promise.all([
    readOutboxBacklog(payload),
    countUnknownTopics(payload),
    readDeadJobs(payload).catch((err: unknown) => {
      payload.logger.warn({ err }, 'Could not read the job queues in Redis.');
      return null;
    }),
    listEventsForAttention(payload),
    countRefusedEvents(payload),
    countWaitingBrochures(payload),
    readTaskStates(payload),
    readScheduledSteps(payload),
  ]);
  const failedPosts = [...scheduledSteps.values()].filter(({ failure }) => failure !== null).length;
  return {
    ...{ outbox, unknownTopics: topics, jobs, stripeEvents, brochures, tasks, failedPosts },
    refusedEvents: refused,
  };
}

/** The counts on the dashboard of the admin UI. */
export type DashboardCounts = {
  appointments: AppointmentCounts;
  brochures: BrochureCounts;
  sales: SalesFigures;
  posts: PostCounts;
  stock: StockCounts;
  gaps: CatalogueGaps;
  media: MediaCounts;
  outbox: OutboxBacklog;
};

const COUNTS_SQL = {
  appointments: appointmentCountsSql,
  brochures: brochureCountsSql,
  sales: salesFiguresSql,
  posts: postCountsSql,
  stock: stockCountsSql,
  gaps: catalogueGapsSql,
  media: mediaCountsSql,
  outbox: outboxBacklogSql,
};

/** Reads the counts of `parts` in one statement, composed of the domains' own queries. */
export async function readDashboardCounts(
  payload: Payload,
  parts: (keyof DashboardCounts)[],
): Promise<Partial<DashboardCounts>> {
  if (parts.length === 0) return {};
  const columns = parts.map((part) => sql`(${COUNTS_SQL[part]}) AS ${sql.identifier(part)}`);
  const { rows } = await database(payload).execute<Partial<DashboardCounts>>(sql`SELECT ${sql.join(columns, sql`, `)}`);
  return rows[0] ?? {};
}
