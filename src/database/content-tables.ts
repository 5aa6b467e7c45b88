import { sql } from '@payloadcms/db-postgres/drizzle';
import {
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from '@payloadcms/db-postgres/drizzle/pg-core';
import { instant } from './columns.ts';

/** What events ask of a content task, until a run of it takes them all together (services/content/tasks). */
const contentTaskRequests = pgTable(
  'content_task_requests',
  {
    id: uuid('id').primaryKey(),
    task: text('task').notNull(),
    detail: text('detail').notNull(),
    requestedAt: instant('requested_at').notNull().defaultNow(),
  },
  (table) => [index('content_task_requests_due_idx').on(table.task, table.requestedAt)],
);

/** Runs of content tasks; a task has one that is not done, at most. */
const contentTaskRuns = pgTable(
  'content_task_runs',
  {
    id: uuid('id').primaryKey(),
    task: text('task').notNull(),
    details: text('details').array().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    claimToken: uuid('claim_token'),
    error: text('error'),
    doneAt: instant('done_at'),
    result: jsonb('result'),
  },
  (table) => [
    uniqueIndex('content_task_runs_open_idx').on(table.task).where(sql`done_at IS NULL`),
    index('content_task_runs_done_idx').on(table.task, table.doneAt),
  ],
);

/** The files of each sitemap that was built or begun; part 0 is the index, which a sitemap of one file does not need. */
const sitemapParts = pgTable(
  'sitemap_parts',
  {
    generation: uuid('generation').notNull(),
    part: integer('part').notNull(),
    begunAt: instant('begun_at').notNull().defaultNow(),
    urls: integer('urls'),
    etag: text('etag'),
  },
  (table) => [
    primaryKey({ columns: [table.generation, table.part] }),
    index('sitemap_parts_begun_idx').on(table.begunAt),
  ],
);

/** What follows a change of content: invalidations at the CDN and the sitemap. */
export const contentTables = {
  content_task_requests: contentTaskRequests,
  content_task_runs: contentTaskRuns,
  sitemap_parts: sitemapParts,
};
