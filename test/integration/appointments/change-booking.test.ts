import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import type { Booking } from '../../../src/payload-types.ts';
import { rescheduleBooking, transitionBooking } from '../../../src/services/appointments/change-booking.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { holdSlot } from '../../../src/services/appointments/hold-slot.ts';
import { eraseCustomer } from '../../../src/services/identity/erase-customer.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();
const staff = { customerId: null, user: null };

async function makeBooking() {
  const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
  const { body } = await createBooking(payload, customerId, toBookingInput(slotId));
  const { bookingId } = body as { bookingId: string };
  return { slotId, customerId, bookingId, owner: { customerId, user: null } };
}

const topics = async (bookingId: string) => {
  const { rows } = await database(payload).execute<{ topic: string }>(
    sql`SELECT topic FROM domain_events WHERE payload->>'bookingId' = ${bookingId} ORDER BY id`,
  );
  return rows.map(({ topic }) => topic);
};

/** Moves a visit one year into the past. */
const begin = (slotId: string) =>
  database(payload).execute(sql`
    UPDATE time_slots SET starts_at = starts_at - interval '1 year', ends_at = ends_at - interval '1 year'
    WHERE id = ${slotId}`);

const isBooked = async (id: string) => (await payload.findByID({ collection: 'time-slots', id })).isBooked;

