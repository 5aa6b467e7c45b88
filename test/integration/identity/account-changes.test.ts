import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import type { Envelope } from '../../../src/events/emit.ts';
import type { Topic } from '../../../src/events/topics.ts';
import { findSubscriber } from '../../../src/jobs/subscribers.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { correctEmail } from '../../../src/services/identity/change-email.ts';
import { createRequestBody } from '../../support/brochures.ts';
import { openMailbox } from '../../support/mailbox.ts';
import {
  atOnce,
  makePerson,
  newEmail,
  PASSWORD,
  type Person,
  readTopics,
  signIn,
  startIdentitySite,
  tally,
} from './identity-site.ts';

const mailbox = await openMailbox();
const site = await startIdentitySite({ SMTP_URL: mailbox.url });
const { payload, redis, call } = site;

const NEW = 'a new password';
const STAFF_ID = uuidv7();
const login = (email: string, password: string) => call('POST /v1/auth/login', { body: { email, password } });
const refresh = (refreshToken: string) => call('POST /v1/auth/refresh', { body: { refreshToken } });

async function signedIn(): Promise<Person & { token: string; refreshToken: string }> {
  const person = await makePerson(payload);
  const { accessToken: token, refreshToken } = await signIn(site, person);
  return { ...person, token, refreshToken };
}

/** Finds a customer's latest event of a topic, and runs the given subscribers on it. @returns the e-mails that were sent */
async function readMails(userId: string, topic: Topic, subscribers: string[]) {
  const { rows } = await database(payload).execute<Envelope>(sql`
    SELECT id, topic, version, to_json(timestamp) AS timestamp, producer_id AS "producerId",
      correlation_id AS "correlationId", payload
    FROM domain_events WHERE topic = ${topic} AND payload->>'userId' = ${userId} ORDER BY id DESC LIMIT 1`);
  const before = mailbox.mails.length;
  for (const name of subscribers) await findSubscriber(topic, name).handle(payload, rows[0] as Envelope, TIMINGS);
  return mailbox.mails.slice(before).map(({ to, subject, text }) => ({ to: [to].flat()[0]?.text, subject, text }));
}

describe('POST /v1/me/password', () => {
  const change = (token: string, currentPassword: string, password = NEW) =>
    call('POST /v1/me/password', { token, body: { currentPassword, password } });

  test('sets the password, ends all other sessions, and sends a notice', async () => {
    const person = await signedIn();
    const other = await signIn(site, person);
    expect((await change(person.token, PASSWORD)).status).toBe(204);
    expect((await refresh(other.refreshToken)).status).toBe(401);
    expect((await refresh(person.refreshToken)).status).toBe(200);
    expect((await login(person.email, PASSWORD)).status).toBe(401);
    expect((await login(person.email, NEW)).status).toBe(200);
    expect(await readTopics(payload, person.userId)).toEqual(['user.password_changed']);
    expect(await readMails(person.userId, 'user.password_changed', ['password-changed'])).toMatchObject([
      { to: person.email, subject: expect.stringContaining('password was changed') },
    ]);
  });

  test('refuses a wrong password with 403, counts it as a failed login, and changes nothing', async () => {
    const person = await signedIn();
    const refused = await change(person.token, 'the wrong one');
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect(tally(await atOnce(9, () => login(person.email, 'the wrong one')))).toEqual({ 401: 9 });
    const limited = await change(person.token, PASSWORD);
    expect([limited.status, limited.body.code]).toEqual([429, 'rate_limited']);
    expect(await readTopics(payload, person.userId)).toEqual([]);
  });

  test.each([
    [{ currentPassword: PASSWORD, password: 'short' }, 'password'],
    [{ password: NEW }, 'currentPassword'],
    [{ currentPassword: PASSWORD, password: NEW, email: 'x@example.com' }, 'email'],
  ])('refuses %j', async (body, path) => {
    const { token } = await signedIn();
    const answer = await call('POST /v1/me/password', { token, body });
    expect([answer.status, answer.body.errors]).toEqual([400, [{ path, message: expect.any(String) }]]);
  });

  test('accepts one of two concurrent requests', async () => {
    const person = await signedIn();
    const answers = await Promise.all([
      change(person.token, PASSWORD, 'the first password'),
      change(person.token, PASSWORD, 'the second password'),
    ]);
    expect(tally(answers)).toEqual({ 204: 1, 403: 1 });
    expect(await readTopics(payload, person.userId)).toEqual(['user.password_changed']);
  });
});

