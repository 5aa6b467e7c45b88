import { sql } from '@payloadcms/db-postgres';
import { afterAll, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { ageChanges } from '../../support/change-log.ts';
import { startGateway } from '../../support/gateway.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';
import { startTestWorker, waitUntilDone } from '../events/support.ts';

const mailbox = await openMailbox();
afterAll(() => mailbox.close());
const { payload, call } = await startGateway({ SMTP_URL: mailbox.url });
const { sales } = await staffTokens(payload);
const db = database(payload);

async function book(email: string) {
  const [slotId, customerId] = [await makeSlot(payload), await makeCustomer(payload)];
  const { body } = await createBooking(payload, customerId, toBookingInput(slotId, { email, forBedroom: false }));
  return { slotId, bookingId: (body as { bookingId: string }).bookingId };
}

const resend = (bookingId: string) => call('POST', `/api/desk/bookings/${bookingId}/resend`, { token: sales });
const step = (bookingId: string, verb: string) =>
  call('POST', `/v1/appointments/${bookingId}/${verb}`, { token: sales });
const mailsTo = (email: string) => mailbox.mails.filter(({ to }) => [to].flat().some((one) => one?.text === email));

async function readResends(bookingId: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    SELECT id FROM domain_events WHERE topic = 'booking.resend_requested' AND payload->>'bookingId' = ${bookingId}
    ORDER BY id`);
  return rows.map(({ id }) => id);
}

test('staff send the confirmation again in an e-mail of its own, with the current data of the booking', async () => {
  startTestWorker(payload);
  const email = 'lost@example.com';
  const { bookingId } = await book(email);
  await until(() => mailsTo(email).length === 1, 'the confirmation');
  expect(await resend(bookingId)).toMatchObject({ status: 202, body: { message: 'Confirmation on its way' } });
  await until(() => mailsTo(email).length === 2, 'the second confirmation');
  await step(bookingId, 'confirm');
  await until(() => mailsTo(email).length === 3, 'the e-mail about the confirmed booking');
  expect((await resend(bookingId)).status).toBe(202);
  await until(() => mailsTo(email).length === 4, 'the second confirmation e-mail');
  const [first, second] = await readResends(bookingId);
  const sentAgain = mailsTo(email).filter(({ messageId }) => messageId?.includes('booking-sent-again'));
  expect(sentAgain.map(({ messageId }) => messageId)).toEqual([
    `<${first}.booking-sent-again@lomashwood.co.uk>`,
    `<${second}.booking-sent-again@lomashwood.co.uk>`,
  ]);
  expect(sentAgain.map(({ subject }) => subject?.split(':')[0])).toEqual(['We have your booking', 'Confirmed']);
  const entries = sentAgain.map(({ attachments }) => attachments[0]?.content.toString() ?? '');
  expect(entries.map((entry) => /^SEQUENCE:(\d+)/m.exec(entry)?.[1])).toEqual(['0', '1']);
  const { docs } = await payload.find({
    collection: 'changes',
    where: { document: { equals: bookingId }, action: { equals: 'resend' } },
  });
  expect(docs).toMatchObject([
    { actor: 'staff', entity: 'bookings', label: expect.stringMatching(/^BK-/) },
    { actor: 'staff' },
  ]);
});

const readChanges = (bookingId: string) =>
  payload.count({ collection: 'changes', where: { document: { equals: bookingId }, action: { equals: 'resend' } } });

test('a second request while the confirmation is on its way sends no second e-mail', async () => {
  const { bookingId } = await book('twice@example.com');
  const answers = await Promise.all([1, 2, 3].map(() => resend(bookingId)));
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  expect(await resend(bookingId)).toMatchObject({
    status: 409,
    body: { code: 'invalid_state', detail: 'The confirmation is already on its way.' },
  });
  expect(await readResends(bookingId)).toHaveLength(1);
  expect((await readChanges(bookingId)).totalDocs).toBe(1);
});

test('staff can send the confirmation three times an hour for each booking, and the refusal names the time of the next attempt', async () => {
  startTestWorker(payload);
  const [one, other] = [await book('often@example.com'), await book('often@example.com')];
  const whereResent = sql`document = ${one.bookingId} AND action = 'resend'`;
  for (let time = 0; time < 3; time++) {
    expect((await resend(one.bookingId)).status).toBe(202);
    await waitUntilDone(payload, (await readResends(one.bookingId)).at(-1) ?? '', ['booking-sent-again']);
    if (time === 0) await ageChanges(payload, whereResent, 20);
  }
  const refused = await resend(one.bookingId);
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  const retryAfter = Number(refused.headers.get('retry-after'));
  expect(retryAfter).toBeGreaterThan(39 * 60);
  expect(retryAfter).toBeLessThanOrEqual(40 * 60);
  expect(await readResends(one.bookingId)).toHaveLength(3);
  expect((await resend(other.bookingId)).status).toBe(202);
  await ageChanges(payload, whereResent, 41);
  expect((await resend(one.bookingId)).status).toBe(202);
});

test('the confirmation is sent only for future visits with an e-mail address', async () => {
  const cancelled = await book('cancelled@example.com');
  await step(cancelled.bookingId, 'cancel');
  const begun = await book('begun@example.com');
  await db.execute(sql`
    UPDATE time_slots SET starts_at = starts_at - interval '1 year', ends_at = ends_at - interval '1 year'
    WHERE id = ${begun.slotId}`);
  const silent = await book('silent@example.com');
  await db.execute(sql`
    UPDATE bookings SET type = 'SHOWROOM', email = NULL WHERE id = ${silent.bookingId}`);
  for (const { bookingId } of [cancelled, begun, silent]) {
    expect(await resend(bookingId)).toMatchObject({ status: 409, body: { code: 'invalid_state' } });
    expect(await readResends(bookingId)).toEqual([]);
  }
  expect((await resend(crypto.randomUUID())).status).toBe(404);
});
