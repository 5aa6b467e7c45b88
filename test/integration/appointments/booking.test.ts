import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database, transactionOf, withTransaction } from '../../../src/database/transaction.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { holdSlot, releaseHold, trySlotGuard } from '../../../src/services/appointments/hold-slot.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { countLockWaits } from '../../support/count-lock-waits.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const { payload, redis } = await startSite();

const events = async (slotId: string) => {
  const { rows } = await database(payload).execute<{ topic: string; payload: Record<string, unknown> }>(sql`
    SELECT topic, event.payload FROM domain_events AS event
    JOIN bookings ON bookings.id = (event.payload->>'bookingId')::uuid WHERE slot_id = ${slotId} ORDER BY event.id`);
  return rows;
};

const readBookings = async (slotId: string) =>
  (await payload.find({ collection: 'bookings', where: { slot: { equals: slotId } } })).docs;

const outcomes = async (attempts: Promise<unknown>[]) => {
  const attemptResults = await Promise.allSettled(attempts);
  return attemptResults
    .map((result) => (result.status === 'fulfilled' ? 'booked' : (result.reason as { code?: string }).code))
    .sort();
};

describe('a booking request', () => {
  test('stores the booking, reserves the slot and emits one event', async () => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    const reply = await createBooking(payload, customerId, toBookingInput(slotId));
    expect(reply).toMatchObject({
      status: 201,
      body: { status: 'PENDING', referenceCode: expect.stringMatching(/^BK-\d{8}-[2-9A-HJKMNP-TV-Z]{4}$/) },
    });
    const slot = await payload.findByID({ collection: 'time-slots', id: slotId });
    expect(slot.isBooked).toBe(true);
    const [booking, ...others] = await readBookings(slotId);
    expect(others).toEqual([]);
    expect(booking).toMatchObject({ firstName: 'Ada', status: 'PENDING', sequence: 0, forKitchen: true });
    expect(await events(slotId)).toEqual([
      {
        topic: 'booking.created',
        payload: {
          bookingId: booking?.id,
          userId: customerId,
          type: 'HOME_MEASUREMENT',
          forKitchen: true,
          forBedroom: true,
          email: 'ada@example.com',
          referenceCode: booking?.referenceCode,
          slotStartsAt: slot.startsAt,
        },
      },
    ]);
    expect(await redis.exists(`slot:lock:${slotId}`)).toBe(0);
  });

  test('succeeds for exactly one of many concurrent customers', async () => {
    const slotId = await makeSlot(payload);
    const customers = await Promise.all(Array.from({ length: 40 }, () => makeCustomer(payload)));
    const results = await outcomes(
      customers.map((customer) => createBooking(payload, customer, toBookingInput(slotId))),
    );
    expect(results).toEqual(['booked', ...Array(39).fill('slot_taken')]);
    expect(await readBookings(slotId)).toHaveLength(1);
    expect(await events(slotId)).toHaveLength(1);
  });

  test('succeeds for exactly one customer even without the lock in Redis', async () => {
    const slotId = await makeSlot(payload);
    const customers = await Promise.all(Array.from({ length: 12 }, () => makeCustomer(payload)));
    const attempts = customers.map((customer, i) =>
      createBooking(payload, customer, toBookingInput(slotId), `key-${i}`),
    );
    expect(await outcomes(attempts)).toEqual(['booked', ...Array(11).fill('slot_taken')]);
  });

  test('whose lock has expired does not release the lock of the next request', async () => {
    const slotId = await makeSlot(payload);
    const releaseFirst = await trySlotGuard(redis, slotId);
    await redis.del(`slot:lock:${slotId}`);
    await trySlotGuard(redis, slotId);
    await releaseFirst?.();
    expect(await redis.exists(`slot:lock:${slotId}`)).toBe(1);
    await redis.del(`slot:lock:${slotId}`);
  });

  test.each([
    ['past', { startsAt: new Date(Date.now() - 3_600_000) }, 'slot_unavailable'],
    ['within the notice period', { startsAt: new Date(Date.now() + 3_600_000) }, 'slot_unavailable'],
    ['closed', { isClosed: true }, 'slot_unavailable'],
    ['of another type', { type: 'ONLINE' as const }, 'slot_unavailable'],
  ])('is refused for a slot that is %s, and stores nothing', async (_, options, code) => {
    const [slotId, customerId] = [await makeSlot(payload, options), await makeCustomer(payload)];
    await expect(createBooking(payload, customerId, toBookingInput(slotId))).rejects.toMatchObject({ code });
    expect(await readBookings(slotId)).toEqual([]);
    expect((await payload.findByID({ collection: 'time-slots', id: slotId })).isBooked).toBe(false);
  });

  test('is refused with not_found for an unknown slot', async () => {
    const customerId = await makeCustomer(payload);
    const attempt = createBooking(payload, customerId, toBookingInput('0190b5a0-0000-7000-8000-000000000000'));
    await expect(attempt).rejects.toMatchObject({ code: 'not_found' });
  });

  test('frees the slot if a later step fails', async () => {
    const slotId = await makeSlot(payload);
    const nobody = '0190b5a0-0000-7000-8000-000000000001';
    await expect(createBooking(payload, nobody, toBookingInput(slotId))).rejects.toThrow();
    expect((await payload.findByID({ collection: 'time-slots', id: slotId })).isBooked).toBe(false);
    await expect(createBooking(payload, await makeCustomer(payload), toBookingInput(slotId))).resolves.toMatchObject({
      status: 201,
    });
  });
});

