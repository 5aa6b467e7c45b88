import { boolean, index, integer, pgTable, primaryKey, text, uuid } from '@payloadcms/db-postgres/drizzle/pg-core';
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
    /** Caller and Idempotency-Key of the request: the same key never makes a second refund. */
    requestKey: text('request_key').unique('refunds_request_key_key'),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [index('refunds_payment_idx').on(table.paymentId)],
);

/** Each attempt to pay that failed, once. The decline code is for staff alone, as Stripe asks. */
const paymentFailures = pgTable(
  'payment_failures',
  {
    paymentId: uuid('payment_id').notNull(),
    /** Stripe's charge, or the payment method where the attempt got as far as no charge. */
    attempt: text('attempt').notNull(),
    code: text('code'),
    declineCode: text('decline_code'),
    message: text('message'),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.paymentId, table.attempt] })],
);

/** PaymentIntents of cancelled orders that are still to be cancelled at Stripe. */
const intentCancellations = pgTable('intent_cancellations', {
  intentId: text('intent_id').primaryKey(),
  paymentId: uuid('payment_id').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

/** Disputes as Stripe tells of them, under Stripe's id; amounts in pence. */
const disputes = pgTable(
  'disputes',
  {
    id: text('id').primaryKey(),
    paymentId: uuid('payment_id').notNull(),
    amount: integer('amount').notNull(),
    reason: text('reason').notNull(),
    status: text('status').notNull(),
    /** When Stripe told of the status; what it told earlier and comes later is old. */
    statusAt: instant('status_at').notNull(),
    /** Whether the bank holds the amount back until the dispute is decided. */
    holdsMoney: boolean('holds_money').notNull(),
    /** Whether the amount is lost, as if it had been refunded. */
    lost: boolean('lost').notNull(),
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
  payment_failures: paymentFailures,
  intent_cancellations: intentCancellations,
  disputes,
  invoice_counters: invoiceCounters,
  status_changes: statusChanges,
  installation,
};
