import { sql } from '@payloadcms/db-postgres';
import { beforeEach, describe, expect, it } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { atOnce, newEmail, PASSWORD, startIdentitySite, tally, topicsOf } from './identity-site.ts';

const site = await startIdentitySite();
const { payload, redis, call } = site;

const registration = (overrides: object = {}) => ({
  ...{ email: newEmail(), password: PASSWORD, firstName: 'Ada', lastName: 'Lovelace' },
  ...overrides,
});

const register = (body: object) => call('POST /v1/auth/register', { body });

const rowsOf = async (email: string) =>
  (await database(payload).execute(sql`SELECT * FROM customers WHERE email = ${email}`)).rows;

describe('register', () => {
  it('stores the customer, a bcrypt hash of cost 12, a code for ten minutes and one event', async () => {
    const body = registration();
    const answer = await register(body);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({ userId: expect.any(String), email: body.email, message: 'Verify your email' });
    const userId = String(answer.body.userId);
    const stored = await database(payload).execute<{ hash: string }>(
      sql`SELECT password_hash AS hash FROM customer_credentials WHERE customer_id = ${userId}`,
    );
    expect(stored.rows[0]?.hash).toMatch(/^\$2b\$12\$/);
    expect(await redis.get(`otp:${userId}`)).toMatch(/^\d{6}$/);
    expect(await redis.ttl(`otp:${userId}`)).toBeGreaterThan(590);
    expect(await redis.ttl(`otp:${userId}`)).toBeLessThanOrEqual(600);
    expect(await topicsOf(payload, userId)).toEqual(['user.created']);
  });

  it('puts no secret into the event', async () => {
    const body = registration();
    const { userId } = (await register(body)).body;
    const { rows } = await database(payload).execute(
      sql`SELECT payload FROM domain_events WHERE payload->>'userId' = ${String(userId)}`,
    );
    expect(rows).toEqual([{ payload: { userId, email: body.email, firstName: 'Ada' } }]);
  });

  it('trims and lower-cases the address, and knows it again in any case', async () => {
    const email = newEmail();
    const first = await register(registration({ email: `  ${email.toUpperCase()} ` }));
    expect(first.body.email).toBe(email);
    await payload.update({ collection: 'customers', id: String(first.body.userId), data: { emailVerified: true } });
    const second = await register(registration({ email: email.replace('person', 'Person') }));
    expect([second.status, second.body.code]).toEqual([409, 'email_taken']);
    expect(await rowsOf(email)).toHaveLength(1);
  });

  it('makes one account of ten at once with one address, and one event', async () => {
    const body = registration();
    const answers = await atOnce(10, () => register(body));
    expect(tally(answers)).toEqual({ 201: 10 });
    expect(await rowsOf(body.email)).toHaveLength(1);
    expect(new Set(answers.map((each) => each.body.userId)).size).toBe(1);
    expect(await topicsOf(payload, String(answers[0]?.body.userId))).toEqual(['user.created']);
  });

  it.each([
    ['a short password', { password: 'ninechars' }, 'password'],
    ['a password over 128 characters', { password: 'x'.repeat(129) }, 'password'],
    ['a password of nine emoji', { password: '🔑'.repeat(9) }, 'password'],
    ['no address', { email: 'ada' }, 'email'],
    ['a long address', { email: `${'a'.repeat(250)}@example.com` }, 'email'],
    ['an empty name', { firstName: '   ' }, 'firstName'],
    ['a long name', { lastName: 'x'.repeat(101) }, 'lastName'],
    ['a name with a line break', { firstName: 'Ada\r\nBcc: x@y.zz' }, 'firstName'],
    ['NUL in a name', { lastName: 'a\u0000b' }, 'lastName'],
    ['an unknown key', { emailVerified: true }, 'emailVerified'],
    ['a role', { role: 'admin' }, 'role'],
    ['an object for a string', { email: { $ne: '' } }, 'email'],
  ])('refuses %s and stores nothing', async (_what, overrides, path) => {
    const before = await payload.count({ collection: 'customers' });
    const answer = await register(registration(overrides));
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    expect(answer.body.errors).toEqual([{ path, message: expect.any(String) }]);
    expect(await payload.count({ collection: 'customers' })).toEqual(before);
  });

  it('takes a password whole: beyond 72 bytes the last character still counts', async () => {
    const long = `${'ü'.repeat(100)}end`;
    const body = registration({ password: long });
    const { userId } = (await register(body)).body;
    await payload.update({ collection: 'customers', id: String(userId), data: { emailVerified: true } });
    const login = (password: string) => call('POST /v1/auth/login', { body: { email: body.email, password } });
    expect((await login(`${long.slice(0, -1)}D`)).status).toBe(401);
    expect((await login(long)).status).toBe(200);
  });
});

