import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { toDate } from '../../lib/dates.ts';
import { isOpenBookingSql } from './slot-sql.ts';

const BATCH = 200;

type DueReminder = {
  bookingId: string;
  userId: string | null;
  email: string;
  referenceCode: string;
  startsAt: string;
  wanted: boolean;
};

/**
 * Emits `booking.reminder_due` for each open booking whose reminder is due, 24 hours before the appointment starts. The due time
 * is a column of the booking. The transaction that stores the event clears the column, so each reminder is emitted once, even
 * after a crash and with several workers.
 * @returns the number of events emitted
 */
export async function emitDueReminders(payload: Payload): Promise<number> {
  let emitted = 0;
  for (;;) {
    const due = await emitBatch(payload);
    emitted += due.filter(({ wanted }) => wanted).length;
    if (due.length < BATCH) return emitted;
  }
}

function emitBatch(payload: Payload): Promise<DueReminder[]> {
  return withTransaction(payload, async (req) => {
    const tx = await transactionOf(req);
    const { rows } = await tx.execute<DueReminder>(sql`
      WITH due AS (
        SELECT id, slot_id FROM bookings WHERE reminder_due_at <= now()
        ORDER BY reminder_due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
      UPDATE bookings AS booking SET reminder_due_at = NULL
      FROM due JOIN time_slots AS slot ON slot.id = due.slot_id
      WHERE booking.id = due.id
      RETURNING booking.id AS "bookingId", customer_id AS "userId", email, reference_code AS "referenceCode",
        starts_at AS "startsAt", ${isOpenBookingSql} AND starts_at > now() AS wanted`);
    for (const { wanted, startsAt, ...event } of rows) {
      if (wanted) await emit(req, 'booking.reminder_due', { ...event, slotStartsAt: toDate(startsAt).toISOString() });
    }
    return rows;
  });
}
