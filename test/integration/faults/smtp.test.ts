import { sql } from '@payloadcms/db-postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { createMailTransport } from '../../../src/emails/create-mail-transport.ts';
import { getQueue } from '../../../src/events/queues.ts';
import { isMailboxMissing, isRefusedMessage } from '../../../src/jobs/send-email.ts';
import { type RunningWorker, startWorker } from '../../../src/jobs/start-worker.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { type SmtpStep, startScriptedSmtp } from '../../support/scripted-smtp.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { QUICK_TIMINGS } from '../events/support.ts';

/** Milliseconds within which the mail server must respond to each step. In production the limit is twenty times as long. */
const SILENCE = 1000;
const MINUTE = 60_000;

const server = await startScriptedSmtp();
const { payload } = await startSite({ SMTP_URL: server.url, SMTP_TIMEOUT_MS: String(SILENCE) });
let worker: RunningWorker;
beforeAll(() => {
  worker = startWorker(payload, QUICK_TIMINGS);
});
afterAll(async () => {
  await worker.close();
  await server.close();
});

/** Creates a booking, which queues a confirmation. @returns the id of the job, the Message-ID and the recipient */
async function confirmation() {
  // Use a new address each time, because the number of e-mails to an unverified address is limited.
  const email = `${uuidv7()}@example.com`;
  const booking = toBookingInput(await makeSlot(payload), { forBedroom: false, email });
  const { body } = await createBooking(payload, await makeCustomer(payload), booking);
  const { bookingId } = body as { bookingId: string };
  const { rows } = await database(payload).execute<{ id: string }>(
    sql`SELECT id FROM domain_events WHERE topic = 'booking.created' AND payload->>'bookingId' = ${bookingId}`,
  );
  const id = rows[0]?.id;
  return { jobId: `${id}_booking-confirmation`, messageId: `<${id}.booking-confirmation@lomashwood.co.uk>`, email };
}

const readJob = async (jobId: string) => (await getQueue(payload, 'notifications')).getJob(jobId);

async function readAttempts(jobId: string, attempts: number) {
  return until(async () => {
    const job = await readJob(jobId);
    return job && job.attemptsMade >= attempts && !(await job.isActive()) ? job : undefined;
  }, `${attempts} attempts of ${jobId}`);
}

const taken = (messageId: string) => server.taken.filter((id) => id === messageId).length;

/** Replies after which the worker retries, because they report a fault of our configuration or of the mail server. */
const RETRIED: [SmtpStep, string][] = [
  ['greeting', '554 5.3.2 No service'],
  ['greeting', '421 4.3.2 Closing'],
  ['EHLO', '502 5.5.1 Not implemented'],
  ['MAIL', '550 5.4.5 Daily sending quota exceeded'],
  ['MAIL', '550 5.1.8 Sender address rejected'],
  ['MAIL', '451 4.3.0 Later'],
  ['RCPT', '554 5.7.1 Relay access denied'],
  ['RCPT', '550 5.1.8 Sender domain not found'],
  ['RCPT', '550 Rejected'],
  ['RCPT', '452 4.2.2 Mailbox full'],
  ['RCPT', '552 5.2.2 Mailbox full'],
  ['DATA', '554 5.5.1 No valid recipients'],
  ['DATA', '451 4.3.0 Later'],
  ['message', '451 4.7.1 Greylisted'],
  ['message', 'silence'],
  ['DATA', 'silence'],
  ['RCPT', 'silence'],
  ['MAIL', 'silence'],
  ['EHLO', 'silence'],
  ['greeting', 'silence'],
];
const FINAL: [SmtpStep, string][] = [
  ['RCPT', '550 5.1.1 No such user'],
  ['RCPT', '550 5.1.10 Null MX'],
  ['RCPT', '550 5.2.1 Mailbox disabled'],
];

describe('one delivery attempt', () => {
  const mail = { from: 'us@example.com', to: 'ada@example.com', text: 'Hello' };

  test.each([
    ...RETRIED.map((row) => [...row, 'is tried again'] as const),
    ...FINAL.map((row) => [...row, 'is final'] as const),
    ['message', '554 5.7.1 Looks like spam', 'is tried a few times'] as const,
  ])('whose reply to %s is "%s" %s', async (step, reply, fate) => {
    server.say(step, reply);
    const start = performance.now();
    const error = await createMailTransport(server.url, 200)
      .sendMail(mail)
      .catch((failure: unknown) => failure);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(error).toBeInstanceOf(Error);
    expect([isMailboxMissing(error), isRefusedMessage(error)]).toEqual([
      fate === 'is final',
      fate === 'is tried a few times',
    ]);
    server.recover();
  });
});

test.each([
  ['MAIL', '550 5.4.5 Daily sending quota exceeded'],
  ['RCPT', '554 5.7.1 Relay access denied'],
] as [SmtpStep, string][])(
  'when the reply to %s is "%s", the e-mail is sent once after the server has recovered',
  async (step, reply) => {
    server.say(step, reply);
    const { jobId, messageId } = await confirmation();
    const job = await readAttempts(jobId, 1);
    expect(await job.getState()).toBe('delayed');
    server.recover();
    await until(() => taken(messageId) > 0, 'the e-mail');
    await until(async () => (await readJob(jobId))?.isCompleted(), 'the job to be done');
    expect(taken(messageId)).toBe(1);
  },
);

test('an e-mail to a mailbox that does not exist is tried once', async () => {
  server.say('RCPT', '550 5.1.1 No such user');
  const { jobId, messageId, email } = await confirmation();
  const job = await until(async () => {
    const found = await readJob(jobId);
    return (await found?.isFailed()) && found?.failedReason ? found : undefined;
  }, 'the job to be dead');
  expect([job.attemptsMade, server.reached(email)]).toEqual([1, 1]);
  server.recover();
  expect(taken(messageId)).toBe(0);
});

test('a message refused after DATA is retried a few times, minutes apart', async () => {
  server.say('message', '554 5.7.1 Looks like spam');
  const { jobId, messageId, email } = await confirmation();
  for (const attempts of [1, 2]) {
    const job = await readAttempts(jobId, attempts);
    expect(await job.getState()).toBe('delayed');
    expect(job.delay).toBeGreaterThan(5 * MINUTE);
    await job.promote();
  }
  const job = await readAttempts(jobId, 3);
  expect([await job.getState(), server.reached(email)]).toEqual(['failed', 3]);
  server.recover();
  expect(taken(messageId)).toBe(0);
});

test('ten deliveries to a server that does not respond time out, and are sent later', async () => {
  server.say('DATA', 'silence');
  const mails = await Promise.all(Array.from({ length: 10 }, confirmation));
  await until(() => server.reached(...mails.map(({ email }) => email)) >= 10, 'ten deliveries');
  server.recover();
  const all = [...mails, await confirmation()];
  for (const { messageId } of all) await until(() => taken(messageId) > 0, 'the e-mail', 10 * SILENCE);
  expect(all.map(({ messageId }) => taken(messageId))).toEqual(Array(11).fill(1));
});

test('an e-mail that the server accepts without a reply is sent again with the same Message-ID', async () => {
  server.say('message', 'silence');
  const { messageId, email } = await confirmation();
  await until(() => server.reached(email) === 1, 'the delivery');
  server.recover();
  await until(() => taken(messageId) > 0, 'the second e-mail');
});
