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
  uniqueIndex,
  uuid,
} from '@payloadcms/db-postgres/drizzle/pg-core';
import { analyticsTables } from './analytics-tables.ts';
import { instant, orderedText } from './columns.ts';
import { contentTables } from './content-tables.ts';
import { salesTables } from './sales-tables.ts';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

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

/** The published products as `/v1/products` shows them, and those withdrawn, without their text; see `productCards`. */
const productCards = pgTable(
  'product_cards',
  {
    productId: uuid('product_id').primaryKey(),
    live: boolean('live').notNull(),
    slug: text('slug').notNull(),
    titleKey: orderedText('title_key').notNull(),
    category: text('category').notNull(),
    style: text('style'),
    range: text('range'),
    finish: text('finish'),
    colours: text('colours').array().notNull(),
    price: integer('price').notNull(),
    inStock: boolean('in_stock').notNull(),
    createdAt: instant('created_at').notNull(),
    card: text('card').notNull(),
    search: tsvector('search').notNull(),
    searchText: text('search_text').notNull(),
    isNews: boolean('is_news').notNull(),
    announcedLive: boolean('announced_live').notNull().default(false),
  },
  (table) => {
    const live = sql`live`;
    return [
      index('product_cards_created_idx').on(table.createdAt, table.productId).where(live),
      index('product_cards_price_idx').on(table.price, table.productId).where(live),
      index('product_cards_title_idx').on(table.titleKey, table.productId).where(live),
      index('product_cards_category_created_idx').on(table.category, table.createdAt, table.productId).where(live),
      index('product_cards_category_price_idx').on(table.category, table.price, table.productId).where(live),
      index('product_cards_category_title_idx').on(table.category, table.titleKey, table.productId).where(live),
      index('product_cards_slug_idx').on(table.slug).where(live),
      index('product_cards_style_idx').on(table.style).where(live),
      index('product_cards_range_idx').on(table.range).where(live),
      index('product_cards_finish_idx').on(table.finish).where(live),
      index('product_cards_colours_idx').using('gin', table.colours).where(live),
      index('product_cards_search_idx').using('gin', table.search).where(live),
    ];
  },
);

/** Adds the plain tables, which no editor edits, and the indexes that fields cannot express. */
export const domainSchema: SchemaHook = ({ schema, extendTable }) => {
  const { blogs, bookings, domain_events: domainEvents, time_slots: timeSlots } = schema.tables;
  const { brochure_requests: brochureRequests } = schema.tables;
  const { orders, payments, invoices, loyalty_accounts: accounts, loyalty_entries: entries } = schema.tables;
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
  if (orders) {
    extendTable({
      table: orders,
      extraConfig: (table) => ({
        ownPages: index('orders_customer_page_idx').on(table.customer, table.id),
        unpaid: index('orders_payment_due_idx').on(table.paymentDueAt).where(sql`status = 'PENDING'`),
      }),
    });
  }
  if (payments) {
    extendTable({
      table: payments,
      extraConfig: (table) => ({
        oneAnOrder: uniqueIndex('payments_one_an_order_idx').on(table.order).where(sql`status <> 'CANCELLED'`),
        open: index('payments_open_idx').on(table.checkedAt).where(sql`status IN ('PENDING', 'PROCESSING', 'FAILED')`),
      }),
    });
  }
  if (invoices) {
    extendTable({
      table: invoices,
      extraConfig: (table) => ({
        oneAPayment: uniqueIndex('invoices_one_a_payment_idx').on(table.payment).where(sql`kind = 'INVOICE'`),
        withoutPdf: index('invoices_without_pdf_idx').on(table.id).where(sql`pdf IS NULL`),
      }),
    });
  }
  if (brochureRequests) {
    extendTable({
      table: brochureRequests,
      extraConfig: (table) => ({
        undelivered: index('brochure_requests_undelivered_idx').on(table.createdAt).where(sql`delivered_at IS NULL`),
      }),
    });
  }
  if (accounts) {
    extendTable({
      table: accounts,
      extraConfig: (table) => ({ oneACustomer: uniqueIndex('loyalty_accounts_customer_key').on(table.customer) }),
    });
  }
  if (entries) {
    extendTable({
      table: entries,
      extraConfig: (table) => ({
        onceAnEvent: uniqueIndex('loyalty_entries_event_reason_key').on(table.eventId, table.reason),
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
      cache_generations: cacheGenerations,
      cache_changes: cacheChanges,
      product_cards: productCards,
      ...contentTables,
      ...salesTables,
      ...analyticsTables,
    },
  };
};
