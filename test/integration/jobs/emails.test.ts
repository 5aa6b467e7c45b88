import { sql } from '@payloadcms/db-postgres';
import type { ParsedMail } from 'mailparser';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import type { Topic } from '../../../src/events/topics.ts';
import { listSubscribers } from '../../../src/jobs/subscribers.ts';
import { ERASED_EMAIL } from '../../../src/lib/contact.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { rescheduleBooking, transitionBooking } from '../../../src/services/appointments/change-booking.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { register } from '../../../src/services/identity/register.ts';
import { queueOtpEmail } from '../../../src/services/identity/send-otp.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { codesIn } from '../../support/plain-words.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { emitAlone, startTestWorker, waitUntilDone } from '../events/support.ts';

const mailbox = await openMailbox();
afterAll(mailbox.close);
const { payload, redis } = await startSite({ SMTP_URL: mailbox.url });
const STAFF = { customerId: null, user: null };

beforeEach(() => void mailbox.mails.splice(0));

const recipient = ({ to }: ParsedMail) => [to].flat().map((address) => address?.text)[0];
const to = (address: string) => mailbox.mails.filter((mail) => recipient(mail) === address);

/** Returns the unfolded lines of an e-mail's calendar entry, by property name. */
function readInvitation(mail: ParsedMail | undefined): Record<string, string> {
  const part = mail?.attachments.find(({ filename }) => filename === 'appointment.ics');
  const lines =
    part?.content
      .toString()
      .replace(/\r\n[ \t]/g, '')
      .split('\r\n') ?? [];
  return Object.fromEntries(lines.map((line) => [line.split(/[;:]/)[0], line.slice(line.indexOf(':') + 1)]));
}

/** Waits until all subscribers are done with a booking's newest event of a topic. @returns the event's id */
async function waitForEvent(bookingId: string, topic: Topic): Promise<string> {
  const { rows } = await database(payload).execute<{ id: string }>(sql`
    SELECT id FROM domain_events WHERE topic = ${topic} AND payload ->> 'bookingId' = ${bookingId} ORDER BY id DESC LIMIT 1`);
  const id = String(rows[0]?.id);
  await waitUntilDone(payload, id, listSubscribers(topic));
  return id;
}

async function bookFor(email: string, overrides = {}): Promise<string> {
  const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
  const { body } = await createBooking(payload, customerId, toBookingInput(slotId, { email, ...overrides }));
  return (body as { bookingId: string }).bookingId;
}

