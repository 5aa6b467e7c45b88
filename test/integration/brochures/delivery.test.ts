import { Readable } from 'node:stream';
import { sql } from '@payloadcms/db-postgres';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { measureBrochures } from '../../../src/jobs/worker-metrics.ts';
import { registry } from '../../../src/lib/metrics.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { resendBrochure } from '../../../src/services/brochures/brochure-delivery.ts';
import { eraseCustomer } from '../../../src/services/identity/erase-customer.ts';
import { makeCustomer } from '../../support/appointments.ts';
import {
  createPdf,
  createRequestBody,
  makeBrochure,
  readBrochureRequest,
  readBrochureRequests,
  readRequestEvents,
  waitUntilDelivered,
} from '../../support/brochures.ts';
import { startGateway } from '../../support/gateway.ts';
import { type Mailbox, openMailbox } from '../../support/mailbox.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';
import { countTrackingRows, startTestWorker, waitUntilDone, withQueues } from '../events/support.ts';

let mailbox: Mailbox = await openMailbox();
afterAll(() => mailbox.close());
const site = await startGateway({ SMTP_URL: mailbox.url });
const { payload, redis, base, call } = site;
const { sales, ...others } = await staffTokens(payload);
const { storage } = runtimeOf(payload);
const db = database(payload);
measureBrochures(payload);

beforeEach(async () => {
  await db.execute(sql`DELETE FROM brochures`);
});
afterEach(() => void vi.restoreAllMocks());

/** Requests a brochure. @returns the e-mail address. */
async function sendRequest(overrides: Record<string, unknown> = {}): Promise<string> {
  const body = createRequestBody(overrides);
  expect(await call('POST', '/v1/brochures', { body })).toMatchObject({
    status: 201,
    body: { message: 'Brochure on its way' },
  });
  return String(body.email).toLowerCase();
}

const mailsTo = (email: string) =>
  mailbox.mails.filter(({ to }) => [to].flat().some((recipient) => recipient?.text === email));
const readProblem = (email: string, problem: string) =>
  until(
    async () => (await readBrochureRequest(payload, email)).problem === problem,
    `the brochure request of ${email} to have the problem ${problem}`,
  );

const metric = async (name: string) => Number((await registry.getSingleMetric(name)?.get())?.values[0]?.value);

