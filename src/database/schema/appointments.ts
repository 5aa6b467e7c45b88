import { sql } from '@payloadcms/db-postgres/drizzle';
import { index, uniqueIndex } from '@payloadcms/db-postgres/drizzle/pg-core';
import type { CollectionIndexes } from './shared.ts';

/** The indexes that the collections of bookings and slots cannot express. */
export const appointmentsIndexes: CollectionIndexes = {
  bookings: ({ slot, customer, id, reminderDueAt }) => ({
    oneLiveBookingASlot: uniqueIndex('bookings_live_slot_idx').on(slot).where(sql`status <> 'CANCELLED'`),
    ownPages: index('bookings_customer_page_idx').on(customer, id),
    dueReminders: index('bookings_reminder_due_idx').on(reminderDueAt).where(sql`reminder_due_at IS NOT NULL`),
  }),
  time_slots: ({ type, startsAt, heldBy }) => ({
    listing: index('time_slots_listing_idx').on(type, startsAt),
    oneHoldACustomer: uniqueIndex('time_slots_one_hold_idx').on(heldBy),
  }),
};
