import { describe, expect, it } from 'vitest';
import { otpForDelivery } from '../../../src/services/identity/otp-delivery.ts';
import {
  atOnce,
  makePerson,
  newEmail,
  PASSWORD,
  type Person,
  startIdentitySite,
  tally,
  topicsOf,
} from './identity-site.ts';

const site = await startIdentitySite();
const { payload, redis, call } = site;

const unverified = () => makePerson(payload, { verified: false });
const resend = ({ email }: Pick<Person, 'email'>) => call('POST /v1/auth/resend-otp', { body: { email } });
const verify = (email: string, otp: string) => call('POST /v1/auth/verify-email', { body: { email, otp } });
const forgot = ({ email }: Pick<Person, 'email'>) => call('POST /v1/auth/forgot-password', { body: { email } });
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

async function codeOf({ userId }: Person, purpose: 'verify' | 'reset' = 'verify'): Promise<string> {
  return (await redis.get(purpose === 'verify' ? `otp:${userId}` : `otp:reset:${userId}`)) ?? 'none';
}

const queued = async () => (await redis.keys('queue:notifications:*one-time-code')).length;

/** What a caller can see of an answer but for its correlation id. */
const visible = ({ status, body: { correlationId, ...rest } }: Awaited<ReturnType<typeof call>>) => [status, rest];

describe('verify-email', () => {
  it('accepts the code once and emits user.verified once', async () => {
    const person = await unverified();
    await resend(person);
    const code = await codeOf(person);
    expect(await verify(person.email, code)).toMatchObject({ status: 200, body: { verified: true } });
    expect(await verify(person.email, code)).toMatchObject({ status: 422, body: { code: 'otp_invalid' } });
    expect(await topicsOf(payload, person.userId)).toEqual(['user.verified']);
  });

  it('lets one of twenty at once use the right code', async () => {
    const person = await unverified();
    await resend(person);
    const code = await codeOf(person);
    expect(tally(await atOnce(20, () => verify(person.email, code)))).toEqual({ 200: 1, 422: 19 });
    expect(await topicsOf(payload, person.userId)).toEqual(['user.verified']);
  });

  it('counts five tries of fifty at once, and the right code comes too late', async () => {
    const person = await unverified();
    await resend(person);
    const code = await codeOf(person);
    expect(tally(await atOnce(50, () => verify(person.email, wrong(code))))).toEqual({ 422: 50 });
    expect((await verify(person.email, code)).status).toBe(422);
    expect(await topicsOf(payload, person.userId)).toEqual([]);
  });

  it('accepts the right code as the fifth try, and a new code gives the tries back', async () => {
    const person = await unverified();
    await resend(person);
    for (let n = 0; n < 4; n++) await verify(person.email, wrong(await codeOf(person)));
    await resend(person);
    for (let n = 0; n < 4; n++) await verify(person.email, wrong(await codeOf(person)));
    expect((await verify(person.email, await codeOf(person))).status).toBe(200);
  });

  it('answers alike for wrong, expired and used codes and for an unknown address', async () => {
    const person = await unverified();
    await resend(person);
    const wrongCode = await verify(person.email, wrong(await codeOf(person)));
    await redis.del(`otp:${person.userId}`);
    const expired = await verify(person.email, '123456');
    const unknown = await verify(newEmail(), '123456');
    expect(visible(expired)).toEqual(visible(wrongCode));
    expect(visible(unknown)).toEqual(visible(wrongCode));
  });

  it('does not take a code for another purpose or of another account', async () => {
    const [person, other] = [await unverified(), await unverified()];
    await forgot(person);
    await resend(other);
    expect((await verify(person.email, await codeOf(person, 'reset'))).status).toBe(422);
    expect((await verify(person.email, await codeOf(other))).status).toBe(422);
  });

  it.each([
    (code: string) => ` ${code}`,
    (code: string) => `${code.slice(0, 3)} ${code.slice(3)}\n`,
    (code: string) => `\u00a0${[...code].join('\t')} `,
  ])('ignores blanks around and inside of a code', async (typed) => {
    const person = await unverified();
    await resend(person);
    expect((await verify(person.email, typed(await codeOf(person)))).status).toBe(200);
  });

  it.each(['12345', '1234567', '12345a', ' 12345', '１２３４５６'])('refuses %j as no code', async (otp) => {
    expect((await verify(newEmail(), otp)).status).toBe(400);
  });
});