describe('a booking', () => {
  test('is acknowledged with a calendar entry, and both teams are alerted, once each', async () => {
    startTestWorker(payload);
    const bookingId = await bookFor('dual@example.com');
    const eventId = await waitForEvent(bookingId, 'booking.created');
    expect(mailbox.mails.map(recipient).sort()).toEqual([
      'bedroom-team@lomashwood.co.uk',
      'dual@example.com',
      'kitchen-team@lomashwood.co.uk',
    ]);
    const [mail] = to('dual@example.com');
    expect(mail?.messageId).toBe(`<${eventId}.booking-confirmation@lomashwood.co.uk>`);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.from?.text).toContain('hello@lomashwood.co.uk');
    expect(mail?.html).toContain('BK-');
    expect(mail?.text).toContain('BK-');
    expect(readInvitation(mail)).toMatchObject({
      METHOD: 'REQUEST',
      UID: `${bookingId}@lomashwood.co.uk`,
      SEQUENCE: '0',
    });
    expect(mail?.attachments.map(({ contentType }) => contentType)).toContain('text/calendar');
    const texts = mailbox.mails.map(({ subject, text }) => `${subject} ${text?.replace(/https?:\/\/\S+/g, '')}`);
    expect(texts.filter((text) => text.includes('020 7946 0958'))).toHaveLength(2);
    expect(texts.flatMap(codesIn)).toEqual([]);
  });

  test('has links to the page to change or cancel it, in the e-mail and the calendar entry, if the settings contain the page', async () => {
    startTestWorker(payload);
    const website = { origin: 'https://www.example.com', booking: '/account/bookings/{id}', book: '/appointments' };
    await payload.updateGlobal({ slug: 'settings', data: { website } });
    const bookingId = await bookFor('linked@example.com');
    await waitForEvent(bookingId, 'booking.created');
    const url = `https://www.example.com/account/bookings/${bookingId}`;
    const [mail] = to('linked@example.com');
    expect(mail?.text).toContain(`Change or cancel your booking ${url}`);
    expect(readInvitation(mail)).toMatchObject({ URL: url, DESCRIPTION: expect.stringContaining(url) });
    mailbox.mails.splice(0);
    await payload.update({ collection: 'bookings', id: bookingId, data: { status: 'CANCELLED' } });
    await waitForEvent(bookingId, 'booking.cancelled');
    const [cancelled] = to('linked@example.com');
    expect(cancelled?.text).toContain('Book another time https://www.example.com/appointments');
    expect([cancelled?.text, readInvitation(cancelled).URL]).toEqual([expect.not.stringContaining(url), undefined]);
    await payload.updateGlobal({ slug: 'settings', data: { website: { origin: null } } });
    const plain = await bookFor('plain@example.com');
    await waitForEvent(plain, 'booking.created');
    expect(to('plain@example.com')[0]?.text).not.toContain('http');
    expect(readInvitation(to('plain@example.com')[0]).URL).toBeUndefined();
  });

  test.each(['kitchen', 'bedroom'])('for a %s alerts only the team of that room', async (room) => {
    startTestWorker(payload);
    const rooms = { forKitchen: room === 'kitchen', forBedroom: room === 'bedroom' };
    const email = `${room}@example.com`;
    await waitForEvent(await bookFor(email, rooms), 'booking.created');
    expect(mailbox.mails.map(recipient).sort()).toEqual([email, `${room}-team@lomashwood.co.uk`].sort());
    expect(to(`${room}-team@lomashwood.co.uk`)[0]?.subject).toMatch(new RegExp(`^New ${room} home measurement, `));
  });

  test('to which an edit adds the other room alerts both teams once each, and an edit of the notes alerts nobody', async () => {
    startTestWorker(payload);
    const id = await bookFor('grows@example.com', { forBedroom: false });
    await waitForEvent(id, 'booking.created');
    mailbox.mails.splice(0);
    await payload.update({ collection: 'bookings', id, data: { notes: 'Has a dog.' } });
    await payload.update({ collection: 'bookings', id, data: { forBedroom: true } });
    await waitForEvent(id, 'booking.room_added');
    expect(mailbox.mails.map(recipient).sort()).toEqual([
      'bedroom-team@lomashwood.co.uk',
      'kitchen-team@lomashwood.co.uk',
    ]);
    expect(mailbox.mails.every(({ subject }) => subject?.startsWith('Kitchen + bedroom'))).toBe(true);
  });

  test('is sent with its calendar entry to the new address, and not to the old one, when staff correct the e-mail address', async () => {
    startTestWorker(payload);
    const id = await bookFor('typo@example.com', { forBedroom: false });
    await waitForEvent(id, 'booking.created');
    mailbox.mails.splice(0);
    await payload.update({ collection: 'bookings', id, data: { email: 'right@example.com' } });
    await waitForEvent(id, 'booking.email_changed');
    expect(mailbox.mails.map(recipient)).toEqual(['right@example.com']);
    expect(to('right@example.com')[0]?.subject).toMatch(/^We have your booking/);
    expect(readInvitation(to('right@example.com')[0])).toMatchObject({ METHOD: 'REQUEST', STATUS: 'TENTATIVE' });
  });

  test('that is cancelled causes no further e-mail when staff correct its e-mail address', async () => {
    startTestWorker(payload);
    const id = await bookFor('early@example.com', { forBedroom: false });
    await payload.update({ collection: 'bookings', id, data: { status: 'CANCELLED' } });
    // An e-mail goes to the address that the booking has at the time of sending, so let the earlier ones go out first.
    await waitForEvent(id, 'booking.created');
    await waitForEvent(id, 'booking.cancelled');
    await payload.update({ collection: 'bookings', id, data: { email: 'later@example.com' } });
    const { rows } = await database(payload).execute<{ topic: string }>(sql`
      SELECT topic FROM domain_events WHERE payload ->> 'bookingId' = ${id} ORDER BY id`);
    expect(rows.map(({ topic }) => topic)).toEqual(['booking.created', 'booking.cancelled']);
    expect(to('later@example.com')).toEqual([]);
  });

  test('that staff create as confirmed sends one e-mail, the confirmation', async () => {
    startTestWorker(payload);
    const { slotId, ...rest } = toBookingInput(await makeSlot(payload), {
      email: 'caller@example.com',
      forBedroom: false,
    });
    const { id } = await payload.create({
      collection: 'bookings',
      data: { ...rest, slot: slotId, status: 'CONFIRMED', sequence: 0 },
    });
    await waitForEvent(id, 'booking.created');
    await waitForEvent(id, 'booking.confirmed');
    expect(to('caller@example.com').map(({ subject }) => subject?.split(':')[0])).toEqual(['Confirmed']);
    expect(readInvitation(to('caller@example.com')[0])).toMatchObject({ SEQUENCE: '1', STATUS: 'CONFIRMED' });
  });

  test('for a showroom visit needs neither e-mail nor postal address, and one for a home visit reports all missing fields at once', async () => {
    startTestWorker(payload);
    const { id: showroom } = await payload.create({
      collection: 'showrooms',
      data: {
        name: 'Leeds',
        slug: 'leeds-by-phone',
        address: '27 Mill Lane',
        city: 'Leeds',
        postcode: 'LS2 7EE',
      } as never,
    });
    const data = {
      firstName: 'Ada',
      lastName: 'Lovelace',
      phone: '020 7946 0958',
      forKitchen: true,
      status: 'PENDING',
    } as const;
    const slot = await makeSlot(payload, { type: 'SHOWROOM', showroom });
    const { id } = await payload.create({
      collection: 'bookings',
      data: { ...data, type: 'SHOWROOM', slot, email: '', address: ' ', sequence: 0 },
    });
    await waitForEvent(id, 'booking.created');
    expect(mailbox.mails.map(recipient)).toEqual(['kitchen-team@lomashwood.co.uk']);

    const bare = { type: 'HOME_MEASUREMENT', slot: await makeSlot(payload), status: 'PENDING' };
    const failure = await payload.create({ collection: 'bookings', data: bare as never }).then(
      () => undefined,
      (error: { data?: { errors: { path: string }[] } }) => error,
    );
    const paths = failure?.data?.errors.map(({ path }) => path).sort();
    expect(paths).toEqual(['address', 'email', 'firstName', 'forKitchen', 'lastName', 'phone', 'postcode']);
  });

  test('that is updated after the visit causes no e-mail to the customer', async () => {
    startTestWorker(payload);
    const id = await bookFor('past@example.com', { forBedroom: false });
    await waitForEvent(id, 'booking.created');
    mailbox.mails.splice(0);
    await database(payload).execute(sql`
      UPDATE time_slots SET starts_at = now() - interval '500 days', ends_at = now() - interval '499 days'
      WHERE id = (SELECT slot_id FROM bookings WHERE id = ${id})`);
    await transitionBooking(payload, id, 'CONFIRMED', STAFF);
    await waitForEvent(id, 'booking.confirmed');
    expect(mailbox.mails).toEqual([]);
  });

  test('that is confirmed, rescheduled and cancelled notifies its customer, with a rising SEQUENCE and one UID', async () => {
    startTestWorker(payload);
    const bookingId = await bookFor('mover@example.com', { forBedroom: false });
    await waitForEvent(bookingId, 'booking.created');
    await transitionBooking(payload, bookingId, 'CONFIRMED', STAFF);
    await waitForEvent(bookingId, 'booking.confirmed');
    await rescheduleBooking(payload, bookingId, await makeSlot(payload), STAFF);
    await waitForEvent(bookingId, 'booking.rescheduled');
    await transitionBooking(payload, bookingId, 'CANCELLED', STAFF);
    await waitForEvent(bookingId, 'booking.cancelled');

    const entries = to('mover@example.com').map(readInvitation);
    expect(entries.map(({ METHOD }) => METHOD)).toEqual(['REQUEST', 'REQUEST', 'REQUEST', 'CANCEL']);
    expect(entries.map(({ SEQUENCE }) => Number(SEQUENCE))).toEqual([0, 1, 2, 3]);
    expect(new Set(entries.map(({ UID }) => UID))).toEqual(new Set([`${bookingId}@lomashwood.co.uk`]));
    expect(entries[1]?.DTSTART).not.toBe(entries[2]?.DTSTART);
    expect(entries[3]?.DTSTART).toBe(entries[2]?.DTSTART);
  });

  test('that changes before its e-mails are sent appears in each e-mail as it was at the event', async () => {
    const bookingId = await bookFor('late@example.com', { forBedroom: false });
    const before = await payload.findByID({ collection: 'bookings', id: bookingId, depth: 1 });
    await rescheduleBooking(payload, bookingId, await makeSlot(payload), STAFF);
    await transitionBooking(payload, bookingId, 'CANCELLED', STAFF);
    startTestWorker(payload);
    await waitForEvent(bookingId, 'booking.cancelled');
    await waitForEvent(bookingId, 'booking.rescheduled');
    await waitForEvent(bookingId, 'booking.created');

    const entries = to('late@example.com')
      .map(readInvitation)
      .sort((a, b) => Number(a.SEQUENCE) - Number(b.SEQUENCE));
    expect(entries.map(({ METHOD, SEQUENCE }) => [METHOD, SEQUENCE])).toEqual([
      ['REQUEST', '0'],
      ['REQUEST', '1'],
      ['CANCEL', '2'],
    ]);
    const first = typeof before.slot === 'object' ? before.slot.startsAt : '';
    expect(entries[0]?.DTSTART).toBe(first.replace(/[-:]|\.\d+/g, ''));
  });

  test('that several people confirm concurrently causes one confirmation e-mail', async () => {
    startTestWorker(payload);
    const bookingId = await bookFor('twice@example.com', { forBedroom: false });
    await Promise.allSettled(
      Array.from({ length: 8 }, () => transitionBooking(payload, bookingId, 'CONFIRMED', STAFF)),
    );
    await waitForEvent(bookingId, 'booking.confirmed');
    await waitForEvent(bookingId, 'booking.created');
    expect(to('twice@example.com').map(({ subject }) => subject?.startsWith('Confirmed') ?? false).length).toBe(2);
  });

  test('whose customer was erased causes no e-mail', async () => {
    const bookingId = await bookFor('gone@example.com');
    await database(payload).execute(sql`
      UPDATE bookings SET email = ${ERASED_EMAIL}, customer_id = NULL WHERE id = ${bookingId}`);
    startTestWorker(payload);
    await waitForEvent(bookingId, 'booking.created');
    expect(mailbox.mails).toEqual([]);
  });
});