describe('POST /v1/me/email', () => {
  const ask = (token: string, email: string, password = PASSWORD) =>
    call('POST /v1/me/email', { token, body: { password, email } });
  const confirm = (token: string, otp: string, currentPassword?: string) =>
    call('POST /v1/me/email/confirm', {
      token,
      body: { otp, ...(currentPassword !== undefined && { currentPassword }) },
    });
  const readCode = async (userId: string) => (await redis.get(`otp:email:${userId}`)) ?? '000000';

  test('sends a code to the new address and a notice to the old one, and the code changes the address', async () => {
    const person = await signedIn();
    const email = newEmail();
    expect((await ask(person.token, ` ${email.toUpperCase()} `)).status).toBe(202);
    const code = await readCode(person.userId);
    const names = ['email-change-code', 'email-change-notice'];
    const [sent, notice, ...more] = await readMails(person.userId, 'user.email_change_requested', names);
    expect(more).toEqual([]);
    expect([sent?.to, notice?.to]).toEqual([email, person.email]);
    expect(sent?.text).toContain(code);
    expect(sent?.text).not.toContain('Lovelace');
    expect(notice?.text).not.toContain(code);
    expect((await call('GET /v1/me', { token: person.token })).body.email).toBe(person.email);
    const confirmed = await confirm(person.token, `${code.slice(0, 3)} ${code.slice(3)}`);
    expect(confirmed).toMatchObject({ status: 200, body: { userId: person.userId, email } });
    expect((await confirm(person.token, code)).status).toBe(422);
    expect((await login(email, PASSWORD)).status).toBe(200);
    expect((await login(person.email, PASSWORD)).status).toBe(401);
  });

  test('leaves records under the former address with the customer until another account verifies that address', async () => {
    const person = await signedIn();
    const { body } = await call('GET /v1/me/export', { token: person.token });
    expect(body.brochureRequests).toEqual([]);
    const { firstName, lastName, phone, postcode, address } = createRequestBody();
    await payload.create({
      collection: 'brochure-requests',
      data: { firstName, lastName, phone, postcode, address, email: person.email },
    });
    await ask(person.token, newEmail());
    await confirm(person.token, await readCode(person.userId));
    const exported = async () => (await call('GET /v1/me/export', { token: person.token })).body.brochureRequests;
    expect(await exported()).toHaveLength(1);
    await payload.create({
      collection: 'customers',
      data: { email: person.email, firstName: 'B', lastName: 'C', emailVerified: true },
    });
    expect(await exported()).toEqual([]);
  });

  test('refuses a wrong password, the customer’s own address and a taken one', async () => {
    const [person, other] = [await signedIn(), await makePerson(payload)];
    expect((await ask(person.token, newEmail(), 'the wrong one')).body.code).toBe('forbidden');
    expect((await ask(person.token, person.email)).body.code).toBe('validation_failed');
    expect((await ask(person.token, other.email)).body.code).toBe('email_taken');
    expect(await readTopics(payload, person.userId)).toEqual([]);
    expect(await redis.get(`otp:email:${person.userId}`)).toBeNull();
  });

  test('accepts the address of an unverified account, but not of a verified one', async () => {
    const [person, squatter] = [await signedIn(), await makePerson(payload, { verified: false })];
    await ask(person.token, squatter.email);
    expect((await confirm(person.token, await readCode(person.userId))).status).toBe(200);
    expect(await payload.count({ collection: 'customers', where: { id: { equals: squatter.userId } } })).toEqual({
      totalDocs: 0,
    });
    const late = newEmail();
    await ask(person.token, late);
    await payload.create({
      collection: 'customers',
      data: { email: late, firstName: 'B', lastName: 'C', emailVerified: true },
    });
    expect((await confirm(person.token, await readCode(person.userId))).body.code).toBe('email_taken');
  });

  test('does not confirm the new address with a code that was sent for an earlier one', async () => {
    const person = await signedIn();
    await ask(person.token, newEmail());
    const first = await readCode(person.userId);
    const second = newEmail();
    await ask(person.token, second);
    if (first !== (await readCode(person.userId))) expect((await confirm(person.token, first)).status).toBe(422);
    expect((await confirm(person.token, await readCode(person.userId))).body.email).toBe(second);
  });

  test('sends three codes an hour to one address, for all accounts and staff together', async () => {
    const email = newEmail();
    const people = await atOnce(5, signedIn);
    expect(tally(await Promise.all(people.map(({ token }) => ask(token, email))))).toEqual({ 202: 5 });
    const topics = await Promise.all(people.map(({ userId }) => readTopics(payload, userId)));
    expect(topics.flat()).toEqual(Array(3).fill('user.email_change_requested'));
    const { userId } = await signedIn();
    const refused = await correctEmail(payload, userId, email, STAFF_ID).catch((error) => error);
    expect(refused).toMatchObject({ code: 'rate_limited' });
    expect(Number(refused.headers['Retry-After'])).toBeGreaterThan(59 * 60);
    expect((await redis.keys('otp:*')).filter((key) => key.includes(email))).toEqual([]);
  });

  describe('for a new address that staff enter', () => {
    const correct = (customerId: string, email: string) =>
      correctEmail(payload, customerId, email, STAFF_ID).then(
        () => 'sent',
        ({ code }: { code?: string }) => code,
      );
    const readAsked = () =>
      payload.find({ collection: 'changes', where: { action: { equals: 'email-change-asked' } }, pagination: false });

    test('changes nothing until the customer enters code and password, and the notice to the old address names staff as the cause', async () => {
      const [person, stranger] = [await signedIn(), await signedIn()];
      const email = newEmail();
      expect(await correct(person.userId, email)).toBe('sent');
      const code = await readCode(person.userId);
      const names = ['email-change-code', 'email-change-notice'];
      const [sent, notice, ...more] = await readMails(person.userId, 'user.email_change_requested', names);
      expect(more).toEqual([]);
      expect([sent?.to, notice?.to]).toEqual([email, person.email]);
      expect(sent?.text).toContain(code);
      expect(notice?.text).toContain('our team entered another e-mail address');
      expect(notice?.text).not.toMatch(new RegExp(`${code}|${email}|knows your password`));

      expect((await login(email, PASSWORD)).status).toBe(401);
      expect((await call('POST /v1/auth/forgot-password', { body: { email } })).status).toBe(202);
      expect(await redis.get(`otp:reset:${person.userId}`)).toBeNull();
      const used = { body: { email, otp: code } };
      expect((await call('POST /v1/auth/verify-email', used)).body.code).toBe('otp_invalid');
      expect((await confirm(stranger.token, code)).body.code).toBe('otp_invalid');
      expect((await call('GET /v1/me', { token: person.token })).body.email).toBe(person.email);

      expect(await confirm(person.token, code, PASSWORD)).toMatchObject({ status: 200, body: { email } });
      expect((await login(email, PASSWORD)).status).toBe(200);
      const { docs } = await readAsked();
      expect(docs).toMatchObject([{ actor: 'staff', actorId: STAFF_ID, document: null, label: 'A customer' }]);
      expect(JSON.stringify(docs)).not.toMatch(new RegExp(`${email}|${person.userId}`));
    });

    test('needs the password in addition to a session, and wrong passwords count as at a login', async () => {
      const person = await signedIn();
      const email = newEmail();
      expect(await correct(person.userId, email)).toBe('sent');
      const code = await readCode(person.userId);
      const missing = await confirm(person.token, code);
      expect([missing.status, missing.body.code]).toEqual([400, 'validation_failed']);
      expect(missing.body.errors).toEqual([{ path: 'currentPassword', message: expect.stringContaining('password') }]);
      const wrongCode = code === '123456' ? '654321' : '123456';
      expect((await confirm(person.token, wrongCode)).body.code).toBe('otp_invalid');
      const wrong = await confirm(person.token, code, 'the wrong one');
      expect([wrong.status, wrong.body.code]).toEqual([403, 'forbidden']);
      expect((await call('GET /v1/me', { token: person.token })).body.email).toBe(person.email);
      const other = await signIn(site, person);
      expect((await confirm(person.token, code, PASSWORD)).status).toBe(200);
      expect((await refresh(other.refreshToken)).status).toBe(200);

      expect(await correct(person.userId, newEmail())).toBe('sent');
      expect(tally(await atOnce(10, () => login(email, 'the wrong one')))).toEqual({ 401: 10 });
      expect((await confirm(person.token, await readCode(person.userId), PASSWORD)).status).toBe(429);
      expect((await call('GET /v1/me', { token: person.token })).body.email).toBe(email);
    });

    test('only the newest code is valid, whether staff or the customer requested it', async () => {
      const person = await signedIn();
      const [own, ours] = [newEmail(), newEmail()];
      expect(await correct(person.userId, newEmail())).toBe('sent');
      await ask(person.token, own);
      expect((await confirm(person.token, await readCode(person.userId), 'the wrong one')).status).toBe(403);
      expect((await confirm(person.token, await readCode(person.userId))).body.email).toBe(own);
      expect(await correct(person.userId, ours)).toBe('sent');
      expect((await confirm(person.token, await readCode(person.userId))).status).toBe(400);
    });

    test('is refused for an unverified account, a taken address, the same address and an unknown customer', async () => {
      const [person, other] = [await makePerson(payload), await makePerson(payload)];
      const unverified = await makePerson(payload, { verified: false });
      const before = (await readAsked()).docs.length;
      expect(await correct(unverified.userId, newEmail())).toBe('invalid_state');
      expect(await correct(person.userId, other.email)).toBe('email_taken');
      expect(await correct(person.userId, person.email)).toBe('validation_failed');
      expect(await correct(STAFF_ID, newEmail())).toBe('not_found');
      expect(await readTopics(payload, person.userId)).toEqual([]);
      expect((await readAsked()).docs).toHaveLength(before);
    });

    test('sends three codes an hour, including those that the customer requests', async () => {
      const person = await signedIn();
      await ask(person.token, newEmail());
      const outcomes = await Promise.all(Array.from({ length: 4 }, () => correct(person.userId, newEmail())));
      expect(outcomes.sort()).toEqual(['rate_limited', 'rate_limited', 'sent', 'sent']);
      expect(await readTopics(payload, person.userId)).toHaveLength(3);
    });

    test('is refused after three codes until the oldest code is an hour old', async () => {
      const person = await signedIn();
      for (let time = 0; time < 3; time++) expect(await correct(person.userId, newEmail())).toBe('sent');
      const issued = `otp:email:${person.userId}:issued`;
      const [oldest = ''] = await redis.zrange(issued, '0', '0');
      await redis.zincrby(issued, -20 * 60_000, oldest);
      const refused = await correctEmail(payload, person.userId, newEmail(), STAFF_ID).catch((error) => error);
      expect(refused).toMatchObject({ code: 'rate_limited' });
      const retryAfter = Number(refused.headers['Retry-After']);
      expect(retryAfter).toBeGreaterThan(39 * 60);
      expect(retryAfter).toBeLessThanOrEqual(40 * 60);
    });
  });
});
