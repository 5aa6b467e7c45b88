import { sql } from '@payloadcms/db-postgres';
import type { ParsedMail } from 'mailparser';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { listSubscribers } from '../../../src/jobs/subscribers.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { createRequestBody, makeBrochure } from '../../support/brochures.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { until } from '../../support/until.ts';
import { startTestWorker, waitUntilDone } from '../events/support.ts';

const mailbox = await openMailbox();
afterAll(mailbox.close);
const { payload, call } = await startGateway({ SMTP_URL: mailbox.url, RATE_LIMIT_MULTIPLIER: '1' });

beforeEach(() => void mailbox.mails.splice(0));

const HOSTILE = 'You have won £500. Claim at https://evil.example/claim';
const to = (address: string) => mailbox.mails.filter((mail) => [mail.to].flat()[0]?.text === address);

/** Returns the text that the reader of a mail sees, including the unfolded calendar entry. */
const readVisibleText = ({ subject, text, html, attachments }: ParsedMail) =>
  [subject, text, html, ...attachments.map(({ content }) => content.toString().replace(/\r\n[ \t]/g, ''))].join('\n');

/** Waits until every subscriber has processed every event of a booking. */
async function waitForEmails(bookingId: string): Promise<void> {
  const { rows } = await database(payload).execute<{ id: string; topic: Parameters<typeof listSubscribers>[0] }>(
    sql`SELECT id, topic FROM domain_events WHERE payload->>'bookingId' = ${bookingId}`,
  );
  for (const { id, topic } of rows) await waitUntilDone(payload, id, listSubscribers(topic));
}

/** Creates a customer. `act` calls the appointment endpoints as this customer. */
async function customer() {
  const customerId = await makeCustomer(payload);
  const token = await customerToken(payload, customerId);
  const { email } = await payload.findByID({ collection: 'customers', id: customerId });
  const act = async (path: string, body?: unknown) => {
    const answer = await call('POST', `/v1/appointments${path}`, { token, body });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body as { bookingId: string };
  };
  return { customerId, email, act };
}

const hostileFields = { firstName: HOSTILE, lastName: HOSTILE, address: HOSTILE };

describe('free text that customers enter in a booking', () => {
  test('is in no e-mail or calendar entry to an unverified address', async () => {
    startTestWorker(payload);
    const { act } = await customer();
    const email = 'victim@example.org';
    const slotId = await makeSlot(payload);
    const { bookingId } = await act(
      '',
      toBookingInput(slotId, { ...hostileFields, email, firstName: HOSTILE.slice(0, 60) }),
    );
    await payload.update({ collection: 'bookings', id: bookingId, data: { status: 'CONFIRMED' } });
    await act(`/${bookingId}/reschedule`, { slotId: await makeSlot(payload) });
    await act(`/${bookingId}/cancel`);
    await waitForEmails(bookingId);
    expect(to(email)).toHaveLength(4);
    for (const mail of to(email)) {
      expect(readVisibleText(mail)).not.toMatch(/evil|won|£500/);
      expect(readVisibleText(mail)).toContain('Hello,');
      expect(readVisibleText(mail)).toMatch(/BK-\d{8}-/);
    }
  });

  test('is sent to the address of the customer’s own account', async () => {
    startTestWorker(payload);
    const { email, act } = await customer();
    const slotId = await makeSlot(payload);
    const { bookingId } = await act('', toBookingInput(slotId, { email, address: '12 Mill Lane' }));
    await waitForEmails(bookingId);
    const [mail] = to(email);
    expect(mail?.text).toContain('12 Mill Lane');
    expect(readVisibleText(mail as ParsedMail)).toMatch(/LOCATION:12 Mill Lane/);
    expect(readVisibleText(mail as ParsedMail)).toMatch(/CN="Ada Lovelace"/);
  });

  test('is not sent to an address that another account has verified', async () => {
    startTestWorker(payload);
    const [{ act }, { email }] = [await customer(), await customer()];
    const { bookingId } = await act('', toBookingInput(await makeSlot(payload), { email, address: HOSTILE }));
    await waitForEmails(bookingId);
    expect(readVisibleText(to(email)[0] as ParsedMail)).not.toContain('evil');
  });
});

describe('the number of e-mails that one caller can send to another person’s address', () => {
  test('is limited for bookings, reschedules and cancellations together, but not for staff', async () => {
    startTestWorker(payload);
    const { act } = await customer();
    const email = 'flooded@example.org';
    const book = async () => (await act('', toBookingInput(await makeSlot(payload), { email }))).bookingId;
    const booked = await book();
    for (let i = 0; i < 4; i++) await act(`/${booked}/reschedule`, { slotId: await makeSlot(payload) });
    const others = await Promise.all([book(), book(), book(), book()]);
    await Promise.all(others.map((bookingId) => act(`/${bookingId}/cancel`)));
    for (const bookingId of [booked, ...others]) await waitForEmails(bookingId);
    expect(to(email)).toHaveLength(6);

    await payload.update({ collection: 'bookings', id: booked, data: { status: 'CONFIRMED' } });
    await payload.update({ collection: 'bookings', id: booked, data: { status: 'CANCELLED' } });
    await waitForEmails(booked);
    expect(to(email)).toHaveLength(8);
  });

  test('is not limited for the address of the caller’s own account', async () => {
    startTestWorker(payload);
    const { email, act } = await customer();
    const { bookingId } = await act('', toBookingInput(await makeSlot(payload), { email }));
    for (let i = 0; i < 7; i++) await act(`/${bookingId}/reschedule`, { slotId: await makeSlot(payload) });
    await waitForEmails(bookingId);
    expect(to(email)).toHaveLength(8);
  });

  test('is 15 in an hour for all features of the website together', async () => {
    startTestWorker(payload);
    await makeBrochure(payload);
    const { act } = await customer();
    const email = 'everything@example.org';
    const post = (path: string, body: unknown) => call('POST', path, { body });
    const password = 'correct horse battery';
    await post('/v1/auth/register', { email, password, firstName: 'A', lastName: 'B' });
    const { bookingId } = await act('', toBookingInput(await makeSlot(payload), { email }));
    for (let i = 0; i < 6; i++) {
      await act(`/${bookingId}/reschedule`, { slotId: await makeSlot(payload) });
      await post('/v1/auth/resend-otp', { email });
      await post('/v1/auth/forgot-password', { email });
      await post('/v1/brochures', createRequestBody({ email }));
    }
    await until(async () => {
      const { rows } = await database(payload).execute(sql`SELECT 1 FROM domain_events WHERE settled_at IS NULL`);
      return rows.length === 0;
    }, 'all events to be settled');
    await until(() => to(email).length >= 15, 'the e-mails with the last codes');
    expect(to(email)).toHaveLength(15);
  });
});
