import { sql } from '@payloadcms/db-postgres/drizzle';
import {
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from '@payloadcms/db-postgres/drizzle/pg-core';
import { type CollectionIndexes, instant } from './shared.ts';

/**
 * The received Stripe events by id, so that each event is applied once. Of the event's object only the id is stored, because its
 * other fields may contain personal data.
 */
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

/**
 * Refunds, requested by staff or reported by Stripe; amounts in pence. The id of a requested refund is its idempotency key at
 * Stripe.
 */
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
    /** Caller and `Idempotency-Key` of the request; unique, so that a key creates at most one refund. */
    requestKey: text('request_key').unique('refunds_request_key_key'),
    createdAt: instant('created_at').notNull().defaultNow(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [index('refunds_payment_idx').on(table.paymentId)],
);

/** Failed payment attempts, each stored once. Only staff may see the decline code, as Stripe advises. */
const paymentFailures = pgTable(
  'payment_failures',
  {
    paymentId: uuid('payment_id').notNull(),
    /** Id of Stripe's charge, or of the payment method if the attempt created no charge. */
    attempt: text('attempt').notNull(),
    code: text('code'),
    declineCode: text('decline_code'),
    message: text('message'),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.paymentId, table.attempt] })],
);

/** PaymentIntents that still have to be cancelled at Stripe, because their orders were cancelled. */
const intentCancellations = pgTable('intent_cancellations', {
  intentId: text('intent_id').primaryKey(),
  paymentId: uuid('payment_id').notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

/** Disputes by Stripe's id; amounts in pence. */
const disputes = pgTable(
  'disputes',
  {
    id: text('id').primaryKey(),
    paymentId: uuid('payment_id').notNull(),
    amount: integer('amount').notNull(),
    reason: text('reason').notNull(),
    status: text('status').notNull(),
    /** When Stripe sent the status; a status with an earlier time is ignored. The default, 1970, is earlier than any status. */
    statusAt: instant('status_at').notNull().default(new Date(0)),
    /** Whether the bank withholds the amount until the dispute is decided. */
    holdsMoney: boolean('holds_money').notNull().default(true),
    /** Whether the dispute is lost; its amount then counts as refunded. */
    lost: boolean('lost').notNull().default(false),
    openedAt: instant('opened_at').notNull().defaultNow(),
    closedAt: instant('closed_at'),
  },
  (table) => [index('disputes_payment_idx').on(table.paymentId)],
);

/** The last invoice number of each series and year. The transaction that issues the next invoice locks the row. */
const invoiceCounters = pgTable(
  'invoice_counters',
  { series: text('series').notNull(), year: integer('year').notNull(), last: integer('last').notNull() },
  (table) => [primaryKey({ columns: [table.series, table.year] })],
);

/** The status history of orders and payments, written by the trigger that guards their transitions (shared.sql). */
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

/**
 * One row: the id that distinguishes the Stripe objects of this installation from the objects of other installations with the
 * same Stripe account.
 */
const installation = pgTable('installation', { id: uuid('id').primaryKey() });

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

/** The indexes that the collections of orders, payments, invoices and points cannot express. */
export const salesIndexes: CollectionIndexes = {
  orders: ({ customer, id, paymentDueAt }) => ({
    ownPages: index('orders_customer_page_idx').on(customer, id),
    unpaid: index('orders_payment_due_idx').on(paymentDueAt).where(sql`status = 'PENDING'`),
  }),
  payments: ({ order, checkedAt }) => ({
    oneAnOrder: uniqueIndex('payments_one_an_order_idx').on(order).where(sql`status <> 'CANCELLED'`),
    open: index('payments_open_idx').on(checkedAt).where(sql`status IN ('PENDING', 'PROCESSING', 'FAILED')`),
  }),
  invoices: ({ payment, id }) => ({
    oneAPayment: uniqueIndex('invoices_one_a_payment_idx').on(payment).where(sql`kind = 'INVOICE'`),
    withoutPdf: index('invoices_without_pdf_idx').on(id).where(sql`pdf IS NULL`),
  }),
  loyalty_accounts: ({ customer }) => ({ oneACustomer: uniqueIndex('loyalty_accounts_customer_key').on(customer) }),
  loyalty_entries: ({ eventId, reason }) => ({
    onceAnEvent: uniqueIndex('loyalty_entries_event_reason_key').on(eventId, reason),
  }),
};
