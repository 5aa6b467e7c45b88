import type { PostgresAdapter } from '@payloadcms/db-postgres';
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
import { contentTables } from './content-tables.ts';

type SchemaHook = PostgresAdapter['afterSchemaInit'][number];

/** Who has applied which event, and who is at it: the inbox of design §6. */
const eventReceipts = pgTable(
  'event_receipts',
  {
    eventId: uuid('event_id').notNull(),
    subscriber: text('subscriber').notNull(),
    claimToken: uuid('claim_token'),
    claimedUntil: instant('claimed_until'),
    doneAt: instant('done_at'),
  },
  (table) => [primaryKey({ columns: [table.eventId, table.subscriber] })],
);

/** Password hashes, apart from `customers` so that no read of a customer can carry one. */
const customerCredentials = pgTable('customer_credentials', {
  customerId: uuid('customer_id').primaryKey(),
  passwordHash: text('password_hash').notNull(),
  changedAt: instant('changed_at').notNull().defaultNow(),
});

/** Refresh tokens as SHA-256; a family is one login, rotated until it is revoked (RFC 9700 §4.14). */
const refreshTokens = pgTable(
  'refresh_tokens',
  {
    tokenHash: text('token_hash').primaryKey(),
    family: uuid('family').notNull(),
    customerId: uuid('customer_id').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    spentAt: instant('spent_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    index('refresh_tokens_family_idx').on(table.family),
    index('refresh_tokens_customer_idx').on(table.customerId),
    index('refresh_tokens_expires_idx').on(table.expiresAt),
  ],
);

/** The answer to each `Idempotency-Key`, stored in the transaction of the write that it stands for. */
const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    status: integer('status').notNull(),
    body: jsonb('body').notNull(),
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

/** Adds the plain tables, which no editor edits, and the indexes that fields cannot express. */
export const domainSchema: SchemaHook = ({ schema, extendTable }) => {
  const { blogs, bookings, domain_events: domainEvents, time_slots: timeSlots } = schema.tables;
  if (bookings) {
    extendTable({
      table: bookings,
      extraConfig: (table) => ({
        oneLiveBookingASlot: uniqueIndex('bookings_live_slot_idx').on(table.slot).where(sql`status <> 'CANCELLED'`),
        ownPages: index('bookings_customer_page_idx').on(table.customer, table.id),
        dueReminders: index('bookings_reminder_due_idx')
          .on(table.reminderDueAt)
          .where(sql`reminder_due_at IS NOT NULL`),
      }),
    });
  }
  if (timeSlots) {
    extendTable({
      table: timeSlots,
      extraConfig: (table) => ({
        listing: index('time_slots_listing_idx').on(table.type, table.startsAt),
        oneHoldACustomer: uniqueIndex('time_slots_one_hold_idx').on(table.heldBy),
      }),
    });
  }
  if (blogs) {
    extendTable({
      table: blogs,
      extraConfig: (table) => ({
        publicPages: index('blogs_public_page_idx').on(table.publishedAt, table.id).where(sql`_status = 'published'`),
      }),
    });
  }
  if (domainEvents) {
    extendTable({
      table: domainEvents,
      extraConfig: (table) => ({
        undispatched: index('domain_events_undispatched_idx').on(table.id).where(sql`dispatched_at IS NULL`),
        unsettled: index('domain_events_unsettled_idx').on(table.checkedAt).where(sql`settled_at IS NULL`),
      }),
    });
  }
  return {
    ...schema,
    tables: {
      ...schema.tables,
      event_receipts: eventReceipts,
      customer_credentials: customerCredentials,
      refresh_tokens: refreshTokens,
      idempotency_keys: idempotencyKeys,
      abandoned_files: abandonedFiles,
      ...contentTables,
    },
  };
};
