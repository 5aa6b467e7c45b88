import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database, sessionOf, withTransaction } from '../../../src/database/transaction.ts';
import { book } from '../../../src/services/appointments/book.ts';
import { holdSlot, releaseHold } from '../../../src/services/appointments/hold-slot.ts';
import { lockSlot } from '../../../src/services/appointments/slot-lock.ts';
import { bookingOf, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const { payload, redis } = await startSite();

const events = async (slotId: string) => {
  const { rows } = await database(payload).execute<{ topic: string; payload: Record<string, unknown> }>(sql`
    SELECT topic, event.payload FROM domain_events AS event
    JOIN bookings ON bookings.id = (event.payload->>'bookingId')::uuid WHERE slot_id = ${slotId} ORDER BY event.id`);
  return rows;
};

const bookingsOf = async (slotId: string) =>
  (await payload.find({ collection: 'bookings', where: { slot: { equals: slotId } } })).docs;

const outcomes = async (attempts: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(attempts);
  return settled.map((one) => (one.status === 'fulfilled' ? 'booked' : (one.reason as { code?: string }).code)).sort();
};

const waiting = async () => {
  const { rowCount } = await database(payload).execute(
    sql`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
  );
  return rowCount;
};

describe('booking a slot', () => {
  test('stores the booking, takes the slot and emits one event', async () => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    const reply = await book(payload, customerId, bookingOf(slotId));
    expect(reply).toMatchObject({
      status: 201,
      body: { status: 'PENDING', referenceCode: expect.stringMatching(/^BK-\d{8}-[2-9A-HJKMNP-TV-Z]{4}$/) },
    });
    const slot = await payload.findByID({ collection: 'time-slots', id: slotId });
    expect(slot.isBooked).toBe(true);
    const [booking, ...others] = await bookingsOf(slotId);
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

  test('of many at once exactly one succeeds', async () => {
    const slotId = await makeSlot(payload);
    const customers = await Promise.all(Array.from({ length: 40 }, () => makeCustomer(payload)));
    const results = await outcomes(customers.map((customer) => book(payload, customer, bookingOf(slotId))));
    expect(results).toEqual(['booked', ...Array(39).fill('slot_taken')]);
    expect(await bookingsOf(slotId)).toHaveLength(1);
    expect(await events(slotId)).toHaveLength(1);
  });

  test('Postgres alone decides: with every lock gone still exactly one succeeds', async () => {
    const slotId = await makeSlot(payload);
    const customers = await Promise.all(Array.from({ length: 12 }, () => makeCustomer(payload)));
    const attempts = customers.map((customer, i) => book(payload, customer, bookingOf(slotId), `key-${i}`));
    expect(await outcomes(attempts)).toEqual(['booked', ...Array(11).fill('slot_taken')]);
  });

  test('a holder of the lock that paused past its time does not free its successor’s', async () => {
    const slotId = await makeSlot(payload);
    const releaseFirst = await lockSlot(redis, slotId);
    await redis.del(`slot:lock:${slotId}`);
    await lockSlot(redis, slotId);
    await releaseFirst?.();
    expect(await redis.exists(`slot:lock:${slotId}`)).toBe(1);
    await redis.del(`slot:lock:${slotId}`);
  });

  test.each([
    ['past', { startsAt: new Date(Date.now() - 3_600_000) }, 'slot_unavailable'],
    ['inside the notice', { startsAt: new Date(Date.now() + 3_600_000) }, 'slot_unavailable'],
    ['closed', { isClosed: true }, 'slot_unavailable'],
    ['of another type', { type: 'ONLINE' as const }, 'slot_unavailable'],
  ])('a slot that is %s is refused and nothing is stored', async (_, options, code) => {
    const [slotId, customerId] = [await makeSlot(payload, options), await makeCustomer(payload)];
    await expect(book(payload, customerId, bookingOf(slotId))).rejects.toMatchObject({ code });
    expect(await bookingsOf(slotId)).toEqual([]);
    expect((await payload.findByID({ collection: 'time-slots', id: slotId })).isBooked).toBe(false);
  });

  test('an unknown slot is not found', async () => {
    const customerId = await makeCustomer(payload);
    const attempt = book(payload, customerId, bookingOf('0190b5a0-0000-7000-8000-000000000000'));
    await expect(attempt).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a failure after the slot was taken gives it back', async () => {
    const slotId = await makeSlot(payload);
    const nobody = '0190b5a0-0000-7000-8000-000000000001';
    await expect(book(payload, nobody, bookingOf(slotId))).rejects.toThrow();
    expect((await payload.findByID({ collection: 'time-slots', id: slotId })).isBooked).toBe(false);
    await expect(book(payload, await makeCustomer(payload), bookingOf(slotId))).resolves.toMatchObject({ status: 201 });
  });
});

describe('with an idempotency key', () => {
  test('a replay gets the first reply and books nothing', async () => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    const first = await book(payload, customerId, bookingOf(slotId), 'same');
    const again = await book(payload, customerId, bookingOf(slotId), 'same');
    expect(again).toEqual({ ...first, headers: { 'Idempotent-Replayed': 'true' } });
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    expect(await bookingsOf(slotId)).toHaveLength(1);
  });

  test('another body under the same key is refused; another customer’s same key is not', async () => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    await book(payload, customerId, bookingOf(slotId), 'mine');
    const other = bookingOf(slotId, { firstName: 'Grace' });
    await expect(book(payload, customerId, other, 'mine')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    const stranger = book(payload, await makeCustomer(payload), bookingOf(await makeSlot(payload)), 'mine');
    await expect(stranger).resolves.toMatchObject({ status: 201 });
  });

  test('ten at once make one booking', async () => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    const attempts = Array.from({ length: 10 }, () => book(payload, customerId, bookingOf(slotId), 'parallel'));
    const results = new Set(await outcomes(attempts));
    expect(results.has('booked')).toBe(true);
    expect([...results].filter((result) => result !== 'booked' && result !== 'idempotency_conflict')).toEqual([]);
    expect(await bookingsOf(slotId)).toHaveLength(1);
  });
});

describe('holds', () => {
  test('keep others from booking, not their owner', async () => {
    const [slotId, owner, other] = [await makeSlot(payload), await makeCustomer(payload), await makeCustomer(payload)];
    await holdSlot(payload, owner, slotId);
    await expect(book(payload, other, bookingOf(slotId))).rejects.toMatchObject({ code: 'slot_held' });
    await expect(holdSlot(payload, other, slotId)).rejects.toMatchObject({ code: 'slot_held' });
    await expect(book(payload, owner, bookingOf(slotId))).resolves.toMatchObject({ status: 201 });
  });

  test('a second hold replaces the first, also when many are asked for at once', async () => {
    const [customer, other] = [await makeCustomer(payload), await makeCustomer(payload)];
    const slots = await Promise.all(Array.from({ length: 6 }, () => makeSlot(payload)));
    await Promise.all(slots.map((slot) => holdSlot(payload, customer, slot)));
    const held = await payload.find({ collection: 'time-slots', where: { heldBy: { equals: customer } } });
    expect(held.docs).toHaveLength(1);
    const free = slots.find((slot) => slot !== held.docs[0]?.id) as string;
    await expect(book(payload, other, bookingOf(free))).resolves.toMatchObject({ status: 201 });
  });

  test('two customers who swap their slots at once do not wait for each other', async () => {
    const [one, two] = [await makeSlot(payload), await makeSlot(payload)];
    const [ada, grace] = [await makeCustomer(payload), await makeCustomer(payload)];
    await holdSlot(payload, ada, one);
    await holdSlot(payload, grace, two);
    const swaps = await withTransaction(payload, async (req) => {
      // Both begin while neither can go on, so both have begun when they can.
      await (await sessionOf(req)).execute(sql`SELECT 1 FROM time_slots WHERE id IN (${one}, ${two}) FOR UPDATE`);
      const both = outcomes([holdSlot(payload, ada, two), holdSlot(payload, grace, one)]);
      await until(async () => (await waiting()) === 2, 'both to wait');
      return { both };
    });
    expect(await swaps.both).toEqual(['slot_held', 'slot_held']);
  });

  test('an expired one keeps nobody out', async () => {
    const [slotId, owner, other] = [await makeSlot(payload), await makeCustomer(payload), await makeCustomer(payload)];
    await holdSlot(payload, owner, slotId);
    await database(payload).execute(
      sql`UPDATE time_slots SET held_until = now() - interval '1 second' WHERE id = ${slotId}`,
    );
    await expect(book(payload, other, bookingOf(slotId))).resolves.toMatchObject({ status: 201 });
  });

  test('can be given up by their owner alone', async () => {
    const [slotId, owner, other] = [await makeSlot(payload), await makeCustomer(payload), await makeCustomer(payload)];
    const { holdId, expiresAt } = await holdSlot(payload, owner, slotId);
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(9 * 60_000);
    await expect(releaseHold(payload, other, holdId)).rejects.toMatchObject({ code: 'not_found' });
    await releaseHold(payload, owner, holdId);
    await expect(book(payload, other, bookingOf(slotId))).resolves.toMatchObject({ status: 201 });
  });
});