describe('a brochure request', () => {
  test('sends the PDF of the default brochure in one e-mail', async () => {
    await makeBrochure(payload, { title: 'Old' });
    const bytes = createPdf(200_000);
    const { id } = await makeBrochure(payload, { title: 'Kitchens and bedrooms 2026', bytes, isDefault: true });
    startTestWorker(payload);
    const email = await sendRequest({ email: '  Ada.Reader@Example.COM ' });
    expect(email.trim()).toBe('ada.reader@example.com');
    const request = await waitUntilDelivered(payload, email.trim());
    expect(request).toMatchObject({ brochureId: id, problem: null, sentAgainAt: null });
    const [mail] = mailsTo('ada.reader@example.com');
    expect(mail).toMatchObject({ subject: 'Your Lomash Wood brochure' });
    expect(mail?.text).toContain('Kitchens and bedrooms 2026');
    expect(mail?.attachments).toMatchObject([
      { filename: 'brochure.pdf', contentType: 'application/pdf', contentDisposition: 'attachment' },
    ]);
    expect(mail?.attachments[0]?.content.equals(bytes)).toBe(true);
    const [eventId = ''] = await readRequestEvents(payload, request.id);
    await waitUntilDone(payload, eventId, ['analytics', 'brochure-delivery']);
    expect(mail?.messageId).toBe(`<${eventId}.brochure-delivery@lomashwood.co.uk>`);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.headers.get('x-auto-response-suppress')).toBe('All');
    expect(await countTrackingRows(payload, eventId)).toBe(1);
    const { rows } = await db.execute<{ row: string }>(
      sql`SELECT row_to_json(t)::text AS row FROM tracking_events AS t WHERE id = ${eventId}`,
    );
    expect(rows[0]?.row).toContain('brochure_requested');
    expect(rows[0]?.row).not.toMatch(/ada/i);
  });

  test('sends one e-mail however often its event is delivered', async () => {
    await makeBrochure(payload);
    startTestWorker(payload);
    startTestWorker(payload);
    const email = await sendRequest();
    const first = await waitUntilDelivered(payload, email);
    const [eventId = ''] = await readRequestEvents(payload, first.id);
    await withQueues(redis, async ({ notifications }) => {
      for (const nth of [1, 2, 3]) {
        const data = { eventId, topic: 'brochure.requested', subscriber: 'brochure-delivery', correlationId: 'again' };
        await notifications.add('event', data, { jobId: `${eventId}-again-${nth}` });
      }
      await until(async () => {
        const again = await Promise.all([1, 2, 3].map((nth) => notifications.getJobState(`${eventId}-again-${nth}`)));
        return again.every((state) => state === 'completed');
      }, 'the redeliveries');
    });
    expect(mailsTo(email)).toHaveLength(1);
    expect(await readBrochureRequest(payload, email)).toEqual(first);
  });

  test('with an Idempotency-Key is stored once however often it is sent', async () => {
    await makeBrochure(payload);
    const body = createRequestBody();
    const headers = { 'idempotency-key': 'one-click' };
    const answers = [];
    for (let nth = 0; nth < 3; nth++) answers.push(await call('POST', '/v1/brochures', { body, headers }));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(await readBrochureRequests(payload, body.email)).toHaveLength(1);
    const other = await call('POST', '/v1/brochures', { body: { ...body, firstName: 'Eve' }, headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  test.each([
    ['email', 'ada'],
    ['email', 'ada@example.com\r\nBcc: eve@example.com'],
    ['firstName', 'Ada\r\nBcc: eve@example.com'],
    ['phone', '12345'],
    ['postcode', 'SW4'],
    ['address', ' '],
    ['brochure', 'another'],
  ])('with the %s %j is refused', async (path, value) => {
    const answer = await call('POST', '/v1/brochures', { body: createRequestBody({ [path]: value }) });
    expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ path }] } });
  });

  test('with a link as the name sends an e-mail without the name', async () => {
    await makeBrochure(payload);
    startTestWorker(payload);
    const email = await sendRequest({ firstName: 'www.evil.example/win' });
    await waitUntilDelivered(payload, email);
    expect(mailsTo(email)[0]?.html).not.toContain('evil');
  });
});

describe('the PDF', () => {
  test('is streamed, and closed when the mail server refuses it', async () => {
    await makeBrochure(payload, { bytes: createPdf(3_000_000) });
    const opened: Readable[] = [];
    const get = storage.get.bind(storage);
    vi.spyOn(storage, 'get').mockImplementation(async (...args) => {
      const found = await get(...args);
      if (found) opened.push(found.body);
      return found;
    });
    mailbox.refused.add('nobody@example.com');
    startTestWorker(payload);
    await readProblem(await sendRequest({ email: 'nobody@example.com' }), 'REFUSED');
    expect(opened).toHaveLength(1);
    expect(opened[0]?.destroyed).toBe(true);
    const email = await sendRequest();
    await waitUntilDelivered(payload, email);
    expect(opened).toHaveLength(2);
    // The file of 3 MB is read in chunks of at most 64 KiB.
    expect(opened[1]?.readableHighWaterMark).toBeLessThanOrEqual(65_536);
    expect(mailsTo(email)[0]?.attachments[0]?.size).toBe(3_000_000 + createPdf(0).length);
  });

  test('is not delivered when its stream fails part-way', async () => {
    const bytes = createPdf(1_000_000);
    await makeBrochure(payload, { bytes });
    const broken = vi.spyOn(storage, 'get').mockImplementationOnce(async () => ({
      body: Readable.from(
        (function* () {
          yield bytes.subarray(0, 300_000);
          throw new Error('The storage went away.');
        })(),
      ),
      contentType: 'application/pdf',
      size: bytes.length,
    }));
    startTestWorker(payload);
    const email = await sendRequest();
    await waitUntilDelivered(payload, email);
    expect(broken).toHaveBeenCalledTimes(2);
    expect(mailsTo(email).map(({ attachments }) => attachments[0]?.size)).toEqual([bytes.length]);
  });

  test('is sent as an expiring link when the PDF has more than 8 MB', async () => {
    const bytes = createPdf(8_388_609);
    const { id } = await makeBrochure(payload, { bytes });
    startTestWorker(payload);
    const email = await sendRequest();
    await waitUntilDelivered(payload, email);
    const [mail] = mailsTo(email);
    expect(mail?.attachments).toEqual([]);
    expect(mail?.text).toMatch(/The link works until/);
    const url = /https?:\S+brochure\.pdf\?\S+/.exec(String(mail?.text))?.[0];
    const link = new URL(String(url));
    expect(url).not.toContain('@');
    const open = (path: string) => fetch(`${base}${path}`);
    const response = await open(link.pathname + link.search);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="brochure.pdf"');
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    const other = await makeBrochure(payload);
    const readCode = async (path: string) => ((await (await open(path)).json()) as { code: string }).code;
    expect(await readCode(link.pathname.replace(id, other.id) + link.search)).toBe('invalid_signature');
    const later = new URLSearchParams({ ...Object.fromEntries(link.searchParams), expires: '9999999999' });
    expect(await readCode(`${link.pathname}?${later}`)).toBe('invalid_signature');
    expect(await readCode(link.pathname)).toBe('validation_failed');
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 15 * 24 * 3_600_000);
    expect(await readCode(link.pathname + link.search)).toBe('token_expired');
  });
});