describe('registering an address again that nobody has verified', () => {
  const codeOf = (userId: unknown) => redis.get(`otp:${String(userId)}`);
  const verify = (email: string, otp: string | null) => call('POST /v1/auth/verify-email', { body: { email, otp } });
  const login = (email: string, password: string) => call('POST /v1/auth/login', { body: { email, password } });

  it('replaces names, password and code: whoever registered it first is left with nothing', async () => {
    const email = newEmail();
    const attacker = await register({ email, password: 'attackers password', firstName: 'A', lastName: 'B' });
    const old = await codeOf(attacker.body.userId);
    const jobs = (await redis.keys('queue:notifications:*one-time-code')).length;
    const owner = await register(registration({ email }));
    expect([owner.status, owner.body]).toEqual([201, attacker.body]);
    expect((await redis.keys('queue:notifications:*one-time-code')).length).toBe(jobs + 1);
    const code = await codeOf(owner.body.userId);
    if (old !== code) expect((await verify(email, old)).status).toBe(422);
    expect((await verify(email, code)).status).toBe(200);
    expect((await login(email, 'attackers password')).status).toBe(401);
    expect((await login(email, PASSWORD)).status).toBe(200);
    expect(await rowsOf(email)).toMatchObject([{ first_name: 'Ada', last_name: 'Lovelace', email_verified: true }]);
    expect(await topicsOf(payload, String(owner.body.userId))).toEqual(['user.created', 'user.verified']);
  });

  it('leaves no code good when the account has had its three for this hour', async () => {
    const body = registration();
    const { userId } = (await register(body)).body;
    for (let n = 0; n < 2; n++) await register(body);
    expect(await codeOf(userId)).toMatch(/^\d{6}$/);
    expect((await register({ ...body, password: 'another password' })).status).toBe(201);
    expect(await codeOf(userId)).toBeNull();
  });

  it('beside the verification with the code of before ends in one of the two', async () => {
    for (let n = 0; n < 2; n++) {
      const email = newEmail();
      const { userId } = (await register(registration({ email, password: 'attackers password' }))).body;
      const code = await codeOf(userId);
      const [verified, again] = await Promise.all([verify(email, code), register(registration({ email }))]);
      expect([[verified.status, again.status].join()]).toContainEqual(expect.stringMatching(/^(200,409|422,201)$/));
      const attackers = await login(email, 'attackers password');
      expect(attackers.status).toBe(verified.status === 200 ? 200 : 401);
    }
  });
});

describe('a flood of registrations', () => {
  beforeEach(() => redis.flushdb());

  it('turns away what it cannot hash soon, with 503 and nothing stored', async () => {
    const bodies = Array.from({ length: 30 }, () => registration());
    const answers = await Promise.all(bodies.map(register));
    const counts = tally(answers);
    expect(Object.keys(counts)).toEqual(['201', '503']);
    expect(counts[201]).toBeLessThanOrEqual(24);
    for (const [index, answer] of answers.entries()) {
      expect(await rowsOf(bodies[index]?.email ?? '')).toHaveLength(answer.status === 201 ? 1 : 0);
      if (answer.status === 503) expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });
});
