import { sql } from '@payloadcms/db-postgres';
import type { ParsedMail } from 'mailparser';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { subscribersOf } from '../../../src/jobs/subscribers.ts';
import { bookingOf, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { makeBrochure, requestBody } from '../../support/brochures.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { openMailbox } from '../../support/mailbox.ts';
import { until } from '../../support/until.ts';
import { doneBy, workerOf } from '../events/support.ts';

const mailbox = await openMailbox();
afterAll(mailbox.close);
const { payload, call } = await startGateway({ SMTP_URL: mailbox.url, RATE_LIMIT_MULTIPLIER: '1' });

beforeEach(() => void mailbox.mails.splice(0));

const HOSTILE = 'You have won £500. Claim at https://evil.example/claim';
const to = (address: string) => mailbox.mails.filter((mail) => [mail.to].flat()[0]?.text === address);

/** Everything of a mail that its reader can see, the calendar entry unfolded. */
const shownIn = ({ subject, text, html, attachments }: ParsedMail) =>
  [subject, text, html, ...attachments.map(({ content }) => content.toString().replace(/\r\n[ \t]/g, ''))].join('\n');

/** Waits until every subscriber is done with every event of a booking. */
async function settled(bookingId: string): Promise<void> {
  const { rows } = await database(payload).execute<{ id: string; topic: Parameters<typeof subscribersOf>[0] }>(
    sql`SELECT id, topic FROM domain_events WHERE payload->>'bookingId' = ${bookingId}`,
  );
  for (const { id, topic } of rows) await doneBy(payload, id, subscribersOf(topic));
}

/** A customer, and what they do by the website. */
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

describe('what customers write of a booking', () => {
  test('goes to no address that they have not verified, in none of the mails and calendar entries', async () => {
    workerOf(payload);
    const { act } = await customer();
    const email = 'victim@example.org';
    const slotId = await makeSlot(payload);
    const { bookingId } = await act(
      '',
      bookingOf(slotId, { ...hostileFields, email, firstName: HOSTILE.slice(0, 60) }),
    );
    await payload.update({ collection: 'bookings', id: bookingId, data: { status: 'CONFIRMED' } });
    await act(`/${bookingId}/reschedule`, { slotId: await makeSlot(payload) });
    await act(`/${bookingId}/cancel`);
    await settled(bookingId);
    expect(to(email)).toHaveLength(4);
    for (const mail of to(email)) {
      expect(shownIn(mail)).not.toMatch(/evil|won|£500/);
      expect(shownIn(mail)).toContain('Hello,');
      expect(shownIn(mail)).toMatch(/BK-\d{8}-/);
    }
  });

  test('goes to the address of their account', async () => {
    workerOf(payload);
    const { email, act } = await customer();
    const slotId = await makeSlot(payload);
    const { bookingId } = await act('', bookingOf(slotId, { email, address: '12 Mill Lane' }));
    await settled(bookingId);
    const [mail] = to(email);
    expect(mail?.text).toContain('12 Mill Lane');
    expect(shownIn(mail as ParsedMail)).toMatch(/LOCATION:12 Mill Lane/);
    expect(shownIn(mail as ParsedMail)).toMatch(/CN="Ada Lovelace"/);
  });

  test('goes to no address that somebody else has verified', async () => {
    workerOf(payload);
    const [{ act }, { email }] = [await customer(), await customer()];
    const { bookingId } = await act('', bookingOf(await makeSlot(payload), { email, address: HOSTILE }));
    await settled(bookingId);
    expect(shownIn(to(email)[0] as ParsedMail)).not.toContain('evil');
  });
});

describe('how many mails one caller can have sent to somebody else’s address', () => {
  test('is few for bookings, moves and cancellations together, and staff are always heard', async () => {
    workerOf(payload);
    const { act } = await customer();
    const email = 'flooded@example.org';
    const book = async () => (await act('', bookingOf(await makeSlot(payload), { email }))).bookingId;
    const kept = await book();
    for (let i = 0; i < 4; i++) await act(`/${kept}/reschedule`, { slotId: await makeSlot(payload) });
    const others = await Promise.all([book(), book(), book(), book()]);
    await Promise.all(others.map((bookingId) => act(`/${bookingId}/cancel`)));
    for (const bookingId of [kept, ...others]) await settled(bookingId);
    expect(to(email)).toHaveLength(6);

    await payload.update({ collection: 'bookings', id: kept, data: { status: 'CONFIRMED' } });
    await payload.update({ collection: 'bookings', id: kept, data: { status: 'CANCELLED' } });
    await settled(kept);
    expect(to(email)).toHaveLength(8);
  });

  test('is not limited for the address of their own account', async () => {
    workerOf(payload);
    const { email, act } = await customer();
    const { bookingId } = await act('', bookingOf(await makeSlot(payload), { email }));
    for (let i = 0; i < 7; i++) await act(`/${bookingId}/reschedule`, { slotId: await makeSlot(payload) });
    await settled(bookingId);
    expect(to(email)).toHaveLength(8);
  });

  test('is 15 in an hour with everything that the website has', async () => {
    workerOf(payload);
    await makeBrochure(payload);
    const { act } = await customer();
    const email = 'everything@example.org';
    const post = (path: string, body: unknown) => call('POST', path, { body });
    const password = 'correct horse battery';
    await post('/v1/auth/register', { email, password, firstName: 'A', lastName: 'B' });
    const { bookingId } = await act('', bookingOf(await makeSlot(payload), { email }));
    for (let i = 0; i < 6; i++) {
      await act(`/${bookingId}/reschedule`, { slotId: await makeSlot(payload) });
      await post('/v1/auth/resend-otp', { email });
      await post('/v1/auth/forgot-password', { email });
      await post('/v1/brochures', requestBody({ email }));
    }
    await until(async () => {
      const { rows } = await database(payload).execute(sql`SELECT 1 FROM domain_events WHERE settled_at IS NULL`);
      return rows.length === 0;
    }, 'all events to be settled');
    await until(() => to(email).length >= 15, 'the last codes');
    expect(to(email)).toHaveLength(15);
  });
});