describe('rescheduling', () => {
  test('frees the old slot, reserves the new one and emits an event', async () => {
    const { slotId, bookingId, owner } = await makeBooking();
    const next = await makeSlot(payload);
    const moved = await rescheduleBooking(payload, bookingId, next, owner);
    expect(moved).toMatchObject({ slotId: next, status: 'PENDING', sequence: 1 });
    expect([await isBooked(slotId), await isBooked(next)]).toEqual([false, true]);
    expect(await topics(bookingId)).toEqual(['booking.created', 'booking.rescheduled']);
    await expect(createBooking(payload, await makeCustomer(payload), toBookingInput(slotId))).resolves.toMatchObject({
      status: 201,
    });
  });

  test('to the current slot changes nothing', async () => {
    const { slotId, bookingId, owner } = await makeBooking();
    expect(await rescheduleBooking(payload, bookingId, slotId, owner)).toMatchObject({ slotId, sequence: 0 });
    expect(await topics(bookingId)).toEqual(['booking.created']);
  });

  test('two bookings to one free slot moves one booking and does not change the other', async () => {
    const [a, b, free] = [await makeBooking(), await makeBooking(), await makeSlot(payload)];
    const results = await Promise.allSettled([a, b].map((x) => rescheduleBooking(payload, x.bookingId, free, x.owner)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const loser = results[0]?.status === 'rejected' ? a : b;
    expect(await isBooked(loser.slotId)).toBe(true);
    expect(await topics(loser.bookingId)).toEqual(['booking.created']);
  });

  test('concurrently back and forth leaves the booking in exactly one slot', async () => {
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
    'to a slot that is refused with %s keeps the old slot',
    async (code) => {
      const { slotId, bookingId, owner } = await makeBooking();
      const target = await makeSlot(payload, code === 'slot_unavailable' ? { type: 'ONLINE' } : {});
      if (code === 'slot_taken') await createBooking(payload, await makeCustomer(payload), toBookingInput(target));
      if (code === 'slot_held') await holdSlot(payload, await makeCustomer(payload), target);
      await expect(rescheduleBooking(payload, bookingId, target, owner)).rejects.toMatchObject({ code });
      expect(await isBooked(slotId)).toBe(true);
    },
  );
});

describe('the state of a booking', () => {
  test('cancelling a booking frees its slot, and a second cancellation has no effect', async () => {
    const { slotId, bookingId, owner } = await makeBooking();
    await Promise.all(Array.from({ length: 4 }, () => transitionBooking(payload, bookingId, 'CANCELLED', owner)));
    expect(await isBooked(slotId)).toBe(false);
    expect(await topics(bookingId)).toEqual(['booking.created', 'booking.cancelled']);
  });

  test('cancelling a booking again does not free a slot that another customer has booked since', async () => {
    const { slotId, bookingId, owner } = await makeBooking();
    await transitionBooking(payload, bookingId, 'CANCELLED', owner);
    await createBooking(payload, await makeCustomer(payload), toBookingInput(slotId));
    await transitionBooking(payload, bookingId, 'CANCELLED', owner);
    expect(await isBooked(slotId)).toBe(true);
  });

  test('concurrent confirmations of a booking emit one event', async () => {
    const { bookingId } = await makeBooking();
    await Promise.all(Array.from({ length: 5 }, () => transitionBooking(payload, bookingId, 'CONFIRMED', staff)));
    expect(await topics(bookingId)).toEqual(['booking.created', 'booking.confirmed']);
  });

  test('concurrent confirmation and cancellation leave slot and state consistent', async () => {
    const { slotId, bookingId, owner } = await makeBooking();
    await Promise.allSettled([
      transitionBooking(payload, bookingId, 'CONFIRMED', staff),
      transitionBooking(payload, bookingId, 'CANCELLED', owner),
    ]);
    const { status } = await payload.findByID({ collection: 'bookings', id: bookingId });
    expect({ status, booked: await isBooked(slotId) }).toEqual({ status: 'CANCELLED', booked: false });
  });

  test('a change of another customer’s booking gets not_found', async () => {
    const { bookingId } = await makeBooking();
    const stranger = { customerId: await makeCustomer(payload), user: null };
    await expect(transitionBooking(payload, bookingId, 'CANCELLED', stranger)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test.each([
    ['CANCELLED', 'CONFIRMED'],
    ['COMPLETED', 'CANCELLED'],
    ['PENDING', 'COMPLETED'],
    ['NO_SHOW', 'COMPLETED'],
  ] as const)('the change %s → %s is refused', async (from, to) => {
    const { bookingId, slotId } = await makeBooking();
    if (from !== 'PENDING' && from !== 'CANCELLED') await transitionBooking(payload, bookingId, 'CONFIRMED', staff);
    if (from === 'COMPLETED' || from === 'NO_SHOW') await begin(slotId);
    if (from !== 'PENDING') await transitionBooking(payload, bookingId, from, staff);
    await expect(transitionBooking(payload, bookingId, to, staff)).rejects.toMatchObject({ code: 'invalid_state' });
  });
});

describe('staff edits', () => {
  const data = (slot: string): Omit<Booking, 'id' | 'createdAt' | 'updatedAt' | 'sequence'> & { sequence?: number } => {
    const { slotId, ...rest } = toBookingInput(slot);
    return { ...rest, slot: slotId, status: 'PENDING' };
  };

  test('a booking made in the admin UI reserves its slot and emits the same event as the website', async () => {
    const slotId = await makeSlot(payload);
    const booking = await payload.create({ collection: 'bookings', data: data(slotId) as never });
    expect(booking).toMatchObject({ sequence: 0, referenceCode: expect.stringMatching(/^BK-/) });
    expect(await isBooked(slotId)).toBe(true);
    expect(await topics(booking.id)).toEqual(['booking.created']);
    const second = payload.create({ collection: 'bookings', data: data(slotId) as never });
    await expect(second).rejects.toMatchObject({ code: 'slot_taken' });
  });

  test('a new booking must be pending, and a refused booking leaves its slot free', async () => {
    const slotId = await makeSlot(payload);
    const attempt = payload.create({ collection: 'bookings', data: { ...data(slotId), status: 'COMPLETED' } as never });
    await expect(attempt).rejects.toMatchObject({ code: 'invalid_state' });
    expect(await isBooked(slotId)).toBe(false);
  });

  test('a booking that is refused for an invalid field leaves its slot free', async () => {
    const slotId = await makeSlot(payload);
    const attempt = payload.create({ collection: 'bookings', data: { ...data(slotId), phone: '12' } as never });
    await expect(attempt).rejects.toThrow();
    expect(await isBooked(slotId)).toBe(false);
  });

  test('an e-mail address is validated and stored as on the website', async () => {
    const attempt = (email: string) =>
      makeSlot(payload).then((slot) =>
        payload.create({ collection: 'bookings', data: { ...data(slot), email } as never }),
      );
    await expect(attempt('a b@example.com')).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(attempt(`${'a'.repeat(250)}@example.com`)).rejects.toMatchObject({ name: 'ValidationError' });
    expect(await attempt(' Ada@Example.com ')).toMatchObject({ email: 'ada@example.com' });
  });

  test('the visit of an erased customer can still be marked as completed', async () => {
    const { bookingId, slotId, customerId } = await makeBooking();
    await transitionBooking(payload, bookingId, 'CONFIRMED', staff);
    await begin(slotId);
    await eraseCustomer(payload, customerId);
    await expect(transitionBooking(payload, bookingId, 'COMPLETED', staff)).resolves.toMatchObject({
      status: 'COMPLETED',
    });
  });

  test('rescheduling or cancelling a booking in its form keeps the slots consistent', async () => {
    const { slotId, bookingId } = await makeBooking();
    const next = await makeSlot(payload);
    await payload.update({ collection: 'bookings', id: bookingId, data: { slot: next } });
    expect([await isBooked(slotId), await isBooked(next)]).toEqual([false, true]);
    await payload.update({ collection: 'bookings', id: bookingId, data: { status: 'CANCELLED' } });
    expect(await isBooked(next)).toBe(false);
    expect(await topics(bookingId)).toEqual(['booking.created', 'booking.rescheduled', 'booking.cancelled']);
  });

  test('a bulk edit applies the rules to each booking', async () => {
    const [a, b] = [await makeBooking(), await makeBooking()];
    const where = { id: { in: [a.bookingId, b.bookingId] } };
    await payload.update({ collection: 'bookings', where, data: { status: 'CANCELLED' } });
    expect([await isBooked(a.slotId), await isBooked(b.slotId)]).toEqual([false, false]);
    expect(await topics(b.bookingId)).toEqual(['booking.created', 'booking.cancelled']);
  });

  test('an edit of the notes does not change slot, state and sequence', async () => {
    const { slotId, bookingId } = await makeBooking();
    const edited = await payload.update({ collection: 'bookings', id: bookingId, data: { notes: 'Has a dog.' } });
    expect(edited).toMatchObject({ notes: 'Has a dog.', sequence: 0, status: 'PENDING' });
    expect(await isBooked(slotId)).toBe(true);
    expect(await topics(bookingId)).toEqual(['booking.created']);
  });

  test('two concurrent reschedules of one booking reserve exactly one slot', async () => {
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

  test('an open booking cannot be deleted, but a cancelled one can', async () => {
    const { bookingId } = await makeBooking();
    await expect(payload.delete({ collection: 'bookings', id: bookingId })).rejects.toMatchObject({
      code: 'invalid_state',
    });
    await transitionBooking(payload, bookingId, 'CANCELLED', staff);
    await payload.delete({ collection: 'bookings', id: bookingId });
  });

  test('a booked slot cannot be moved or deleted, but it can be closed', async () => {
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

  test('slots can overlap in different lanes, but not in the same lane', async () => {
    const startsAt = new Date(Date.now() + 300 * 86_400_000);
    await makeSlot(payload, { startsAt });
    const half = new Date(startsAt.getTime() + 30 * 60_000);
    await expect(makeSlot(payload, { startsAt: half })).rejects.toThrow();
    await makeSlot(payload, { startsAt: half, lane: 2 });
    await makeSlot(payload, { startsAt: half, type: 'ONLINE' });
  });
});

describe('errors of a booking by phone', () => {
  const EMPTY_FIELDS = ['address', 'email', 'firstName', 'forKitchen', 'lastName', 'phone', 'postcode'];

  const create = (data: object) =>
    payload.create({ collection: 'bookings', data: { status: 'PENDING', ...data } as never }).then(
      () => undefined,
      (error: { code?: string; data?: { errors?: { path: string; message: string }[] } }) => error,
    );

  test.each([
    ['for another type', /another type/, () => makeSlot(payload, { type: 'ONLINE' })],
    ['that is closed', /closed/, () => makeSlot(payload, { isClosed: true })],
    ['that was booked meanwhile', /just been booked/, async () => (await makeBooking()).slotId],
    ['that does not exist', /no such slot/, async () => crypto.randomUUID()],
    ['that is missing', /Choose a slot/, async () => null],
  ])('a slot %s is reported together with all empty fields', async (_, message, makeBadSlot) => {
    const error = await create({ type: 'HOME_MEASUREMENT', slot: await makeBadSlot() });
    const errors = error?.data?.errors ?? [];
    expect(errors.map(({ path }) => path).sort()).toEqual([...EMPTY_FIELDS, 'slot'].sort());
    expect(errors.find(({ path }) => path === 'slot')?.message).toMatch(message);
  });

  test('an invalid status is reported together with all empty fields; an invalid slot alone has its own problem code', async () => {
    const slot = await makeSlot(payload);
    const wrong = await create({ type: 'HOME_MEASUREMENT', slot, status: 'COMPLETED' });
    expect(wrong?.data?.errors?.map(({ path }) => path).sort()).toEqual([...EMPTY_FIELDS, 'status'].sort());
    const { slotId } = await makeBooking();
    const { slotId: _, ...rest } = toBookingInput(slotId);
    expect(await create({ ...rest, slot: slotId })).toMatchObject({ code: 'slot_taken', field: 'slot' });
  });

  test('an edit reports invalid fields of the form together with an invalid slot', async () => {
    const [{ bookingId }, { slotId }] = [await makeBooking(), await makeBooking()];
    const data = { slot: slotId, firstName: '', phone: 'none' };
    const edit = payload.update({ collection: 'bookings', id: bookingId, data });
    const error = await edit.catch((caught: { data?: { errors?: { path: string }[] } }) => caught);
    expect((error as { data: { errors: { path: string }[] } }).data.errors.map(({ path }) => path).sort()).toEqual([
      'firstName',
      'phone',
      'slot',
    ]);
  });
});