describe('resend-otp and forgot-password', () => {
  it('send at most three codes an hour and purpose, also at once, and always answer 202', async () => {
    const person = await unverified();
    const before = await queued();
    const answers = await atOnce(8, () => resend(person));
    expect(tally(answers)).toEqual({ 202: 8 });
    expect(await queued()).toBe(before + 3);
    await atOnce(8, () => forgot(person));
    expect(await queued()).toBe(before + 6);
    expect(await redis.zcard(`otp:${person.userId}:issued`)).toBe(3);
  });

  it('counts the code of the registration too', async () => {
    const { body } = await call('POST /v1/auth/register', {
      body: { email: newEmail(), password: PASSWORD, firstName: 'Ada', lastName: 'L' },
    });
    const person = { userId: String(body.userId), email: String(body.email) };
    const before = await queued();
    for (let n = 0; n < 5; n++) await resend(person);
    expect(await queued()).toBe(before + 2);
  });

  it('say the same, after the same time, for unknown and for verified addresses, and send nothing', async () => {
    const verified = await makePerson(payload);
    const known = await unverified();
    const before = await queued();
    const started = performance.now();
    const answers = [await resend({ email: newEmail() }), await resend(verified), await forgot({ email: newEmail() })];
    expect(performance.now() - started).toBeGreaterThanOrEqual(295);
    expect(await queued()).toBe(before);
    const real = await resend(known);
    for (const answer of answers) expect(visible(answer)).toEqual(visible(real));
    expect(await queued()).toBe(before + 1);
  });

  it('put neither code nor address into the job', async () => {
    const person = await unverified();
    await resend(person);
    const jobs = await redis.keys('queue:notifications:*one-time-code');
    const stored = JSON.stringify(await Promise.all(jobs.map((key) => redis.hgetall(key))));
    expect(stored).toContain(person.userId);
    expect(stored).not.toContain(person.email);
    expect(stored).not.toContain(`"${await codeOf(person)}"`);
  });
});

describe('otpForDelivery', () => {
  it('gives the live code, makes a new one for an expired one, and none once verified', async () => {
    const person = await unverified();
    await resend(person);
    const code = await codeOf(person);
    const { email } = person;
    expect(await otpForDelivery(payload, person.userId, 'verify')).toEqual({ email, firstName: 'Ada', otp: code });
    await redis.del(`otp:${person.userId}`);
    const delayed = await atOnce(5, () => otpForDelivery(payload, person.userId, 'verify'));
    const fresh = await codeOf(person);
    expect(delayed.map((delivery) => delivery?.otp)).toEqual(Array(5).fill(fresh));
    await verify(email, fresh);
    expect(await otpForDelivery(payload, person.userId, 'verify')).toBeUndefined();
  });
});

describe('reset-password', () => {
  const reset = (email: string, otp: string, password = 'a new password') =>
    call('POST /v1/auth/reset-password', { body: { email, otp, password } });
  const login = (email: string, password: string) => call('POST /v1/auth/login', { body: { email, password } });

  it('sets the password once, revokes every refresh token, and takes failed logins back', async () => {
    const person = await makePerson(payload);
    const sessions = [await login(person.email, PASSWORD), await login(person.email, PASSWORD)];
    await forgot(person);
    const code = await codeOf(person, 'reset');
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
    expect(await topicsOf(payload, person.userId)).toEqual(['user.password_changed']);
  });

  it('proves the mailbox: an address that was not verified is, by the code that it sent', async () => {
    const person = await unverified();
    await forgot(person);
    expect((await reset(person.email, await codeOf(person, 'reset'))).status).toBe(200);
    expect((await login(person.email, 'a new password')).status).toBe(200);
    expect(await topicsOf(payload, person.userId)).toEqual(['user.password_changed', 'user.verified']);
  });

  it('keeps the code when the new password is refused', async () => {
    const person = await makePerson(payload);
    await forgot(person);
    const code = await codeOf(person, 'reset');
    expect((await reset(person.email, code, 'short')).status).toBe(400);
    expect((await reset(person.email, code)).status).toBe(200);
  });

  it('lets no session begin with the old password beside it', async () => {
    const person = await makePerson(payload);
    await forgot(person);
    const code = await codeOf(person, 'reset');
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
