import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import type { Envelope } from '../../../src/events/envelope.ts';
import type { Topic } from '../../../src/events/topics.ts';
import { findSubscriber } from '../../../src/jobs/subscribers.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { requestBody } from '../../support/brochures.ts';
import { openMailbox } from '../../support/mailbox.ts';
import {
  atOnce,
  makePerson,
  newEmail,
  PASSWORD,
  type Person,
  signIn,
  startIdentitySite,
  tally,
  topicsOf,
} from './identity-site.ts';

const mailbox = await openMailbox();
const site = await startIdentitySite({ SMTP_URL: mailbox.url });
const { payload, redis, call } = site;

const NEW = 'a new password';
const login = (email: string, password: string) => call('POST /v1/auth/login', { body: { email, password } });
const refresh = (refreshToken: string) => call('POST /v1/auth/refresh', { body: { refreshToken } });

async function signedIn(): Promise<Person & { token: string; refreshToken: string }> {
  const person = await makePerson(payload);
  const { accessToken: token, refreshToken } = await signIn(site, person);
  return { ...person, token, refreshToken };
}

/** Has the subscribers of a customer's newest event of a topic do their part, and gives the e-mails that went out by that. */
async function mailsOf(userId: string, topic: Topic, subscribers: string[]) {
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

  test('sets the password, ends other sessions and no other, and sends a notice', async () => {
    const person = await signedIn();
    const other = await signIn(site, person);
    expect((await change(person.token, PASSWORD)).status).toBe(204);
    expect((await refresh(other.refreshToken)).status).toBe(401);
    expect((await refresh(person.refreshToken)).status).toBe(200);
    expect((await login(person.email, PASSWORD)).status).toBe(401);
    expect((await login(person.email, NEW)).status).toBe(200);
    expect(await topicsOf(payload, person.userId)).toEqual(['user.password_changed']);
    expect(await mailsOf(person.userId, 'user.password_changed', ['password-changed'])).toMatchObject([
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
    expect(await topicsOf(payload, person.userId)).toEqual([]);
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

  test('of two at once, one wins', async () => {
    const person = await signedIn();
    const answers = await Promise.all([
      change(person.token, PASSWORD, 'the first password'),
      change(person.token, PASSWORD, 'the second password'),
    ]);
    expect(tally(answers)).toEqual({ 204: 1, 403: 1 });
    expect(await topicsOf(payload, person.userId)).toEqual(['user.password_changed']);
  });
});

describe('POST /v1/me/email', () => {
  const ask = (token: string, email: string, password = PASSWORD) =>
    call('POST /v1/me/email', { token, body: { password, email } });
  const confirm = (token: string, otp: string) => call('POST /v1/me/email/confirm', { token, body: { otp } });
  const codeOf = async (userId: string) => (await redis.get(`otp:email:${userId}`)) ?? '000000';

  test('sends a code to the new address and a notice to the old one; the code changes it', async () => {
    const person = await signedIn();
    const email = newEmail();
    expect((await ask(person.token, ` ${email.toUpperCase()} `)).status).toBe(202);
    const code = await codeOf(person.userId);
    const names = ['email-change-code', 'email-change-notice'];
    const [sent, notice, ...more] = await mailsOf(person.userId, 'user.email_change_requested', names);
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

  test('what hangs on the former address is still theirs, until somebody else verifies it', async () => {
    const person = await signedIn();
    const { body } = await call('GET /v1/me/export', { token: person.token });
    expect(body.brochureRequests).toEqual([]);
    const { firstName, lastName, phone, postcode, address } = requestBody();
    await payload.create({
      collection: 'brochure-requests',
      data: { firstName, lastName, phone, postcode, address, email: person.email },
    });
    await ask(person.token, newEmail());
    await confirm(person.token, await codeOf(person.userId));
    const exported = async () => (await call('GET /v1/me/export', { token: person.token })).body.brochureRequests;
    expect(await exported()).toHaveLength(1);
    await payload.create({
      collection: 'customers',
      data: { email: person.email, firstName: 'B', lastName: 'C', emailVerified: true },
    });
    expect(await exported()).toEqual([]);
  });

  test('refuses a wrong password, the own address and one that is taken', async () => {
    const [person, other] = [await signedIn(), await makePerson(payload)];
    expect((await ask(person.token, newEmail(), 'the wrong one')).body.code).toBe('forbidden');
    expect((await ask(person.token, person.email)).body.code).toBe('validation_failed');
    expect((await ask(person.token, other.email)).body.code).toBe('email_taken');
    expect(await topicsOf(payload, person.userId)).toEqual([]);
    expect(await redis.get(`otp:email:${person.userId}`)).toBeNull();
  });

  test('takes the address from an account that never verified it, and not from one that did', async () => {
    const [person, squatter] = [await signedIn(), await makePerson(payload, { verified: false })];
    await ask(person.token, squatter.email);
    expect((await confirm(person.token, await codeOf(person.userId))).status).toBe(200);
    expect(await payload.count({ collection: 'customers', where: { id: { equals: squatter.userId } } })).toEqual({
      totalDocs: 0,
    });
    const late = newEmail();
    await ask(person.token, late);
    await payload.create({
      collection: 'customers',
      data: { email: late, firstName: 'B', lastName: 'C', emailVerified: true },
    });
    expect((await confirm(person.token, await codeOf(person.userId))).body.code).toBe('email_taken');
  });

  test('a code for one address does not confirm another that was asked for since', async () => {
    const person = await signedIn();
    await ask(person.token, newEmail());
    const first = await codeOf(person.userId);
    const second = newEmail();
    await ask(person.token, second);
    if (first !== (await codeOf(person.userId))) expect((await confirm(person.token, first)).status).toBe(422);
    expect((await confirm(person.token, await codeOf(person.userId))).body.email).toBe(second);
  });
});