describe('a brochure request waits', () => {
  test('while there is no default brochure, shows this problem, and is sent when there is a default', async () => {
    const log = vi.spyOn(payload.logger, 'error');
    startTestWorker(payload);
    const email = await sendRequest();
    await readProblem(email, 'NO_DEFAULT');
    const { id } = await readBrochureRequest(payload, email);
    await until(async () => (await metric('brochure_requests_waiting')) === 1, 'the metric');
    expect(await metric('brochure_undelivered_seconds')).toBeGreaterThan(0);
    const [eventId = ''] = await readRequestEvents(payload, id);
    // The job is delayed several times. The delays must not count as attempts, and must log a single alert.
    await withQueues(redis, ({ notifications }) =>
      until(async () => {
        const job = await notifications.getJob(`${eventId}_brochure-delivery`);
        return (job?.attemptsStarted ?? 0) >= 4 && job?.attemptsMade === 0;
      }, 'the job to start four times'),
    );
    expect(
      log.mock.calls.filter(([facts]) => (facts as { brochureRequestId?: string }).brochureRequestId === id),
    ).toEqual([[{ brochureRequestId: id, problem: 'NO_DEFAULT' }, expect.any(String)]]);
    expect(mailsTo(email)).toEqual([]);
    const brochure = await makeBrochure(payload);
    expect(await waitUntilDelivered(payload, email)).toMatchObject({ brochureId: brochure.id, problem: null });
    expect(mailsTo(email)).toHaveLength(1);
    expect(await metric('brochure_requests_waiting')).toBe(0);
  });

  test('while the PDF is missing or incomplete, and is sent after the PDF is uploaded again', async () => {
    const { id, key } = await makeBrochure(payload);
    await storage.put(String(key), createPdf(10), { contentType: 'application/pdf' });
    startTestWorker(payload);
    const email = await sendRequest();
    await readProblem(email, 'FILE_MISSING');
    await storage.delete(String(key));
    const second = await sendRequest();
    await readProblem(second, 'FILE_MISSING');
    const bytes = createPdf(4000, 'again');
    const file = { data: bytes, name: 'a.pdf', mimetype: 'application/pdf', size: bytes.length };
    await payload.update({ collection: 'brochures', id, data: {}, file });
    for (const recipient of [email, second]) {
      await waitUntilDelivered(payload, recipient);
      expect(mailsTo(recipient).map(({ attachments }) => attachments[0]?.content.equals(bytes))).toEqual([true]);
    }
  });

  test('while the mail server is down, and is sent when it is back', async () => {
    await makeBrochure(payload);
    const port = Number(new URL(mailbox.url).port);
    await mailbox.close();
    startTestWorker(payload);
    const email = await sendRequest();
    await readProblem(email, 'FAILED');
    mailbox = await openMailbox(port);
    expect(await waitUntilDelivered(payload, email)).toMatchObject({ problem: null });
    expect(mailsTo(email)).toHaveLength(1);
  });

  test('and is not sent to a person who was erased meanwhile', async () => {
    const log = vi.spyOn(payload, 'sendEmail');
    const { id, eventId, erase } = await askAsCustomer();
    await erase();
    await makeBrochure(payload);
    startTestWorker(payload);
    await endsForNobody(id, eventId);
    expect(log).not.toHaveBeenCalled();
  });

  test('and is neither sent nor reported when the person is erased during the attempt', async () => {
    const log = vi.spyOn(payload, 'sendEmail');
    await makeBrochure(payload);
    const { id, eventId, erase } = await askAsCustomer();
    // Erase the person after the job has read the recipient, while it reads the size of the PDF.
    const looked = vi.spyOn(storage, 'size').mockImplementationOnce(async () => void (await erase()));
    startTestWorker(payload);
    await endsForNobody(id, eventId);
    expect(looked).toHaveBeenCalledTimes(1);
    expect(log).not.toHaveBeenCalled();
  });

  /** Creates a brochure request of a customer. @returns the request and a function that erases the customer */
  async function askAsCustomer() {
    const customer = await makeCustomer(payload);
    const { email } = await payload.findByID({ collection: 'customers', id: customer });
    await sendRequest({ email });
    const { id } = await readBrochureRequest(payload, email);
    const [eventId = ''] = await readRequestEvents(payload, id);
    return { id, eventId, erase: () => eraseCustomer(payload, customer) };
  }

  async function endsForNobody(id: string, eventId: string): Promise<void> {
    await waitUntilDone(payload, eventId, ['analytics', 'brochure-delivery']);
    await withQueues(redis, async ({ notifications }) => {
      const getState = () => notifications.getJobState(`${eventId}_brochure-delivery`);
      await until(async () => (await getState()) === 'completed', 'the job to be completed');
    });
    const { rows } = await db.execute(sql`SELECT delivered_at, problem FROM brochure_requests WHERE id = ${id}`);
    expect(rows).toEqual([{ delivered_at: null, problem: null }]);
  }
});

