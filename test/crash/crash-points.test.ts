import { sql } from '@payloadcms/db-postgres';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { database } from '../../src/database/transaction.ts';
import type { CrashPoint } from '../../src/events/crash-points.ts';
import { uuidv7 } from '../../src/ids.ts';
import { subscribersOf } from '../../src/jobs/subscribers.ts';
import { book } from '../../src/services/appointments/book.ts';
import { doneBy, emitAlone, eventRow, trackingRows } from '../integration/events/support.ts';
import { bookingOf, makeCustomer, makeSlot } from '../support/appointments.ts';
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

/** Starts a worker that dies at `point`, gives it an event to do so, and starts its successor. */
async function crashAt(point: CrashPoint, emitEvent: () => Promise<string>): Promise<string> {
  const doomed = await startReadyWorker({ ...environment, CRASH_POINT: point });
  const id = await emitEvent();
  expect(await doomed.ended).toEqual(KILLED);
  await startReadyWorker(environment);
  return id;
}

const messageIds = () => mailbox.mails.map(({ messageId }) => messageId);

async function aBooking(email: string): Promise<{ bookingId: string; eventId: string }> {
  const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
  const { body } = await book(payload, customerId, bookingOf(slotId, { email }));
  const { bookingId } = body as { bookingId: string };
  const { rows } = await database(payload).execute<{ id: string }>(sql`
    SELECT id FROM domain_events WHERE topic = 'booking.created' AND payload ->> 'bookingId' = ${bookingId}`);
  return { bookingId, eventId: String(rows[0]?.id) };
}

describe('a web process that is killed while booking', () => {
  const bookAndDie = async (point: CrashPoint) => {
    const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
    const request = bookingOf(slotId, { email: `${point}@example.com` });
    const killed = await start('test/crash/book.ts', {
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

  test('after the outbox insert: nothing is stored and nothing is sent', async () => {
    expect(await bookAndDie('after-outbox-insert')).toEqual({ events: [], isBooked: false, bookings: 0 });
  });

  test('after the commit: the booking stands and all its messages go out once', async () => {
    const { events, isBooked, bookings } = await bookAndDie('after-commit');
    expect({ isBooked, bookings, events: events.length }).toEqual({ isBooked: true, bookings: 1, events: 1 });
    await startReadyWorker(environment);
    const [id] = events as [string];
    await doneBy(payload, id, subscribersOf('booking.created'));
    expect(messageIds().sort()).toEqual([
      `<${id}.booking-confirmation@lomashwood.co.uk>`,
      `<${id}.internal-dual-booking-alert-bedroom@lomashwood.co.uk>`,
      `<${id}.internal-dual-booking-alert-kitchen@lomashwood.co.uk>`,
    ]);
    expect(await trackingRows(payload, id)).toBe(1);
  });
});

describe('a worker that is killed', () => {
  test('after the jobs were added, before the event was marked: each effect happens once', async () => {
    const id = await crashAt('after-enqueue', async () => (await aBooking('enqueued@example.com')).eventId);
    await doneBy(payload, id, subscribersOf('booking.created'));
    await until(async () => (await eventRow(payload, id))?.settled, 'the reconciler');
    expect(await trackingRows(payload, id)).toBe(1);
    // Jobs of the killed worker may have been at their e-mail: that is the one window, and it shows in the Message-ID.
    expect(new Set(messageIds()).size).toBe(3);
    for (const messageId of messageIds()) {
      expect(messageIds().filter((other) => other === messageId).length).toBeLessThanOrEqual(2);
    }
  });

  test('after an effect in Postgres, before its receipt: it happens once', async () => {
    const verified = async () => (await emitAlone(payload, 'user.verified', { userId: uuidv7() })).id;
    const id = await crashAt('after-effect', verified);
    await doneBy(payload, id, ['analytics']);
    expect(await trackingRows(payload, id)).toBe(1);
  });

  test('after the mail server’s 250, before the done marker: one duplicate with the same Message-ID, and no more', async () => {
    const calm = await startReadyWorker(environment);
    const { bookingId, eventId } = await aBooking('window@example.com');
    await doneBy(payload, eventId, subscribersOf('booking.created'));
    calm.child.kill('SIGTERM');
    await calm.ended;
    mailbox.mails.splice(0);
    const { slot } = await payload.findByID({ collection: 'bookings', id: bookingId, depth: 1 });
    const slotStartsAt = typeof slot === 'object' ? slot.startsAt : '';
    const fact = { bookingId, userId: null, email: 'window@example.com', referenceCode: 'BK-1', slotStartsAt };

    const remind = async () => (await emitAlone(payload, 'booking.reminder_due', fact)).id;
    const id = await crashAt('after-mail-accepted', remind);
    await doneBy(payload, id, ['booking-reminder']);
    await until(async () => (await eventRow(payload, id))?.settled, 'the reconciler');
    const messageId = `<${id}.booking-reminder@lomashwood.co.uk>`;
    expect(messageIds()).toEqual([messageId, messageId]);
  });
});
