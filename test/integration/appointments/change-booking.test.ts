import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import type { Booking } from '../../../src/payload-types.ts';
import { book } from '../../../src/services/appointments/book.ts';
import { moveBooking, rescheduleBooking } from '../../../src/services/appointments/change-booking.ts';
import { holdSlot } from '../../../src/services/appointments/hold-slot.ts';
import { eraseCustomer } from '../../../src/services/identity/erase-customer.ts';
import { bookingOf, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();
const staff = { customerId: null, user: null };

async function makeBooking() {
  const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
  const { body } = await book(payload, customerId, bookingOf(slotId));
  const { bookingId } = body as { bookingId: string };
  return { slotId, customerId, bookingId, owner: { customerId, user: null } };
}

const topics = async (bookingId: string) => {
  const { rows } = await database(payload).execute<{ topic: string }>(
    sql`SELECT topic FROM domain_events WHERE payload->>'bookingId' = ${bookingId} ORDER BY id`,
  );
  return rows.map(({ topic }) => topic);
};

/** Has a visit begun, long ago. */
const begin = (slotId: string) =>
  database(payload).execute(sql`
    UPDATE time_slots SET starts_at = starts_at - interval '1 year', ends_at = ends_at - interval '1 year'
    WHERE id = ${slotId}`);

const isBooked = async (id: string) => (await payload.findByID({ collection: 'time-slots', id })).isBooked;

describe('rescheduling', () => {
  test('frees the old slot, takes the new one and tells of both times', async () => {
    const { slotId, bookingId, owner } = await makeBooking();
    const next = await makeSlot(payload);
    const moved = await rescheduleBooking(payload, bookingId, next, owner);
    expect(moved).toMatchObject({ slotId: next, status: 'PENDING', sequence: 1 });
    expect([await isBooked(slotId), await isBooked(next)]).toEqual([false, true]);
    expect(await topics(bookingId)).toEqual(['booking.created', 'booking.rescheduled']);
    await expect(book(payload, await makeCustomer(payload), bookingOf(slotId))).resolves.toMatchObject({ status: 201 });
  });

  test('to its own slot changes nothing', async () => {
    const { slotId, bookingId, owner } = await makeBooking();
    expect(await rescheduleBooking(payload, bookingId, slotId, owner)).toMatchObject({ slotId, sequence: 0 });
    expect(await topics(bookingId)).toEqual(['booking.created']);
  });

  test('two bookings that race for one free slot: one gets it, the other stays where it was', async () => {
    const [a, b, free] = [await makeBooking(), await makeBooking(), await makeSlot(payload)];
    const results = await Promise.allSettled([a, b].map((x) => rescheduleBooking(payload, x.bookingId, free, x.owner)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const loser = results[0]?.status === 'rejected' ? a : b;
    expect(await isBooked(loser.slotId)).toBe(true);
    expect(await topics(loser.bookingId)).toEqual(['booking.created']);
  });

  test('there and back at the same time ends in one of both places, never in two', async () => {
    const { slotId, bookingId, owner } = await makeBooking();
    const other = await makeSlot(payload);
    await Promise.allSettled([
      rescheduleBooking(payload, bookingId, other, owner),
      rescheduleBooking(payload, bookingId, slotId, owner),
      rescheduleBooking(payload, bookingId, other, owner),
    ]);
    expect([await isBooked(slotId), await isBooked(other)].filter(Boolean)).toHaveLength(1);
  });

  test.each(['slot_taken', 'slot_held', 'slot_unavailable'])(
    'to a slot that is refused with %s keeps the old one',
    async (code) => {
      const { slotId, bookingId, owner } = await makeBooking();
      const target = await makeSlot(payload, code === 'slot_unavailable' ? { type: 'ONLINE' } : {});
      if (code === 'slot_taken') await book(payload, await makeCustomer(payload), bookingOf(target));
      if (code === 'slot_held') await holdSlot(payload, await makeCustomer(payload), target);
      await expect(rescheduleBooking(payload, bookingId, target, owner)).rejects.toMatchObject({ code });
      expect(await isBooked(slotId)).toBe(true);
    },
  );
});

describe('states', () => {
  test('cancelling frees the slot; repeating it is harmless and emits nothing more', async () => {
    const { slotId, bookingId, owner } = await makeBooking();
    await Promise.all(Array.from({ length: 4 }, () => moveBooking(payload, bookingId, 'CANCELLED', owner)));
    expect(await isBooked(slotId)).toBe(false);
    expect(await topics(bookingId)).toEqual(['booking.created', 'booking.cancelled']);
  });

  test('cancelling again does not free the slot of whoever took it since', async () => {
    const { slotId, bookingId, owner } = await makeBooking();
    await moveBooking(payload, bookingId, 'CANCELLED', owner);
    await book(payload, await makeCustomer(payload), bookingOf(slotId));
    await moveBooking(payload, bookingId, 'CANCELLED', owner);
    expect(await isBooked(slotId)).toBe(true);
  });

  test('confirming many times at once emits one event', async () => {
    const { bookingId } = await makeBooking();
    await Promise.all(Array.from({ length: 5 }, () => moveBooking(payload, bookingId, 'CONFIRMED', staff)));
    expect(await topics(bookingId)).toEqual(['booking.created', 'booking.confirmed']);
  });

  test('confirming and cancelling at once leaves slot and state in step', async () => {
    const { slotId, bookingId, owner } = await makeBooking();
    await Promise.allSettled([
      moveBooking(payload, bookingId, 'CONFIRMED', staff),
      moveBooking(payload, bookingId, 'CANCELLED', owner),
    ]);
    const { status } = await payload.findByID({ collection: 'bookings', id: bookingId });
    expect({ status, booked: await isBooked(slotId) }).toEqual({ status: 'CANCELLED', booked: false });
  });

  test('another customer’s booking does not exist', async () => {
    const { bookingId } = await makeBooking();
    const stranger = { customerId: await makeCustomer(payload), user: null };
    await expect(moveBooking(payload, bookingId, 'CANCELLED', stranger)).rejects.toMatchObject({ code: 'not_found' });
  });

  test.each([
    ['CANCELLED', 'CONFIRMED'],
    ['COMPLETED', 'CANCELLED'],
    ['PENDING', 'COMPLETED'],
    ['NO_SHOW', 'COMPLETED'],
  ] as const)('%s → %s is refused', async (from, to) => {
    const { bookingId, slotId } = await makeBooking();
    if (from !== 'PENDING' && from !== 'CANCELLED') await moveBooking(payload, bookingId, 'CONFIRMED', staff);
    if (from === 'COMPLETED' || from === 'NO_SHOW') await begin(slotId);
    if (from !== 'PENDING') await moveBooking(payload, bookingId, from, staff);
    await expect(moveBooking(payload, bookingId, to, staff)).rejects.toMatchObject({ code: 'invalid_state' });
  });
});

describe('staff edits', () => {
  const data = (slot: string): Omit<Booking, 'id' | 'createdAt' | 'updatedAt' | 'sequence'> & { sequence?: number } => {
    const { slotId, ...rest } = bookingOf(slot);
    return { ...rest, slot: slotId, status: 'PENDING' };
  };

  test('a booking made in the admin UI takes its slot and emits the same event as the website', async () => {
    const slotId = await makeSlot(payload);
    const booking = await payload.create({ collection: 'bookings', data: data(slotId) as never });
    expect(booking).toMatchObject({ sequence: 0, referenceCode: expect.stringMatching(/^BK-/) });
    expect(await isBooked(slotId)).toBe(true);
    expect(await topics(booking.id)).toEqual(['booking.created']);
    const second = payload.create({ collection: 'bookings', data: data(slotId) as never });
    await expect(second).rejects.toMatchObject({ code: 'slot_taken' });
  });

  test('a new booking cannot begin in another state, and its slot stays free', async () => {
    const slotId = await makeSlot(payload);
    const attempt = payload.create({ collection: 'bookings', data: { ...data(slotId), status: 'COMPLETED' } as never });
    await expect(attempt).rejects.toMatchObject({ code: 'invalid_state' });
    expect(await isBooked(slotId)).toBe(false);
  });

  test('an invalid field gives the slot back', async () => {
    const slotId = await makeSlot(payload);
    const attempt = payload.create({ collection: 'bookings', data: { ...data(slotId), phone: '12' } as never });
    await expect(attempt).rejects.toThrow();
    expect(await isBooked(slotId)).toBe(false);
  });

  test('an e-mail address is held to the rule of the website, and stored as there', async () => {
    const attempt = (email: string) =>
      makeSlot(payload).then((slot) =>
        payload.create({ collection: 'bookings', data: { ...data(slot), email } as never }),
      );
    await expect(attempt('a b@example.com')).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(attempt(`${'a'.repeat(250)}@example.com`)).rejects.toMatchObject({ name: 'ValidationError' });
    expect(await attempt(' Ada@Example.com ')).toMatchObject({ email: 'ada@example.com' });
  });

  test('the visit of a customer who was erased since can still be marked as done', async () => {
    const { bookingId, slotId, customerId } = await makeBooking();
    await moveBooking(payload, bookingId, 'CONFIRMED', staff);
    await begin(slotId);
    await eraseCustomer(payload, customerId);
    await expect(moveBooking(payload, bookingId, 'COMPLETED', staff)).resolves.toMatchObject({ status: 'COMPLETED' });
  });

  test('moving and cancelling by edit keep the slots in step', async () => {
    const { slotId, bookingId } = await makeBooking();
    const next = await makeSlot(payload);
    await payload.update({ collection: 'bookings', id: bookingId, data: { slot: next } });
    expect([await isBooked(slotId), await isBooked(next)]).toEqual([false, true]);
    await payload.update({ collection: 'bookings', id: bookingId, data: { status: 'CANCELLED' } });
    expect(await isBooked(next)).toBe(false);
    expect(await topics(bookingId)).toEqual(['booking.created', 'booking.rescheduled', 'booking.cancelled']);
  });

  test('a bulk edit follows the rules for each', async () => {
    const [a, b] = [await makeBooking(), await makeBooking()];
    const where = { id: { in: [a.bookingId, b.bookingId] } };
    await payload.update({ collection: 'bookings', where, data: { status: 'CANCELLED' } });
    expect([await isBooked(a.slotId), await isBooked(b.slotId)]).toEqual([false, false]);
    expect(await topics(b.bookingId)).toEqual(['booking.created', 'booking.cancelled']);
  });

  test('an edit of notes keeps slot, state and sequence', async () => {
    const { slotId, bookingId } = await makeBooking();
    const edited = await payload.update({ collection: 'bookings', id: bookingId, data: { notes: 'Has a dog.' } });
    expect(edited).toMatchObject({ notes: 'Has a dog.', sequence: 0, status: 'PENDING' });
    expect(await isBooked(slotId)).toBe(true);
    expect(await topics(bookingId)).toEqual(['booking.created']);
  });

  test('two staff who move one booking at the same time: one wins, one is told', async () => {
    const { slotId, bookingId } = await makeBooking();
    const targets = [await makeSlot(payload), await makeSlot(payload)];
    const results = await Promise.allSettled(
      targets.map((slot) => payload.update({ collection: 'bookings', id: bookingId, data: { slot } })),
    );
    const { slot } = await payload.findByID({ collection: 'bookings', id: bookingId, depth: 0 });
    const booked = await Promise.all([slotId, ...targets].map(isBooked));
    expect(booked.filter(Boolean)).toHaveLength(1);
    expect(await isBooked(slot as string)).toBe(true);
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
  });

  test('a live booking cannot be deleted, a cancelled one can', async () => {
    const { bookingId } = await makeBooking();
    await expect(payload.delete({ collection: 'bookings', id: bookingId })).rejects.toMatchObject({
      code: 'invalid_state',
    });
    await moveBooking(payload, bookingId, 'CANCELLED', staff);
    await payload.delete({ collection: 'bookings', id: bookingId });
  });

  test('a booked slot keeps its time and cannot be deleted; it may be closed', async () => {
    const { slotId } = await makeBooking();
    const later = new Date(Date.now() + 40 * 86_400_000).toISOString();
    const move = payload.update({ collection: 'time-slots', id: slotId, data: { endsAt: later } });
    await expect(move).rejects.toMatchObject({ code: 'invalid_state' });
    await expect(payload.delete({ collection: 'time-slots', id: slotId })).rejects.toMatchObject({
      code: 'invalid_state',
    });
    await payload.update({ collection: 'time-slots', id: slotId, data: { isClosed: true } });
    expect(await isBooked(slotId)).toBe(true);
  });

  test('slots of one lane cannot overlap, of two lanes they can', async () => {
    const startsAt = new Date(Date.now() + 300 * 86_400_000);
    await makeSlot(payload, { startsAt });
    const half = new Date(startsAt.getTime() + 30 * 60_000);
    await expect(makeSlot(payload, { startsAt: half })).rejects.toThrow();
    await makeSlot(payload, { startsAt: half, lane: 2 });
    await makeSlot(payload, { startsAt: half, type: 'ONLINE' });
  });
});
