import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { sql } from '@payloadcms/db-postgres/drizzle';
import { index, uniqueIndex } from '@payloadcms/db-postgres/drizzle/pg-core';

type ExtendTable = Parameters<PostgresAdapter['afterSchemaInit'][number]>[0]['extendTable'];
type ExtraConfig = NonNullable<Parameters<ExtendTable>[0]['extraConfig']>;

/** The indexes that fields cannot express: over several columns, or of some rows of a table. */
export const INDEXES: Record<string, ExtraConfig> = {
  bookings: ({ slot, customer, id, reminderDueAt }) => ({
    oneLiveBookingASlot: uniqueIndex('bookings_live_slot_idx').on(slot).where(sql`status <> 'CANCELLED'`),
    ownPages: index('bookings_customer_page_idx').on(customer, id),
    dueReminders: index('bookings_reminder_due_idx').on(reminderDueAt).where(sql`reminder_due_at IS NOT NULL`),
  }),
  time_slots: ({ type, startsAt, heldBy }) => ({
    listing: index('time_slots_listing_idx').on(type, startsAt),
    oneHoldACustomer: uniqueIndex('time_slots_one_hold_idx').on(heldBy),
  }),
  blogs: ({ publishedAt, id }) => ({
    publicPages: index('blogs_public_page_idx').on(publishedAt, id).where(sql`_status = 'published'`),
  }),
  domain_events: ({ id, checkedAt }) => ({
    undispatched: index('domain_events_undispatched_idx').on(id).where(sql`dispatched_at IS NULL`),
    unsettled: index('domain_events_unsettled_idx').on(checkedAt).where(sql`settled_at IS NULL`),
  }),
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
  brochure_requests: ({ createdAt }) => ({
    undelivered: index('brochure_requests_undelivered_idx').on(createdAt).where(sql`delivered_at IS NULL`),
  }),
  loyalty_accounts: ({ customer }) => ({ oneACustomer: uniqueIndex('loyalty_accounts_customer_key').on(customer) }),
  loyalty_entries: ({ eventId, reason }) => ({
    onceAnEvent: uniqueIndex('loyalty_entries_event_reason_key').on(eventId, reason),
  }),
};
