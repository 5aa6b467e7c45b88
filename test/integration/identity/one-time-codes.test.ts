import { describe, expect, it } from 'vitest';
import { readOtpDelivery } from '../../../src/services/identity/send-otp.ts';
import {
  atOnce,
  makePerson,
  newEmail,
  PASSWORD,
  type Person,
  readTopics,
  startIdentitySite,
  tally,
} from './identity-site.ts';

const site = await startIdentitySite();
const { payload, redis, call } = site;

const unverified = () => makePerson(payload, { verified: false });
const resend = ({ email }: Pick<Person, 'email'>) => call('POST /v1/auth/resend-otp', { body: { email } });
const verify = (email: string, otp: string) => call('POST /v1/auth/verify-email', { body: { email, otp } });
const forgot = ({ email }: Pick<Person, 'email'>) => call('POST /v1/auth/forgot-password', { body: { email } });
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

async function readCode({ userId }: Person, purpose: 'verify' | 'reset' = 'verify'): Promise<string> {
  return (await redis.get(purpose === 'verify' ? `otp:${userId}` : `otp:reset:${userId}`)) ?? 'none';
}

const queued = async () => (await redis.keys('queue:notifications:*one-time-code')).length;

/** Returns the status and body of a response without the correlation id. */
const toVisibleParts = ({ status, body: { correlationId, ...rest } }: Awaited<ReturnType<typeof call>>) => [
  status,
  rest,
];

describe('verify-email', () => {
  it('accepts the code once and emits user.verified once', async () => {
    const person = await unverified();
    await resend(person);
    const code = await readCode(person);
    expect(await verify(person.email, code)).toMatchObject({ status: 200, body: { verified: true } });
    expect(await verify(person.email, code)).toMatchObject({ status: 422, body: { code: 'otp_invalid' } });
    expect(await readTopics(payload, person.userId)).toEqual(['user.verified']);
  });

  it('accepts the correct code in one of twenty concurrent requests', async () => {
    const person = await unverified();
    await resend(person);
    const code = await readCode(person);
    expect(tally(await atOnce(20, () => verify(person.email, code)))).toEqual({ 200: 1, 422: 19 });
    expect(await readTopics(payload, person.userId)).toEqual(['user.verified']);
  });

  it('allows five of fifty concurrent tries, and then refuses the correct code', async () => {
    const person = await unverified();
    await resend(person);
    const code = await readCode(person);
    expect(tally(await atOnce(50, () => verify(person.email, wrong(code))))).toEqual({ 422: 50 });
    expect((await verify(person.email, code)).status).toBe(422);
    expect(await readTopics(payload, person.userId)).toEqual([]);
  });

  it('accepts the correct code at the fifth try, and a new code allows five new tries', async () => {
    const person = await unverified();
    await resend(person);
    for (let n = 0; n < 4; n++) await verify(person.email, wrong(await readCode(person)));
    await resend(person);
    for (let n = 0; n < 4; n++) await verify(person.email, wrong(await readCode(person)));
    expect((await verify(person.email, await readCode(person))).status).toBe(200);
  });

  it('responds in the same way to wrong, expired and used codes and to an unknown address', async () => {
    const person = await unverified();
    await resend(person);
    const wrongCode = await verify(person.email, wrong(await readCode(person)));
    await redis.del(`otp:${person.userId}`);
    const expired = await verify(person.email, '123456');
    const unknown = await verify(newEmail(), '123456');
    expect(toVisibleParts(expired)).toEqual(toVisibleParts(wrongCode));
    expect(toVisibleParts(unknown)).toEqual(toVisibleParts(wrongCode));
  });

  it('refuses a code that was sent for another purpose or account', async () => {
    const [person, other] = [await unverified(), await unverified()];
    await forgot(person);
    await resend(other);
    expect((await verify(person.email, await readCode(person, 'reset'))).status).toBe(422);
    expect((await verify(person.email, await readCode(other))).status).toBe(422);
  });

  it.each([
    (code: string) => ` ${code}`,
    (code: string) => `${code.slice(0, 3)} ${code.slice(3)}\n`,
    (code: string) => `\u00a0${[...code].join('\t')} `,
    (code: string) => `\u200e${code}\u202c`,
    (code: string) => code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
  ])('ignores spaces and invisible characters in a code, and accepts full-width digits', async (typed) => {
    const person = await unverified();
    await resend(person);
    expect((await verify(person.email, typed(await readCode(person)))).status).toBe(200);
  });

  it.each(['12345', '1234567', '12345a', ' 12345'])('refuses %j as malformed', async (otp) => {
    expect((await verify(newEmail(), otp)).status).toBe(400);
  });
});