describe('a reminder', () => {
  const remind = async (bookingId: string, slotStartsAt: string) => {
    const fact = { bookingId, userId: null, email: 'reminded@example.com', referenceCode: 'BK-1', slotStartsAt };
    const { id } = await emitAlone(payload, 'booking.reminder_due', fact);
    await waitUntilDone(payload, id, ['booking-reminder']);
  };

  test('is sent for a live booking, but not after the booking was rescheduled or cancelled', async () => {
    startTestWorker(payload);
    const bookingId = await bookFor('reminded@example.com', { forBedroom: false });
    await waitForEvent(bookingId, 'booking.created');
    const { slot } = await payload.findByID({ collection: 'bookings', id: bookingId, depth: 1 });
    const startsAt = typeof slot === 'object' ? slot.startsAt : '';
    mailbox.mails.splice(0);

    await remind(bookingId, startsAt);
    expect(mailbox.mails.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^Reminder/)]);
    await remind(bookingId, new Date(Date.parse(startsAt) + 3_600_000).toISOString());
    await transitionBooking(payload, bookingId, 'CANCELLED', STAFF);
    await remind(bookingId, startsAt);
    expect(mailbox.mails.filter(({ subject }) => subject?.startsWith('Reminder'))).toHaveLength(1);
  });
});

