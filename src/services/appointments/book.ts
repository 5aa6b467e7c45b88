import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { emit } from '../../events/outbox.ts';
import { uuidv7 } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { idempotently, type StoredReply } from '../idempotency.ts';
import type { BookingRequest } from './booking-request.ts';
import { limitEmails } from './limit-emails.ts';
import { assertMayBookMore } from './limit-open-bookings.ts';
import { CODE_TRIES, noFreeCode, randomReferenceCode } from './reference-code.ts';
import { reminderDueAt } from './reminder-due.ts';
import { lockSlot } from './slot-lock.ts';
import { type TakenSlot, takeSlot } from './take-slot.ts';

/**
 * Books a slot for a customer (flow 3): slot, booking and event in one transaction. It writes the row itself instead of
 * through `payload.create`, which costs several times as much (docs/decisions/0003); staff edits run the same rules in
 * the collection's hooks.
 * @throws Problem limit_reached, slot_taken, slot_held, slot_unavailable, not_found, idempotency_conflict, idempotency_key_reused.
 */
export async function book(
  payload: Payload,
  customerId: string,
  request: BookingRequest,
  idempotencyKey?: string,
): Promise<StoredReply> {
  const unlock = idempotencyKey ? undefined : await lockSlot(domainOf(payload).redis, request.slotId);
  if (!idempotencyKey && !unlock) {
    throw new Problem('slot_taken', 'Somebody else is booking this slot right now. Please choose another.');
  }
  try {
    return await withTransaction(payload, (req) =>
      idempotently(req, { scope: `book:${customerId}`, key: idempotencyKey, input: request }, () =>
        store(req, customerId, request),
      ),
    );
  } finally {
    await unlock?.();
  }
}

async function store(req: Transactional, customerId: string, request: BookingRequest): Promise<StoredReply> {
  await assertMayBookMore(req, customerId);
  const slot = await takeSlot(req, request.slotId, request.type, { customerId, staff: false });
  const bookingId = uuidv7();
  const referenceCode = await insert(req, bookingId, customerId, request, slot);
  const { type, forKitchen, forBedroom, email } = request;
  const slotStartsAt = slot.startsAt.toISOString();
  const event = await emit(req, 'booking.created', {
    ...{ bookingId, userId: customerId, type, forKitchen, forBedroom, email, referenceCode, slotStartsAt },
  });
  await limitEmails(req, event);
  return { status: 201, body: { bookingId, referenceCode, status: 'PENDING' } };
}

async function insert(
  req: Transactional,
  id: string,
  customerId: string,
  request: BookingRequest,
  slot: TakenSlot,
): Promise<string> {
  const tx = await sessionOf(req);
  const { slotId, type, forKitchen, forBedroom, firstName, lastName, email, phone, postcode, address } = request;
  const reminder = reminderDueAt(slot.startsAt)?.toISOString() ?? null;
  for (let attempt = 0; attempt < CODE_TRIES; attempt++) {
    const code = randomReferenceCode();
    const { rowCount } = await tx.execute(sql`
      INSERT INTO bookings (id, reference_code, status, customer_id, type, slot_id, for_kitchen, for_bedroom, first_name,
        last_name, email, phone, postcode, address, sequence, reminder_due_at)
      VALUES (${id}, ${code}, 'PENDING', ${customerId}, ${type}, ${slotId}, ${forKitchen}, ${forBedroom}, ${firstName},
        ${lastName}, ${email}, ${phone}, ${postcode}, ${address}, 0, ${reminder})
      ON CONFLICT (reference_code) DO NOTHING`);
    if (rowCount === 1) return code;
  }
  throw noFreeCode();
}
