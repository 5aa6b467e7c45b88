import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { sql } from '@payloadcms/db-postgres/drizzle';
import {
  bigint,
  bigserial,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from '@payloadcms/db-postgres/drizzle/pg-core';

type ExtendTable = Parameters<PostgresAdapter['afterSchemaInit'][number]>[0]['extendTable'];

/**
 * Further indexes of collections, such as partial indexes and indexes over several columns, by the name of the collection's
 * table. A collection declares its simple indexes itself, by `index: true` on a field.
 */
export type CollectionIndexes = Record<string, NonNullable<Parameters<ExtendTable>[0]['extraConfig']>>;

/** A timestamp with the type and precision of Payload's own columns. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** A text column ordered by code point, independently of the server's locale. */
export const orderedText = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });

/**
 * The receipts of domain events: which subscriber has applied or claimed which event
 * (docs/decisions/0002-outbox-and-receipts.md).
 */
const eventReceipts = pgTable(
  'event_receipts',
  {
    eventId: uuid('event_id').notNull(),
    subscriber: text('subscriber').notNull(),
    claimToken: uuid('claim_token'),
    claimedUntil: instant('claimed_until'),
    doneAt: instant('done_at'),
    /**
     * When the effect was given up, so that it never happens; for example because an admin discarded its job, or because the
     * limit of e-mails to an address was reached. A given-up effect counts as done.
     */
    givenUpAt: instant('given_up_at'),
    /** Whether nothing was sent, because the person was erased or the message no longer applied. */
    skipped: boolean('skipped').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.eventId, table.subscriber] })],
);

/**
 * The response to each `Idempotency-Key`, stored in the transaction of the request's write. A request that also calls another
 * system claims the key first, and stores the response at the end.
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

/** The generation of each cache. A change of the cached data increments it (shared.sql). */
const cacheGenerations = pgTable('cache_generations', {
  cache: text('cache').primaryKey(),
  generation: bigint('generation', { mode: 'number' }).notNull(),
});

/** The caches whose data an open transaction has changed. The rows are deleted at commit, so no other transaction sees them. */
const cacheChanges = pgTable('cache_changes', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  cache: text('cache').notNull(),
});

/** Tables that all domains use. */
export const commonTables = {
  event_receipts: eventReceipts,
  idempotency_keys: idempotencyKeys,
  cache_generations: cacheGenerations,
  cache_changes: cacheChanges,
};

/** The indexes that the collection of domain events cannot express. */
export const commonIndexes: CollectionIndexes = {
  domain_events: ({ id, checkedAt }) => ({
    undispatched: index('domain_events_undispatched_idx').on(id).where(sql`dispatched_at IS NULL`),
    unsettled: index('domain_events_unsettled_idx').on(checkedAt).where(sql`settled_at IS NULL`),
  }),
};
