import { afterAll, expect, test } from 'vitest';
import { toEventJobId } from '../../../src/events/queues.ts';
import { EVENT_JOB } from '../../../src/jobs/dispatch.ts';
import { canResendBrochure } from '../../../src/services/brochures/brochure-delivery.ts';
import {
  createRequestBody,
  makeBrochure,
  readBrochureRequest,
  readRequestEvents,
  waitUntilDelivered,
} from '../../support/brochures.ts';
import { startGateway } from '../../support/gateway.ts';
import { type Mailbox, openMailbox } from '../../support/mailbox.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';
import { startTestWorker, waitUntilDone, withQueues } from '../events/support.ts';

let mailbox: Mailbox = await openMailbox();
afterAll(() => mailbox.close());
const { payload, redis, call } = await startGateway({ SMTP_URL: mailbox.url });
const { admin, sales } = await staffTokens(payload);
await makeBrochure(payload);

const subscriber = 'brochure-delivery';

const mailsTo = (email: string) => mailbox.mails.filter(({ to }) => [to].flat().some((one) => one?.text === email));

type Stuck = { email: string; requestId: string; eventId: string; job: string };

/**
 * Creates a brochure request whose job has used up its attempts while the mail server was down. Afterwards the server is up
 * again, and a worker runs.
 */
async function makeStuckRequest(): Promise<Stuck> {
  const body = createRequestBody();
  expect((await call('POST', '/v1/brochures', { body })).status).toBe(201);
  const { id: requestId } = await readBrochureRequest(payload, body.email);
  const [eventId = ''] = await readRequestEvents(payload, requestId);
  const job = toEventJobId({ eventId, subscriber });
  await whileMailIsDown(() =>
    withQueues(redis, async ({ notifications }) => {
      // Add the job as the relay does, but with one attempt.
      const data = { eventId, topic: 'brochure.requested', subscriber, correlationId: 'stuck' };
      await notifications.add(EVENT_JOB, data, { jobId: job, attempts: 1 });
      startTestWorker(payload);
      await until(async () => (await notifications.getJobState(job)) === 'failed', 'the job to be dead');
    }),
  );
  expect(await readBrochureRequest(payload, body.email)).toMatchObject({ problem: 'FAILED', deliveredAt: null });
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
const operate = (job: string, action: string, body?: object) =>
  call('POST', `/v1/operations/queues/notifications/jobs/${job}/${action}`, { token: admin, body });
const giveUp = (job: string) => operate(job, 'give-up', { reason: 'The server is gone' });
const resends = async (document: string) =>
  (await payload.count({ collection: 'changes', where: { document: { equals: document } } })).totalDocs;

test('a brochure request with a dead job is resent by retrying that job', async () => {
  const { email, requestId, eventId } = await makeStuckRequest();
  expect(await canResendBrochure(payload, requestId)).toBe(true);
  expect((await resend(requestId)).status).toBe(202);
  expect(await waitUntilDelivered(payload, email)).toMatchObject({ problem: null, sentAgainAt: null });
  expect(mailsTo(email).map(({ messageId }) => messageId)).toEqual([`<${eventId}.${subscriber}@lomashwood.co.uk>`]);
  expect(await readRequestEvents(payload, requestId)).toEqual([eventId]);
  expect(await resends(requestId)).toBe(1);
});

test('one of two concurrent resends sends an e-mail, and the other is refused', async () => {
  const { email, requestId, eventId } = await makeStuckRequest();
  const answers = await Promise.all([resend(requestId), resend(requestId), resend(requestId)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  await waitUntilDelivered(payload, email);
  await waitUntilDone(payload, eventId, ['analytics', subscriber]);
  expect(mailsTo(email)).toHaveLength(1);
  expect(await readRequestEvents(payload, requestId)).toEqual([eventId]);
  expect(await resends(requestId)).toBe(1);
});

test('a concurrent retry of the job by an admin sends no second e-mail', async () => {
  const { email, requestId, eventId, job } = await makeStuckRequest();
  const answers = await Promise.all([resend(requestId), operate(job, 'retry'), resend(requestId)]);
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
  await waitUntilDelivered(payload, email);
  await waitUntilDone(payload, eventId, ['analytics', subscriber]);
  expect(mailsTo(email)).toHaveLength(1);
  expect(await readRequestEvents(payload, requestId)).toEqual([eventId]);
});

test('a brochure request whose job was discarded is resent by a new event', async () => {
  const { email, requestId, eventId, job } = await makeStuckRequest();
  expect((await giveUp(job)).status).toBe(204);
  expect(await canResendBrochure(payload, requestId)).toBe(true);
  expect((await resend(requestId)).status).toBe(202);
  await waitUntilDelivered(payload, email);
  const events = await readRequestEvents(payload, requestId);
  expect(events).toEqual([eventId, expect.any(String)]);
  expect(mailsTo(email).map(({ messageId }) => messageId)).toEqual([`<${events[1]}.${subscriber}@lomashwood.co.uk>`]);
});

test('a resend and the discarding of its job at the same time never send two e-mails, and a later resend works', async () => {
  const { email, requestId, job } = await makeStuckRequest();
  const [given, sent] = await Promise.all([giveUp(job), resend(requestId)]);
  expect([given.status, sent.status]).toEqual([expect.toBeOneOf([204, 409]), expect.toBeOneOf([202, 409])]);
  await until(() => canResendBrochure(payload, requestId), 'the end of the delivery');
  // The retried job sends no e-mail if it was discarded at the same time.
  const { deliveredAt } = await readBrochureRequest(payload, email);
  if (deliveredAt === null) expect((await resend(requestId)).status).toBe(202);
  await waitUntilDelivered(payload, email);
  expect(mailsTo(email)).toHaveLength(1);
});

test('a delivered brochure request whose resend has a dead job is resent by retrying that job', async () => {
  const { email, requestId } = await makeStuckRequest();
  await resend(requestId);
  const first = await waitUntilDelivered(payload, email);
  mailbox.refused.add(email);
  expect((await resend(requestId)).status).toBe(202);
  await until(
    async () => (await readBrochureRequest(payload, email)).problem === 'REFUSED',
    'the mail server to refuse the e-mail',
  );
  mailbox.refused.delete(email);
  await until(() => canResendBrochure(payload, requestId), 'the job to be dead');
  expect((await resend(requestId)).status).toBe(202);
  const again = await until(
    async () => (await readBrochureRequest(payload, email)).sentAgainAt ?? undefined,
    'the second e-mail',
  );
  expect(await readBrochureRequest(payload, email)).toMatchObject({
    deliveredAt: first.deliveredAt,
    sentAgainAt: again,
    problem: null,
  });
  expect(mailsTo(email)).toHaveLength(2);
  expect(await readRequestEvents(payload, requestId)).toHaveLength(2);
});
