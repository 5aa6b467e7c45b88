import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { emit } from '../../events/outbox.ts';

const BATCH = 200;

type Due = {
  bookingId: string;
  userId: string | null;
  email: string;
  referenceCode: string;
  startsAt: string;
  wanted: boolean;
};

/**
 * Emits `booking.reminder_due` for the visits that are 24 h away. The due time stands on the booking and is cleared in
 * the transaction of the event, so each visit is announced once, whatever dies and however many workers run.
 * @returns how many events were emitted.
 */
export async function emitDueReminders(payload: Payload): Promise<number> {
  let emitted = 0;
  for (;;) {
    const due = await emitBatch(payload);
    emitted += due.filter(({ wanted }) => wanted).length;
    if (due.length < BATCH) return emitted;
  }
}

function emitBatch(payload: Payload): Promise<Due[]> {
  return withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    const { rows } = await tx.execute<Due>(sql`
      WITH due AS (
        SELECT id, slot_id FROM bookings WHERE reminder_due_at <= now()
        ORDER BY reminder_due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
      UPDATE bookings AS booking SET reminder_due_at = NULL
      FROM due JOIN time_slots AS slot ON slot.id = due.slot_id
      WHERE booking.id = due.id
      RETURNING booking.id AS "bookingId", customer_id AS "userId", email, reference_code AS "referenceCode",
        starts_at AS "startsAt", status IN ('PENDING', 'CONFIRMED') AND starts_at > now() AS wanted`);
    for (const { wanted, startsAt, ...fact } of rows) {
      if (wanted) await emit(req, 'booking.reminder_due', { ...fact, slotStartsAt: toDate(startsAt).toISOString() });
    }
    return rows;
  });
}
