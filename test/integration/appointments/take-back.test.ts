import { sql } from '@payloadcms/db-postgres';
import type { ParsedMail } from 'mailparser';
import { afterAll, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { holdSlot } from '../../../src/services/appointments/hold-slot.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { ageChanges } from '../../support/change-log.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';
import { countTrackingRows, readEventRow, startTestWorker } from '../events/support.ts';

const mailbox = await openMailbox();
afterAll(() => mailbox.close());
const { payload, call } = await startGateway({ SMTP_URL: mailbox.url });
const { sales, admin } = await staffTokens(payload);
const db = database(payload);

type Made = { bookingId: string; slotId: string; customerId: string; email: string };

async function book(status: 'PENDING' | 'CONFIRMED' = 'PENDING'): Promise<Made> {
  const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
  const email = `${customerId}@example.com`;
  const { body } = await createBooking(payload, customerId, toBookingInput(slotId, { email, forBedroom: false }));
  const { bookingId } = body as { bookingId: string };
  if (status === 'CONFIRMED') await step(bookingId, 'confirm');
  return { bookingId, slotId, customerId, email };
}

const step = (bookingId: string, verb: string, body?: object, token = sales) =>
  call('POST', `/v1/appointments/${bookingId}/${verb}`, { token, body });

type Offer = { changeId: string | null; secondsLeft: number };
const NOTHING: Offer = { changeId: null, secondsLeft: 0 };
const readOffer = async (bookingId: string) =>
  (await call('GET', `/api/desk/bookings/${bookingId}/take-back`, { token: sales })).body as Offer;

/** Returns the id of the latest change of a booking's status. */
async function readLastChange(bookingId: string): Promise<string> {
  const { rows } = await db.execute<{ id: string }>(sql`
    SELECT id FROM changes WHERE document = ${bookingId} AND fields -> 'status' IS NOT NULL ORDER BY at DESC LIMIT 1`);
  return rows[0]?.id ?? crypto.randomUUID();
}
const takeBackNamed = (bookingId: string, changeId: string, token = sales) =>
  call('POST', `/api/desk/bookings/${bookingId}/take-back`, { token, body: { changeId } });
const takeBack = async (bookingId: string, token = sales) =>
  takeBackNamed(bookingId, await readLastChange(bookingId), token);

const readBooking = (id: string) => payload.findByID({ collection: 'bookings', id, depth: 0 });
const isBooked = async (id: string) => (await payload.findByID({ collection: 'time-slots', id })).isBooked;

async function readEvents(bookingId: string): Promise<{ id: string; topic: string }[]> {
  const { rows } = await db.execute<{ id: string; topic: string }>(
    sql`SELECT id, topic FROM domain_events WHERE payload->>'bookingId' = ${bookingId} ORDER BY id`,
  );
  return rows;
}
const topics = async (bookingId: string) => (await readEvents(bookingId)).map(({ topic }) => topic);

const begin = (slotId: string) =>
  db.execute(sql`
    UPDATE time_slots SET starts_at = starts_at - interval '1 year', ends_at = ends_at - interval '1 year'
    WHERE id = ${slotId}`);

const mailsTo = (email: string): ParsedMail[] =>
  mailbox.mails.filter(({ to }) => [to].flat().some((one) => one?.text === email));

function readEntry(mail: ParsedMail | undefined, property: string): string | undefined {
  const part = mail?.attachments.find(({ filename }) => filename === 'appointment.ics');
  const text = part?.content.toString().replace(/\r\n[ \t]/g, '') ?? '';
  return new RegExp(`^${property}[;:].*?([^:]*)$`, 'm').exec(text)?.[1]?.trim();
}

test('taking back a cancellation books the slot again and notifies the customer, with a later calendar entry', async () => {
  startTestWorker(payload);
  const { bookingId, slotId, email } = await book('CONFIRMED');
  await step(bookingId, 'cancel', { reason: 'The wrong row' });
  await until(() => mailsTo(email).some(({ subject }) => subject?.startsWith('Cancelled')), 'the cancellation');
  const { changeId, secondsLeft } = await readOffer(bookingId);
  expect(changeId).toBe(await readLastChange(bookingId));
  expect(secondsLeft).toBeGreaterThan(9 * 60);
  expect(secondsLeft).toBeLessThanOrEqual(10 * 60);

  const { status, body } = await takeBack(bookingId);
  expect({ status, body }).toMatchObject({ status: 200, body: { status: 'CONFIRMED', cancelReason: null } });
  expect(await isBooked(slotId)).toBe(true);
  expect((await readBooking(bookingId)).reminderDueAt).not.toBeNull();
  await until(
    () => mailsTo(email).some(({ subject }) => subject?.startsWith('Not cancelled')),
    'the e-mail about the cancellation that was taken back',
  );
  const bySubject = (start: string) => mailsTo(email).filter(({ subject }) => subject?.startsWith(start));
  const [cancelled, reinstated] = [bySubject('Cancelled'), bySubject('Not cancelled')];
  expect([cancelled.length, reinstated.length]).toEqual([1, 1]);
  const entry = (mail: ParsedMail | undefined) =>
    ['METHOD', 'UID', 'SEQUENCE', 'STATUS'].map((property) => readEntry(mail, property));
  expect(entry(cancelled[0])).toEqual(['CANCEL', `${bookingId}@lomashwood.co.uk`, '2', 'CANCELLED']);
  expect(entry(reinstated[0])).toEqual(['REQUEST', `${bookingId}@lomashwood.co.uk`, '3', 'CONFIRMED']);
  expect(reinstated[0]?.text).toContain('it is confirmed');
  expect(await readOffer(bookingId)).toEqual(NOTHING);

  const events = await readEvents(bookingId);
  expect(events.map(({ topic }) => topic)).toEqual([
    'booking.created',
    'booking.confirmed',
    'booking.cancelled',
    'booking.reinstated',
  ]);
  const reinstatement = events.at(-1)?.id ?? '';
  await until(async () => (await countTrackingRows(payload, reinstatement)) === 1, 'the analytics event');
  const { docs } = await payload.find({
    ...{ collection: 'changes', where: { document: { equals: bookingId } }, sort: '-at', limit: 1 },
  });
  expect(docs[0]).toMatchObject({
    actor: 'staff',
    fields: { status: { from: 'CANCELLED', to: 'CONFIRMED' }, cancel_reason: 'hidden' },
  });
});

test('a pending booking is pending again after its cancellation is taken back, also the second time', async () => {
  const { bookingId } = await book();
  for (let round = 0; round < 2; round++) {
    expect((await step(bookingId, 'cancel')).status).toBe(200);
    expect((await takeBack(bookingId, admin)).body).toMatchObject({ status: 'PENDING' });
  }
  expect((await readBooking(bookingId)).sequence).toBe(4);
});

const subjectsTo = (email: string) =>
  mailsTo(email)
    .map(({ subject }) => subject?.split(':')[0])
    .sort();

async function waitForEmails(bookingId: string) {
  for (const { id, topic } of await readEvents(bookingId)) {
    const isDone = async () => (await readEventRow(payload, id))?.done.some((name) => name.startsWith('booking-'));
    await until(async () => Boolean(await isDone()), `the e-mail of ${topic}`);
  }
}

test('a cancellation that is taken back before its e-mail was sent causes no e-mails at all', async () => {
  const { bookingId, email } = await book();
  await step(bookingId, 'cancel');
  await takeBack(bookingId);
  startTestWorker(payload);
  await waitForEmails(bookingId);
  expect(subjectsTo(email)).toEqual(['We have your booking']);
});

test('a booking that is cancelled again before the e-mails were sent causes one e-mail about the cancellation', async () => {
  const { bookingId, email } = await book();
  await step(bookingId, 'cancel');
  await takeBack(bookingId);
  await step(bookingId, 'cancel');
  startTestWorker(payload);
  await waitForEmails(bookingId);
  expect(subjectsTo(email)).toEqual(['Cancelled', 'We have your booking']);
});

test('if the e-mail of a cancellation may be on its way, the customer gets an e-mail when the cancellation is taken back', async () => {
  const { bookingId, email } = await book();
  await step(bookingId, 'cancel');
  const cancelled = (await readEvents(bookingId)).at(-1)?.id;
  await db.execute(sql`
    INSERT INTO event_receipts (event_id, subscriber, claim_token, claimed_until)
    VALUES (${cancelled}, 'booking-cancelled', gen_random_uuid(), now())`);
  await takeBack(bookingId);
  startTestWorker(payload);
  await waitForEmails(bookingId);
  expect(subjectsTo(email)).toEqual(['Cancelled', 'Not cancelled', 'We have your booking']);
});

test('a repeated request does not take back a later cancellation', async () => {
  const { bookingId } = await book();
  await step(bookingId, 'cancel');
  const change = await readLastChange(bookingId);
  for (let time = 0; time < 2; time++) expect((await takeBackNamed(bookingId, change)).status).toBe(200);
  await step(bookingId, 'cancel', undefined, admin);
  const refusal = { status: 409, body: { code: 'invalid_state', detail: expect.stringMatching(/changed/) } };
  expect(await takeBackNamed(bookingId, change)).toMatchObject(refusal);
  expect((await readBooking(bookingId)).status).toBe('CANCELLED');
  expect(await topics(bookingId)).toEqual([
    'booking.created',
    'booking.cancelled',
    'booking.reinstated',
    'booking.cancelled',
  ]);
});

test.each([
  ['complete', 'COMPLETED'],
  ['no-show', 'NO_SHOW'],
])('the action “%s” on a visit is taken back without an event', async (verb, closed) => {
  const { bookingId, slotId } = await book('CONFIRMED');
  await begin(slotId);
  expect((await step(bookingId, verb)).body).toMatchObject({ status: closed });
  expect((await readOffer(bookingId)).changeId).not.toBeNull();
  expect((await takeBack(bookingId)).body).toMatchObject({ status: 'CONFIRMED', cancelReason: null });
  expect(await isBooked(slotId)).toBe(true);
  expect(await topics(bookingId)).toEqual(['booking.created', 'booking.confirmed']);
});

test.each([
  [
    'slot_taken',
    409,
    ({ slotId }: Made) => makeCustomer(payload).then((id) => createBooking(payload, id, toBookingInput(slotId))),
  ],
  ['slot_held', 409, ({ slotId }: Made) => makeCustomer(payload).then((id) => holdSlot(payload, id, slotId))],
  ['slot_unavailable', 422, ({ slotId }: Made) => begin(slotId)],
  [
    'slot_unavailable',
    422,
    ({ slotId }: Made) => payload.update({ collection: 'time-slots', id: slotId, data: { isClosed: true } }),
  ],
] as const)(
  'taking back a cancellation is refused with %s when the slot is no longer free',
  async (code, status, lose) => {
    const made = await book();
    await step(made.bookingId, 'cancel');
    await lose(made);
    expect(await readOffer(made.bookingId)).toEqual(NOTHING);
    expect(await takeBack(made.bookingId)).toMatchObject({ status, body: { code } });
    expect((await readBooking(made.bookingId)).status).toBe('CANCELLED');
    expect(await topics(made.bookingId)).toEqual(['booking.created', 'booking.cancelled']);
  },
);

test('when a customer books the slot at the same moment, either the customer or the old booking gets it', async () => {
  for (let round = 0; round < 4; round++) {
    const { bookingId, slotId } = await book();
    await step(bookingId, 'cancel');
    const customerId = await makeCustomer(payload);
    const token = await customerToken(payload, customerId);
    const change = await readLastChange(bookingId);
    const [taken, booked] = await Promise.all([
      takeBackNamed(bookingId, change),
      call('POST', '/v1/appointments', { token, body: toBookingInput(slotId) }),
    ]);
    const reopened = taken.status === 200;
    expect([taken.status, booked.status]).toEqual(reopened ? [200, 409] : [409, 201]);
    expect((reopened ? booked : taken).body).toMatchObject({ code: 'slot_taken' });
    const { rows } = await db.execute(sql`
      SELECT 1 FROM bookings WHERE slot_id = ${slotId} AND status <> 'CANCELLED'`);
    expect(rows).toHaveLength(1);
    expect(await isBooked(slotId)).toBe(true);
  }
});

test('two clicks take back a change only once', async () => {
  const { bookingId } = await book();
  await step(bookingId, 'cancel');
  const change = await readLastChange(bookingId);
  const answers = await Promise.all([1, 2, 3].map(() => takeBackNamed(bookingId, change)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await topics(bookingId)).toEqual(['booking.created', 'booking.cancelled', 'booking.reinstated']);
});

test('staff cannot take back a cancellation by the customer, a change older than ten minutes, an erasure, or an open booking', async () => {
  const own = await book();
  await step(own.bookingId, 'cancel', undefined, await customerToken(payload, own.customerId));
  const old = await book();
  await step(old.bookingId, 'cancel');
  await ageChanges(payload, sql`document = ${old.bookingId}`, 11);
  const erased = await book();
  const account = await payload.findByID({ collection: 'customers', id: erased.customerId });
  const erasure = { token: admin, body: { email: account.email } };
  expect((await call('POST', `/api/desk/customers/${erased.customerId}/erase`, erasure)).status).toBe(204);
  expect((await readBooking(erased.bookingId)).status).toBe('CANCELLED');
  const open = await book();
  for (const { bookingId } of [own, old, erased, open]) {
    expect(await readOffer(bookingId)).toEqual(NOTHING);
    expect(await takeBack(bookingId)).toMatchObject({ status: 409, body: { code: 'invalid_state' } });
    expect(await topics(bookingId)).not.toContain('booking.reinstated');
  }
  expect(await takeBack(crypto.randomUUID())).toMatchObject({ status: 404 });
});