describe('with an idempotency key', () => {
  test('a retry gets the first response and creates no second booking', async () => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    const first = await createBooking(payload, customerId, toBookingInput(slotId), 'same');
    const again = await createBooking(payload, customerId, toBookingInput(slotId), 'same');
    expect(again).toEqual({ ...first, headers: { 'Idempotent-Replayed': 'true' } });
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    expect(await readBookings(slotId)).toHaveLength(1);
  });

  test('the same key is refused with another body, and accepted from another customer', async () => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    await createBooking(payload, customerId, toBookingInput(slotId), 'mine');
    const other = toBookingInput(slotId, { firstName: 'Grace' });
    await expect(createBooking(payload, customerId, other, 'mine')).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    const stranger = createBooking(
      payload,
      await makeCustomer(payload),
      toBookingInput(await makeSlot(payload)),
      'mine',
    );
    await expect(stranger).resolves.toMatchObject({ status: 201 });
  });

  test('ten concurrent requests create one booking', async () => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    const attempts = Array.from({ length: 10 }, () =>
      createBooking(payload, customerId, toBookingInput(slotId), 'parallel'),
    );
    const results = new Set(await outcomes(attempts));
    expect(results.has('booked')).toBe(true);
    expect([...results].filter((result) => result !== 'booked' && result !== 'idempotency_conflict')).toEqual([]);
    expect(await readBookings(slotId)).toHaveLength(1);
  });
});

describe('holds', () => {
  test('block other customers, but not their owner', async () => {
    const [slotId, owner, other] = [await makeSlot(payload), await makeCustomer(payload), await makeCustomer(payload)];
    await holdSlot(payload, owner, slotId);
    await expect(createBooking(payload, other, toBookingInput(slotId))).rejects.toMatchObject({ code: 'slot_held' });
    await expect(holdSlot(payload, other, slotId)).rejects.toMatchObject({ code: 'slot_held' });
    await expect(createBooking(payload, owner, toBookingInput(slotId))).resolves.toMatchObject({ status: 201 });
  });

  test('are replaced when the same customer holds another slot, even concurrently', async () => {
    const [customer, other] = [await makeCustomer(payload), await makeCustomer(payload)];
    const slots = await Promise.all(Array.from({ length: 6 }, () => makeSlot(payload)));
    await Promise.all(slots.map((slot) => holdSlot(payload, customer, slot)));
    const held = await payload.find({ collection: 'time-slots', where: { heldBy: { equals: customer } } });
    expect(held.docs).toHaveLength(1);
    const free = slots.find((slot) => slot !== held.docs[0]?.id) as string;
    await expect(createBooking(payload, other, toBookingInput(free))).resolves.toMatchObject({ status: 201 });
  });

  test('do not deadlock when two customers swap their slots', async () => {
    const [one, two] = [await makeSlot(payload), await makeSlot(payload)];
    const [ada, grace] = [await makeCustomer(payload), await makeCustomer(payload)];
    await holdSlot(payload, ada, one);
    await holdSlot(payload, grace, two);
    const swaps = await withTransaction(payload, async (req) => {
      // Lock both slots, so that both swaps wait before either can continue.
      await (await transactionOf(req)).execute(sql`SELECT 1 FROM time_slots WHERE id IN (${one}, ${two}) FOR UPDATE`);
      const both = outcomes([holdSlot(payload, ada, two), holdSlot(payload, grace, one)]);
      await until(async () => (await countLockWaits(payload)) === 2, 'both swaps to wait for a lock');
      return { both };
    });
    expect(await swaps.both).toEqual(['slot_held', 'slot_held']);
  });

  test('block nobody after they expire', async () => {
    const [slotId, owner, other] = [await makeSlot(payload), await makeCustomer(payload), await makeCustomer(payload)];
    await holdSlot(payload, owner, slotId);
    await database(payload).execute(
      sql`UPDATE time_slots SET held_until = now() - interval '1 second' WHERE id = ${slotId}`,
    );
    await expect(createBooking(payload, other, toBookingInput(slotId))).resolves.toMatchObject({ status: 201 });
  });

  test('can be released only by their owner', async () => {
    const [slotId, owner, other] = [await makeSlot(payload), await makeCustomer(payload), await makeCustomer(payload)];
    const { holdId, expiresAt } = await holdSlot(payload, owner, slotId);
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(9 * 60_000);
    await expect(releaseHold(payload, other, holdId)).rejects.toMatchObject({ code: 'not_found' });
    await releaseHold(payload, owner, holdId);
    await expect(createBooking(payload, other, toBookingInput(slotId))).resolves.toMatchObject({ status: 201 });
  });
});
