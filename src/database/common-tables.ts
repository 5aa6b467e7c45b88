import {
  bigint,
  bigserial,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from '@payloadcms/db-postgres/drizzle/pg-core';
import { instant } from './columns.ts';

/** Who has applied which event, and who is at it: the inbox of design §6. */
const eventReceipts = pgTable(
  'event_receipts',
  {
    eventId: uuid('event_id').notNull(),
    subscriber: text('subscriber').notNull(),
    claimToken: uuid('claim_token'),
    claimedUntil: instant('claimed_until'),
    doneAt: instant('done_at'),
    /** When an admin has said that the effect is not to come any more; it counts as done then. */
    givenUpAt: instant('given_up_at'),
  },
  (table) => [primaryKey({ columns: [table.eventId, table.subscriber] })],
);

/**
 * The answer to each `Idempotency-Key`, stored in the transaction of the write that it stands for. Where that takes more
 * than one transaction it is claimed first, and has no answer until the last.
 */
const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    status: integer('status'),
    body: jsonb('body'),
    claimedUntil: instant('claimed_until'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.key] }),
    index('idempotency_keys_created_idx').on(table.createdAt),
  ],
);

/** Keys of the storage that no committed medium names: not yet, or no more. The sweep removes them. */
const abandonedFiles = pgTable(
  'abandoned_files',
  { key: text('key').primaryKey(), since: instant('since').notNull().defaultNow() },
  (table) => [index('abandoned_files_since_idx').on(table.since)],
);

/** How often what a cache holds has changed; see `cacheGenerations`. */
const cacheGenerations = pgTable('cache_generations', {
  cache: text('cache').primaryKey(),
  generation: bigint('generation', { mode: 'number' }).notNull(),
});

/** Changes of a transaction that is still open: empty for everybody else. */
const cacheChanges = pgTable('cache_changes', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  cache: text('cache').notNull(),
});

/** What all domains use. */
export const commonTables = {
  event_receipts: eventReceipts,
  idempotency_keys: idempotencyKeys,
  abandoned_files: abandonedFiles,
  cache_generations: cacheGenerations,
  cache_changes: cacheChanges,
};
