import { afterAll, expect, test } from 'vitest';
import { EVENT_JOB } from '../../../src/jobs/dispatch.ts';
import { eventJobId } from '../../../src/jobs/event-job.ts';
import { mayResend } from '../../../src/services/brochures/resend.ts';
import { delivered, eventsOfRequest, makeBrochure, requestBody, requestOf } from '../../support/brochures.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { type Mailbox, openMailbox } from '../../support/mailbox.ts';
import { until } from '../../support/until.ts';
import { doneBy, withQueues, workerOf } from '../events/support.ts';

let mailbox: Mailbox = await openMailbox();
afterAll(() => mailbox.close());
const { payload, redis, call } = await startGateway({ SMTP_URL: mailbox.url });
const { admin, sales } = await staffTokens(payload);
await makeBrochure(payload);

const subscriber = 'brochure-delivery';

const mailsTo = (email: string) => mailbox.mails.filter(({ to }) => [to].flat().some((one) => one?.text === email));

type Stuck = { email: string; requestId: string; eventId: string; job: string };

/** A request whose job has used up its attempts while the mail server was down. It is up again, and a worker runs. */
async function stuckRequest(): Promise<Stuck> {
  const body = requestBody();
  expect((await call('POST', '/v1/brochures', { body })).status).toBe(201);
  const { id: requestId } = await requestOf(payload, body.email);
  const [eventId = ''] = await eventsOfRequest(payload, requestId);
  const job = eventJobId({ eventId, subscriber });
  await whileMailIsDown(() =>
    withQueues(redis, async ({ notifications }) => {
      // The relay leaves it as it is: with one attempt.
      const data = { eventId, topic: 'brochure.requested', subscriber, correlationId: 'stuck' };
      await notifications.add(EVENT_JOB, data, { jobId: job, attempts: 1 });
      workerOf(payload);
      await until(async () => (await notifications.getJobState(job)) === 'failed', 'the job to be dead');
    }),
  );
  expect(await requestOf(payload, body.email)).toMatchObject({ problem: 'FAILED', deliveredAt: null });
  return { email: body.email, requestId, eventId, job };
}

async function whileMailIsDown(work: () => Promise<void>): Promise<void> {
  const { mails } = mailbox;
  await mailbox.close();
  await work();
  mailbox = await openMailbox(Number(new URL(mailbox.url).port));
  mailbox.mails.push(...mails);
}

const resend = (requestId: string) => call('POST', `/v1/brochures/requests/${requestId}/resend`, { token: sales });
const operate = (job: string, what: string, body?: object) =>
  call('POST', `/v1/operations/queues/notifications/jobs/${job}/${what}`, { token: admin, body });
const giveUp = (job: string) => operate(job, 'give-up', { reason: 'The server is gone' });
const resends = async (document: string) =>
  (await payload.count({ collection: 'changes', where: { document: { equals: document } } })).totalDocs;

test('a request whose job is dead is sent again, by that job', async () => {
  const { email, requestId, eventId } = await stuckRequest();
  expect(await mayResend(payload, requestId)).toBe(true);
  expect((await resend(requestId)).status).toBe(202);
  expect(await delivered(payload, email)).toMatchObject({ problem: null, sentAgainAt: null });
  expect(mailsTo(email).map(({ messageId }) => messageId)).toEqual([`<${eventId}.${subscriber}@lomashwood.co.uk>`]);
  expect(await eventsOfRequest(payload, requestId)).toEqual([eventId]);
  expect(await resends(requestId)).toBe(1);
});

test('two who send it again at once send one, and one of them is told', async () => {
  const { email, requestId, eventId } = await stuckRequest();
  const answers = await Promise.all([resend(requestId), resend(requestId), resend(requestId)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  await delivered(payload, email);
  await doneBy(payload, eventId, ['analytics', subscriber]);
  expect(mailsTo(email)).toHaveLength(1);
  expect(await eventsOfRequest(payload, requestId)).toEqual([eventId]);
  expect(await resends(requestId)).toBe(1);
});

test('an admin who retries the job at the same time sends no second one', async () => {
  const { email, requestId, eventId, job } = await stuckRequest();
  const answers = await Promise.all([resend(requestId), operate(job, 'retry'), resend(requestId)]);
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
  await delivered(payload, email);
  await doneBy(payload, eventId, ['analytics', subscriber]);
  expect(mailsTo(email)).toHaveLength(1);
  expect(await eventsOfRequest(payload, requestId)).toEqual([eventId]);
});

test('one that was given up is sent by an event of its own', async () => {
  const { email, requestId, eventId, job } = await stuckRequest();
  expect((await giveUp(job)).status).toBe(204);
  expect(await mayResend(payload, requestId)).toBe(true);
  expect((await resend(requestId)).status).toBe(202);
  await delivered(payload, email);
  const events = await eventsOfRequest(payload, requestId);
  expect(events).toEqual([eventId, expect.any(String)]);
  expect(mailsTo(email).map(({ messageId }) => messageId)).toEqual([`<${events[1]}.${subscriber}@lomashwood.co.uk>`]);
});

test('giving it up at the same time never sends two, and leaves it to be sent again', async () => {
  const { email, requestId, job } = await stuckRequest();
  const [given, sent] = await Promise.all([giveUp(job), resend(requestId)]);
  expect([given.status, sent.status]).toEqual([expect.toBeOneOf([204, 409]), expect.toBeOneOf([202, 409])]);
  const sentOrAskedAnew = async () =>
    (await requestOf(payload, email)).deliveredAt !== null || (await resend(requestId)).status === 202;
  await until(sentOrAskedAnew, 'an e-mail, or that one can be asked for');
  await delivered(payload, email);
  expect(mailsTo(email)).toHaveLength(1);
});

test('one that was sent before, and whose resend is dead, is sent again by that job', async () => {
  const { email, requestId } = await stuckRequest();
  await resend(requestId);
  const first = await delivered(payload, email);
  mailbox.refused.add(email);
  expect((await resend(requestId)).status).toBe(202);
  await until(async () => (await requestOf(payload, email)).problem === 'REFUSED', 'the refusal');
  mailbox.refused.delete(email);
  await until(() => mayResend(payload, requestId), 'the job to be dead');
  expect((await resend(requestId)).status).toBe(202);
  const again = await until(
    async () => (await requestOf(payload, email)).sentAgainAt ?? undefined,
    'the second e-mail',
  );
  expect(await requestOf(payload, email)).toMatchObject({
    deliveredAt: first.deliveredAt,
    sentAgainAt: again,
    problem: null,
  });
  expect(mailsTo(email)).toHaveLength(2);
  expect(await eventsOfRequest(payload, requestId)).toHaveLength(2);
});
