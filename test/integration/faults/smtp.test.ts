import { sql } from '@payloadcms/db-postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { mailTransport } from '../../../src/emails/mail-transport.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { queueOf } from '../../../src/jobs/queue-of.ts';
import { type RunningWorker, startWorker } from '../../../src/jobs/start-worker.ts';
import { book } from '../../../src/services/appointments/book.ts';
import { isRefusedForGood, isRefusedMessage } from '../../../src/services/notifications/send-email.ts';
import { bookingOf, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { type SmtpStep, scriptedSmtp } from '../../support/scripted-smtp.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { QUICK } from '../events/support.ts';

/** Milliseconds in which a step of a delivery has to be answered; in production it is twenty times as long. */
const SILENCE = 1000;
const MINUTE = 60_000;

const server = await scriptedSmtp();
const { payload } = await startSite({ SMTP_URL: server.url, SMTP_TIMEOUT_MS: String(SILENCE) });
let worker: RunningWorker;
beforeAll(() => {
  worker = startWorker(payload, QUICK);
});
afterAll(async () => {
  await worker.close();
  await server.close();
});

/** A confirmation of a visit that is to be sent. @returns the id of its job, its Message-ID and its recipient */
async function confirmation() {
  // An address of its own: a stranger's gets only so many e-mails.
  const email = `${uuidv7()}@example.com`;
  const booking = bookingOf(await makeSlot(payload), { forBedroom: false, email });
  const { body } = await book(payload, await makeCustomer(payload), booking);
  const { bookingId } = body as { bookingId: string };
  const { rows } = await database(payload).execute<{ id: string }>(
    sql`SELECT id FROM domain_events WHERE topic = 'booking.created' AND payload->>'bookingId' = ${bookingId}`,
  );
  const id = rows[0]?.id;
  return { jobId: `${id}_booking-confirmation`, messageId: `<${id}.booking-confirmation@lomashwood.co.uk>`, email };
}

const jobOf = async (jobId: string) => (await queueOf(payload, 'notifications')).getJob(jobId);

async function attemptsOf(jobId: string, attempts: number) {
  return until(async () => {
    const job = await jobOf(jobId);
    return job && job.attemptsMade >= attempts && !(await job.isActive()) ? job : undefined;
  }, `${attempts} attempts of ${jobId}`);
}

const taken = (messageId: string) => server.taken.filter((id) => id === messageId).length;

/** Trouble of our own, or of the server. */
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

describe('one delivery', () => {
  const mail = { from: 'us@example.com', to: 'ada@example.com', text: 'Hello' };

  test.each([
    ...RETRIED.map((row) => [...row, 'is tried again'] as const),
    ...FINAL.map((row) => [...row, 'is final'] as const),
    ['message', '554 5.7.1 Looks like spam', 'is tried a few times'] as const,
  ])('whose answer to %s is "%s" %s', async (step, reply, fate) => {
    server.say(step, reply);
    const start = performance.now();
    const error = await mailTransport(server.url, 200)
      .sendMail(mail)
      .catch((failure: unknown) => failure);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(error).toBeInstanceOf(Error);
    expect([isRefusedForGood(error), isRefusedMessage(error)]).toEqual([
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
  'after %s was answered "%s" it is sent once, when the server is well',
  async (step, reply) => {
    server.say(step, reply);
    const { jobId, messageId } = await confirmation();
    const job = await attemptsOf(jobId, 1);
    expect(await job.getState()).toBe('delayed');
    server.recover();
    await until(() => taken(messageId) > 0, 'the e-mail');
    await until(async () => (await jobOf(jobId))?.isCompleted(), 'the job to be done');
    expect(taken(messageId)).toBe(1);
  },
);

test('a mailbox that does not exist is final: one attempt', async () => {
  server.say('RCPT', '550 5.1.1 No such user');
  const { jobId, messageId, email } = await confirmation();
  const job = await until(async () => {
    const found = await jobOf(jobId);
    return (await found?.isFailed()) && found?.failedReason ? found : undefined;
  }, 'the job to be dead');
  expect([job.attemptsMade, server.reached(email)]).toEqual([1, 1]);
  server.recover();
  expect(taken(messageId)).toBe(0);
});

test('a message that was refused after it was read is tried a few times, minutes apart', async () => {
  server.say('message', '554 5.7.1 Looks like spam');
  const { jobId, messageId, email } = await confirmation();
  for (const attempts of [1, 2]) {
    const job = await attemptsOf(jobId, attempts);
    expect(await job.getState()).toBe('delayed');
    expect(job.delay).toBeGreaterThan(5 * MINUTE);
    await job.promote();
  }
  const job = await attemptsOf(jobId, 3);
  expect([await job.getState(), server.reached(email)]).toEqual(['failed', 3]);
  server.recover();
  expect(taken(messageId)).toBe(0);
});

test('ten deliveries that a silent server holds up end with the limit, and then all are sent', async () => {
  server.say('DATA', 'silence');
  const mails = await Promise.all(Array.from({ length: 10 }, confirmation));
  await until(() => server.reached(...mails.map(({ email }) => email)) >= 10, 'ten deliveries');
  server.recover();
  const all = [...mails, await confirmation()];
  for (const { messageId } of all) await until(() => taken(messageId) > 0, 'the e-mail', 10 * SILENCE);
  expect(all.map(({ messageId }) => taken(messageId))).toEqual(Array(11).fill(1));
});

test('an e-mail that was taken without an answer is sent again with the same Message-ID', async () => {
  server.say('message', 'silence');
  const { messageId, email } = await confirmation();
  await until(() => server.reached(email) === 1, 'the delivery');
  server.recover();
  await until(() => taken(messageId) > 0, 'the second copy');
});