describe('members of staff', () => {
  const resend = (id: string, token = sales) => call('POST', `/v1/brochures/requests/${id}/resend`, { token });

  test('resend a brochure as a new e-mail, and the time of the first delivery does not change', async () => {
    await makeBrochure(payload);
    startTestWorker(payload);
    const email = await sendRequest();
    const first = await waitUntilDelivered(payload, email);
    const newer = await makeBrochure(payload, { title: 'Newer', isDefault: true });
    const answers = await Promise.all([resend(first.id), resend(first.id), resend(first.id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    const again = await until(async () => {
      const request = await readBrochureRequest(payload, email);
      return request.sentAgainAt ? request : undefined;
    }, 'the second delivery');
    expect(again).toMatchObject({ deliveredAt: first.deliveredAt, brochureId: newer.id, resendingSince: null });
    const ids = mailsTo(email).map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(2);
    expect(mailsTo(email)[1]?.text).toContain('Newer');
    const [requested = '', resent = ''] = await readRequestEvents(payload, first.id);
    expect([await countTrackingRows(payload, requested), await countTrackingRows(payload, resent)]).toEqual([1, 0]);
  });

  test('cannot resend a brochure that is on its way, but can resend one that was refused', async () => {
    mailbox.refused.add('typo@example.com');
    const email = await sendRequest({ email: 'typo@example.com' });
    const { id } = await readBrochureRequest(payload, email);
    expect(await resend(id)).toMatchObject({ status: 409, body: { code: 'invalid_state' } });
    await makeBrochure(payload);
    startTestWorker(payload);
    await readProblem(email, 'REFUSED');
    mailbox.refused.delete('typo@example.com');
    expect((await resend(id)).status).toBe(202);
    expect(await waitUntilDelivered(payload, email)).toMatchObject({ problem: null, sentAgainAt: null });
    expect(mailsTo(email)).toHaveLength(1);
  });

  test('who are not sales staff cannot resend a brochure, and an unknown request gets 404', async () => {
    const { id } = await readBrochureRequest(payload, await sendRequest());
    for (const token of [others['content-manager'], others.analyst]) expect((await resend(id, token)).status).toBe(403);
    expect((await resend('0190b5a0-0000-7000-8000-00000000dead')).status).toBe(404);
    expect((await resend('nonsense')).status).toBe(404);
    await expect(resendBrochure(payload, id)).rejects.toMatchObject({ code: 'invalid_state' });
    expect(await readRequestEvents(payload, id)).toHaveLength(1);
  });
});