describe('e-mails with one-time codes', () => {
  const account = { password: 'a-long-password-1', firstName: 'Grace', lastName: 'Hopper' };
  const NETWORK = '203.0.113.1';

  test('a new customer is welcomed with the verification code', async () => {
    startTestWorker(payload);
    const { userId } = await register(payload, { email: 'grace@example.com', ...account }, NETWORK);
    await until(() => to('grace@example.com').length === 1, 'the welcome e-mail');
    const code = await redis.get(`otp:${userId}`);
    expect(code).toMatch(/^\d{6}$/);
    expect(to('grace@example.com')[0]?.text).toContain(code);
  });

  test('a request for a code sends one e-mail, however often it is queued', async () => {
    const { userId } = await register(payload, { email: 'reset@example.com', ...account }, NETWORK);
    const requestId = uuidv7();
    for (let i = 0; i < 3; i++) await queueOtpEmail(payload, { userId, purpose: 'reset', requestId });
    startTestWorker(payload);
    const mails = () => to('reset@example.com').filter(({ subject }) => subject?.includes('password'));
    await until(() => mails().length > 0, 'the e-mail');
    await queueOtpEmail(payload, { userId, purpose: 'reset', requestId });
    const { userId: next } = await register(payload, { email: 'next@example.com', ...account }, NETWORK);
    await queueOtpEmail(payload, { userId: next, purpose: 'reset', requestId: uuidv7() });
    await until(() => to('next@example.com').length === 2, 'the later e-mails');
    expect(mails()).toHaveLength(1);
    expect(mails()[0]?.messageId).toBe(`<${requestId}.one-time-code@lomashwood.co.uk>`);
  });
});
