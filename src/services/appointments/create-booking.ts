import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { z } from 'zod';
import { runIdempotently, type StoredReply } from '../../database/idempotency.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { emailInput, nameInput, phoneInput, postcodeInput } from '../../lib/contact.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { textInput } from '../../lib/text.ts';
import { computeReminderDueAt, MAX_CODE_ATTEMPTS, noFreeCodeProblem, randomReferenceCode } from './booking-facts.ts';
import { trySlotGuard } from './hold-slot.ts';
import { assertCanBookMore, limitBookingEmails } from './limit-bookings.ts';
import { type ReservedSlot, reserveSlot } from './lock-slot.ts';
import { APPOINTMENT_TYPE_VALUES } from './statuses.ts';

/**
 * The body of `POST /v1/appointments` (docs/spec/flows.md#3-book-an-appointment). The schema normalises phone, postcode and
 * e-mail.
 */
export const bookingRequest = z
  .strictObject({
    type: z.enum(APPOINTMENT_TYPE_VALUES),
    forKitchen: z.boolean(),
    forBedroom: z.boolean(),
    firstName: nameInput,
    lastName: nameInput,
    email: emailInput,
    phone: phoneInput,
    postcode: postcodeInput,
    address: textInput(),
    slotId: z.uuid(),
  })
  .refine(({ forKitchen, forBedroom }) => forKitchen || forBedroom, {
    path: ['forKitchen'],
    message: 'Choose kitchen, bedroom or both.',
  });

export type BookingRequest = z.output<typeof bookingRequest>;

/**
 * Books a slot for a customer (docs/spec/flows.md#3-book-an-appointment): reserves the slot, stores the booking and emits the
 * event in one transaction. The row is inserted with SQL, because `payload.create` costs several times as much
 * (docs/decisions/0003-bookings-inserted-with-sql.md). When staff create a booking, the collection's hooks apply the same rules.
 * @throws Problem limit_reached, slot_taken, slot_held, slot_unavailable, not_found, idempotency_conflict,
 * idempotency_key_reused.
 */
export async function createBooking(
  payload: Payload,
  customerId: string,
  request: BookingRequest,
  idempotencyKey?: string,
): Promise<StoredReply> {
  const unlock = idempotencyKey ? undefined : await trySlotGuard(runtimeOf(payload).redis, request.slotId);
  if (!idempotencyKey && !unlock) {
    throw new Problem('slot_taken', 'Somebody else is booking this slot right now. Please choose another.');
  }
  try {
    return await withTransaction(payload, (req) =>
      runIdempotently(req, { scope: `book:${customerId}`, key: idempotencyKey, input: request }, () =>
        storeBooking(req, customerId, request),
      ),
    );
  } finally {
    await unlock?.();
  }
}

async function storeBooking(req: Transactional, customerId: string, request: BookingRequest): Promise<StoredReply> {
  await assertCanBookMore(req, customerId);
  const slot = await reserveSlot(req, request.slotId, request.type, { customerId, staff: false });
  const bookingId = uuidv7();
  const referenceCode = await insertBooking(req, bookingId, customerId, request, slot);
  const { type, forKitchen, forBedroom, email } = request;
  const slotStartsAt = slot.startsAt.toISOString();
  const event = await emit(req, 'booking.created', {
    ...{ bookingId, userId: customerId, type, forKitchen, forBedroom, email, referenceCode, slotStartsAt },
  });
  await limitBookingEmails(req, event);
  return { status: 201, body: { bookingId, referenceCode, status: 'PENDING' } };
}

async function insertBooking(
  req: Transactional,
  id: string,
  customerId: string,
  request: BookingRequest,
  slot: ReservedSlot,
): Promise<string> {
  const tx = await transactionOf(req);
  const { slotId, type, forKitchen, forBedroom, firstName, lastName, email, phone, postcode, address } = request;
  const reminder = computeReminderDueAt(slot.startsAt)?.toISOString() ?? null;
  for (let attempt = 0; attempt < MAX_CODE_ATTEMPTS; attempt++) {
    const code = randomReferenceCode();
    const { rowCount } = await tx.execute(sql`
      INSERT INTO bookings (id, reference_code, status, customer_id, type, slot_id, for_kitchen, for_bedroom, first_name,
        last_name, email, phone, postcode, address, sequence, reminder_due_at)
      VALUES (${id}, ${code}, 'PENDING', ${customerId}, ${type}, ${slotId}, ${forKitchen}, ${forBedroom}, ${firstName},
        ${lastName}, ${email}, ${phone}, ${postcode}, ${address}, 0, ${reminder})
      ON CONFLICT (reference_code) DO NOTHING`);
    if (rowCount === 1) return code;
  }
  throw noFreeCodeProblem();
}
