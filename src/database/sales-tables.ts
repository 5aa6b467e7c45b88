import { index, integer, pgTable, primaryKey, text, uuid } from '@payloadcms/db-postgres/drizzle/pg-core';
import { instant } from './columns.ts';

/** Each event that Stripe sent, once. Of its content no more than what it was about: the rest may name people. */
const stripeEvents = pgTable(
  'stripe_events',
  {
    id: text('id').primaryKey(),
    type: text('type').notNull(),
    objectId: text('object_id'),
    createdAt: instant('created_at').notNull(),
    receivedAt: instant('received_at').notNull().defaultNow(),
    paymentId: uuid('payment_id'),
    outcome: text('outcome').notNull(),
  },
  (table) => [index('stripe_events_payment_idx').on(table.paymentId)],
);

/** Refunds as staff asked for them and as Stripe tells of them; amounts in pence. The id is Stripe's idempotency key. */
const refunds = pgTable(
  'refunds',
  {
    id: uuid('id').primaryKey(),
    paymentId: uuid('payment_id').notNull(),
    stripeRefundId: text('stripe_refund_id').unique('refunds_stripe_refund_id_key'),
    amount: integer('amount').notNull(),
    reason: text('reason'),
    status: text('status').notNull(),
    requestedBy: uuid('requested_by'),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [index('refunds_payment_idx').on(table.paymentId)],
);

/** Disputes as Stripe tells of them, under Stripe's id. */
const disputes = pgTable(
  'disputes',
  {
    id: text('id').primaryKey(),
    paymentId: uuid('payment_id').notNull(),
    amount: integer('amount').notNull(),
    reason: text('reason').notNull(),
    status: text('status').notNull(),
    openedAt: instant('opened_at').notNull().defaultNow(),
    closedAt: instant('closed_at'),
  },
  (table) => [index('disputes_payment_idx').on(table.paymentId)],
);

/** The last number of each series and year; locked by the transaction that issues the next. */
const invoiceCounters = pgTable(
  'invoice_counters',
  { series: text('series').notNull(), year: integer('year').notNull(), last: integer('last').notNull() },
  (table) => [primaryKey({ columns: [table.series, table.year] })],
);

/** How orders and payments came to where they are; written by the trigger that guards their moves. */
const statusChanges = pgTable(
  'status_changes',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    entity: text('entity').notNull(),
    rowId: uuid('row_id').notNull(),
    fromStatus: text('from_status'),
    toStatus: text('to_status').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('status_changes_row_idx').on(table.rowId)],
);

/** One row: what tells this installation's objects at Stripe from those of another one with the same account. */
const installation = pgTable('installation', { id: uuid('id').primaryKey() });

/** The plain tables of the sales domain. */
export const salesTables = {
  stripe_events: stripeEvents,
  refunds,
  disputes,
  invoice_counters: invoiceCounters,
  status_changes: statusChanges,
  installation,
};
