import { sql } from '@payloadcms/db-postgres';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { database } from '../../src/database/transaction.ts';
import type { CrashPoint } from '../../src/events/crash-points.ts';
import { listSubscribers } from '../../src/jobs/subscribers.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { createBooking } from '../../src/services/appointments/create-booking.ts';
import { countTrackingRows, emitAlone, readEventRow, waitUntilDone } from '../integration/events/support.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../support/appointments.ts';
import { openMailbox } from '../support/mailbox.ts';
import { startSite } from '../support/site.ts';
import { until } from '../support/until.ts';
import { start, startReadyWorker } from './processes.ts';

const mailbox = await openMailbox();
afterAll(mailbox.close);
const { payload, redis, environment } = await startSite({ SMTP_URL: mailbox.url });

beforeEach(async () => {
  mailbox.mails.splice(0);
  await redis.flushdb();
});

const KILLED = { code: null, signal: 'SIGKILL' };

/**
 * Starts a worker, emits an event, waits until the worker has died at `point`, and starts another worker.
 * @returns the event's id
 */
async function crashAt(point: CrashPoint, emitEvent: () => Promise<string>): Promise<string> {
  const doomed = await startReadyWorker({ ...environment, CRASH_POINT: point });
  const id = await emitEvent();
  expect(await doomed.ended).toEqual(KILLED);
  await startReadyWorker(environment);
  return id;
}

const messageIds = () => mailbox.mails.map(({ messageId }) => messageId);

async function bookByEmail(email: string): Promise<{ bookingId: string; eventId: string }> {
  const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
  const { body } = await createBooking(payload, customerId, toBookingInput(slotId, { email }));
  const { bookingId } = body as { bookingId: string };
  const { rows } = await database(payload).execute<{ id: string }>(sql`
    SELECT id FROM domain_events WHERE topic = 'booking.created' AND payload ->> 'bookingId' = ${bookingId}`);
  return { bookingId, eventId: String(rows[0]?.id) };
}

describe('a web process that is killed while it creates a booking,', () => {
  const bookAndDie = async (point: CrashPoint) => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    const request = toBookingInput(slotId, { email: `${point}@example.com` });
    const killed = await start('test/crash/appointments/book.ts', {
      ...environment,
      CRASH_POINT: point,
      CUSTOMER: customerId,
      BOOKING: JSON.stringify(request),
    });
    expect(await killed.ended).toEqual(KILLED);
    const { rows } = await database(payload).execute<{ id: string }>(sql`
      SELECT id FROM domain_events WHERE payload ->> 'email' = ${request.email}`);
    const { isBooked } = await payload.findByID({ collection: 'time-slots', id: slotId });
    const bookings = await payload.count({ collection: 'bookings', where: { email: { equals: request.email } } });
    return { events: rows.map(({ id }) => id), isBooked, bookings: bookings.totalDocs };
  };

  test('after the insert into the outbox, stores nothing and sends nothing', async () => {
    expect(await bookAndDie('after-outbox-insert')).toEqual({ events: [], isBooked: false, bookings: 0 });
  });

  test('after the commit, has stored the booking, and every message of the booking is sent once', async () => {
    const { events, isBooked, bookings } = await bookAndDie('after-commit');
    expect({ isBooked, bookings, events: events.length }).toEqual({ isBooked: true, bookings: 1, events: 1 });
    await startReadyWorker(environment);
    const [id] = events as [string];
    await waitUntilDone(payload, id, listSubscribers('booking.created'));
    expect(messageIds().sort()).toEqual([
      `<${id}.booking-confirmation@lomashwood.co.uk>`,
      `<${id}.internal-dual-booking-alert-bedroom@lomashwood.co.uk>`,
      `<${id}.internal-dual-booking-alert-kitchen@lomashwood.co.uk>`,
    ]);
    expect(await countTrackingRows(payload, id)).toBe(1);
  });
});

describe('an effect of an event, when its worker is killed', () => {
  test('after adding the jobs and before marking the event, is applied once', async () => {
    const id = await crashAt('after-enqueue', async () => (await bookByEmail('enqueued@example.com')).eventId);
    await waitUntilDone(payload, id, listSubscribers('booking.created'));
    await until(async () => (await readEventRow(payload, id))?.settled, 'the reconciler to settle the event');
    expect(await countTrackingRows(payload, id)).toBe(1);
    // If the worker was killed while it sent an e-mail, the e-mail is sent twice, with the same Message-ID.
    expect(new Set(messageIds()).size).toBe(3);
    for (const messageId of messageIds()) {
      expect(messageIds().filter((other) => other === messageId).length).toBeLessThanOrEqual(2);
    }
  });

  test('after the effect in Postgres and before the receipt, is applied once', async () => {
    const verified = async () => (await emitAlone(payload, 'user.verified', { userId: uuidv7() })).id;
    const id = await crashAt('after-effect', verified);
    await waitUntilDone(payload, id, ['analytics']);
    expect(await countTrackingRows(payload, id)).toBe(1);
  });

  test('after the mail server’s 250 and before the done marker, causes at most one duplicate e-mail, with the same Message-ID', async () => {
    const healthy = await startReadyWorker(environment);
    const { bookingId, eventId } = await bookByEmail('window@example.com');
    await waitUntilDone(payload, eventId, listSubscribers('booking.created'));
    healthy.child.kill('SIGTERM');
    await healthy.ended;
    mailbox.mails.splice(0);
    const { slot } = await payload.findByID({ collection: 'bookings', id: bookingId, depth: 1 });
    const slotStartsAt = typeof slot === 'object' ? slot.startsAt : '';
    const fact = { bookingId, userId: null, email: 'window@example.com', referenceCode: 'BK-1', slotStartsAt };

    const remind = async () => (await emitAlone(payload, 'booking.reminder_due', fact)).id;
    const id = await crashAt('after-mail-accepted', remind);
    await waitUntilDone(payload, id, ['booking-reminder']);
    await until(async () => (await readEventRow(payload, id))?.settled, 'the reconciler to settle the event');
    const messageId = `<${id}.booking-reminder@lomashwood.co.uk>`;
    expect(messageIds()).toEqual([messageId, messageId]);
  });
});