describe('resend-otp and forgot-password', () => {
  it('send at most three codes an hour for each purpose, even concurrently, and always respond with 202', async () => {
    const person = await unverified();
    const before = await queued();
    const answers = await atOnce(8, () => resend(person));
    expect(tally(answers)).toEqual({ 202: 8 });
    expect(await queued()).toBe(before + 3);
    await atOnce(8, () => forgot(person));
    expect(await queued()).toBe(before + 6);
    expect(await redis.zcard(`otp:${person.userId}:issued`)).toBe(3);
  });

  it('count the code of the registration as well', async () => {
    const { body } = await call('POST /v1/auth/register', {
      body: { email: newEmail(), password: PASSWORD, firstName: 'Ada', lastName: 'L' },
    });
    const person = { userId: String(body.userId), email: String(body.email) };
    const before = await queued();
    for (let n = 0; n < 5; n++) await resend(person);
    expect(await queued()).toBe(before + 2);
  });

  it('respond in the same way and time to unknown and verified addresses, and send nothing', async () => {
    const verified = await makePerson(payload);
    const unverifiedPerson = await unverified();
    const before = await queued();
    const started = performance.now();
    const answers = [await resend({ email: newEmail() }), await resend(verified), await forgot({ email: newEmail() })];
    expect(performance.now() - started).toBeGreaterThanOrEqual(295);
    expect(await queued()).toBe(before);
    const real = await resend(unverifiedPerson);
    for (const answer of answers) expect(toVisibleParts(answer)).toEqual(toVisibleParts(real));
    expect(await queued()).toBe(before + 1);
  });

  it('store neither the code nor the address in the job', async () => {
    const person = await unverified();
    await resend(person);
    const jobs = await redis.keys('queue:notifications:*one-time-code');
    const stored = JSON.stringify(await Promise.all(jobs.map((key) => redis.hgetall(key))));
    expect(stored).toContain(person.userId);
    expect(stored).not.toContain(person.email);
    expect(stored).not.toContain(`"${await readCode(person)}"`);
  });
});

describe('readOtpDelivery', () => {
  it('returns the valid code, replaces an expired one, and returns none after the address is verified', async () => {
    const person = await unverified();
    await resend(person);
    const code = await readCode(person);
    const { email } = person;
    expect(await readOtpDelivery(payload, person.userId, 'verify')).toEqual({ email, firstName: 'Ada', otp: code });
    await redis.del(`otp:${person.userId}`);
    const delayed = await atOnce(5, () => readOtpDelivery(payload, person.userId, 'verify'));
    const fresh = await readCode(person);
    expect(delayed.map((delivery) => delivery?.otp)).toEqual(Array(5).fill(fresh));
    await verify(email, fresh);
    expect(await readOtpDelivery(payload, person.userId, 'verify')).toBeUndefined();
  });
});

describe('reset-password', () => {
  const reset = (email: string, otp: string, password = 'a new password') =>
    call('POST /v1/auth/reset-password', { body: { email, otp, password } });
  const login = (email: string, password: string) => call('POST /v1/auth/login', { body: { email, password } });

  it('sets the password once, revokes every refresh token, and resets failed logins', async () => {
    const person = await makePerson(payload);
    const sessions = [await login(person.email, PASSWORD), await login(person.email, PASSWORD)];
    await forgot(person);
    const code = await readCode(person, 'reset');
    const answers = await Promise.all([
      reset(person.email, code, 'a new password'),
      reset(person.email, code, 'another password'),
    ]);
    expect(tally(answers)).toEqual({ 200: 1, 422: 1 });
    for (const { body } of sessions) {
      const refresh = await call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken } });
      expect([refresh.status, refresh.body.code]).toEqual([401, 'unauthenticated']);
    }
    expect((await login(person.email, PASSWORD)).status).toBe(401);
    const chosen = answers[0]?.status === 200 ? 'a new password' : 'another password';
    expect((await login(person.email, chosen)).status).toBe(200);
    expect(await readTopics(payload, person.userId)).toEqual(['user.password_changed']);
  });

  it('verifies an unverified address, because the code proves the mailbox', async () => {
    const person = await unverified();
    await forgot(person);
    expect((await reset(person.email, await readCode(person, 'reset'))).status).toBe(200);
    expect((await login(person.email, 'a new password')).status).toBe(200);
    expect(await readTopics(payload, person.userId)).toEqual(['user.password_changed', 'user.verified']);
  });

  it('does not use up the code when the new password is refused', async () => {
    const person = await makePerson(payload);
    await forgot(person);
    const code = await readCode(person, 'reset');
    expect((await reset(person.email, code, 'short')).status).toBe(400);
    expect((await reset(person.email, code)).status).toBe(200);
  });

  it('does not allow a concurrent sign-in with the old password', async () => {
    const person = await makePerson(payload);
    await forgot(person);
    const code = await readCode(person, 'reset');
    const [, ...logins] = await Promise.all([
      reset(person.email, code),
      ...Array.from({ length: 6 }, () => login(person.email, PASSWORD)),
    ]);
    for (const { status, body } of logins) {
      if (status !== 200) continue;
      const refresh = await call('POST /v1/auth/refresh', { body: { refreshToken: body.refreshToken } });
      expect(refresh.status).toBe(401);
    }
  });
});
