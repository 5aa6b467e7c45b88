import { sql } from '@payloadcms/db-postgres/drizzle';
import { OPEN_STATUSES } from './statuses.ts';

/**
 * The SQL fragments below refer to columns of `time_slots` and `bookings` without a table name, so use them only in statements in
 * which no other table has columns of the same names.
 */

/** Whether no customer holds the slot: it has no hold, or its hold has expired. */
export const isUnheldSql = sql`(held_until IS NULL OR held_until <= now())`;

/** Whether a slot is free in the calendar: neither booked nor closed nor held. */
export const isFreeSlotSql = sql`is_booked IS NOT TRUE AND is_closed IS NOT TRUE AND ${isUnheldSql}`;

/** SQL assignments that end a hold. */
export const endHoldSql = sql`held_by_id = NULL, held_until = NULL, hold_id = NULL`;

/** Whether a booking is open: see {@link OPEN_STATUSES}. */
export const isOpenBookingSql = sql`status IN (${sql.raw(OPEN_STATUSES.map((status) => `'${status}'`).join(', '))})`;

/**
 * The person who books a slot. Customers must book with the notice that the availability requires; staff may book up to the last
 * minute.
 */
export type SlotBooker = { customerId: string | null; staff: boolean };

/** The time after which a slot must start so that the booker may still book it. */
export const earliestStartSql = ({ staff }: Pick<SlotBooker, 'staff'>) =>
  staff ? sql`now()` : sql`now() + coalesce((SELECT notice_hours FROM availability LIMIT 1), 24) * interval '1 hour'`;

/** Whether the booker may hold or book the slot now. The booker's own hold does not prevent this. */
export const isBookableSql = (booker: SlotBooker) => sql`
  is_booked IS NOT TRUE AND is_closed IS NOT TRUE AND starts_at > ${earliestStartSql(booker)}
  AND (held_by_id IS NULL OR held_until <= now() OR held_by_id = ${booker.customerId}::uuid)`;
