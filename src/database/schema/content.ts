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
import { type CollectionIndexes, instant } from './shared.ts';

/** Requests for content tasks. The next run of a task handles all its requests together (services/content/publishing). */
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

/** Runs of content tasks; a task has at most one unfinished run. */
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

/** The files of each sitemap, finished or not. Part 0 is the index; a sitemap of one file has no index. */
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

/**
 * The storage keys of files to which no row refers: each file's row is not committed yet, or has been deleted. A sweep deletes
 * the files.
 */
const abandonedFiles = pgTable(
  'abandoned_files',
  { key: text('key').primaryKey(), since: instant('since').notNull().defaultNow() },
  (table) => [index('abandoned_files_since_idx').on(table.since)],
);

/** The tables of content tasks (CDN invalidations and the sitemap), and of orphaned files. */
export const contentTables = {
  abandoned_files: abandonedFiles,
  content_task_requests: contentTaskRequests,
  content_task_runs: contentTaskRuns,
  sitemap_parts: sitemapParts,
};

/** The index that the collection of posts cannot express. */
export const contentIndexes: CollectionIndexes = {
  blogs: ({ publishedAt, id }) => ({
    publicPages: index('blogs_public_page_idx').on(publishedAt, id).where(sql`_status = 'published'`),
  }),
};
