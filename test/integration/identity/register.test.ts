import { sql } from '@payloadcms/db-postgres';
import { beforeEach, describe, expect, it } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { hashPassword } from '../../../src/services/identity/password.ts';
import { keepRegistration } from '../../../src/services/identity/pending-registrations.ts';
import { deleteUsedCodes } from '../../../src/services/identity/verify-email.ts';
import {
  atOnce,
  LOWEST_COST,
  makePerson,
  newEmail,
  PASSWORD,
  readTopics,
  startIdentitySite,
  tally,
  withUsualCost,
} from './identity-site.ts';

const site = await startIdentitySite();
const { payload, redis, call } = site;

const registration = (overrides: object = {}) => ({
  ...{ email: newEmail(), password: PASSWORD, firstName: 'Ada', lastName: 'Lovelace' },
  ...overrides,
});

const register = (body: object) => call('POST /v1/auth/register', { body });

const readRows = async (email: string) =>
  (await database(payload).execute(sql`SELECT * FROM customers WHERE email = ${email}`)).rows;

describe('a registration', () => {
  it('stores the customer, a bcrypt hash of cost 12, a code for ten minutes, and one event', async () => {
    const body = registration();
    const answer = await withUsualCost(payload, () => register(body));
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
    expect(await readTopics(payload, userId)).toEqual(['user.created']);
  });

  it('puts no secret into the event', async () => {
    const body = registration();
    const { userId } = (await register(body)).body;
    const { rows } = await database(payload).execute(
      sql`SELECT payload FROM domain_events WHERE payload->>'userId' = ${String(userId)}`,
    );
    expect(rows).toEqual([{ payload: { userId, email: body.email, firstName: 'Ada' } }]);
  });

  it('trims the address and stores it in lower case, and recognises it in any case', async () => {
    const email = newEmail();
    const first = await register(registration({ email: `  ${email.toUpperCase()} ` }));
    expect(first.body.email).toBe(email);
    await payload.update({ collection: 'customers', id: String(first.body.userId), data: { emailVerified: true } });
    const second = await register(registration({ email: email.replace('person', 'Person') }));
    expect([second.status, second.body.code]).toEqual([409, 'email_taken']);
    expect(await readRows(email)).toHaveLength(1);
  });

  it('creates one account and one event if ten concurrent requests have the same address', async () => {
    const body = registration();
    const answers = await atOnce(10, () => register(body));
    expect(tally(answers)).toEqual({ 201: 10 });
    expect(await readRows(body.email)).toHaveLength(1);
    expect(new Set(answers.map((reply) => reply.body.userId)).size).toBe(1);
    expect(await readTopics(payload, String(answers[0]?.body.userId))).toEqual(['user.created']);
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
  ])('with %s is refused and stores nothing', async (_what, overrides, path) => {
    const before = await payload.count({ collection: 'customers' });
    const answer = await register(registration(overrides));
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    expect(answer.body.errors).toEqual([{ path, message: expect.any(String) }]);
    expect(await payload.count({ collection: 'customers' })).toEqual(before);
  });

  it('uses the whole password: beyond 72 bytes even the last character counts', async () => {
    const long = `${'ü'.repeat(100)}end`;
    const body = registration({ password: long });
    const { userId } = (await register(body)).body;
    await payload.update({ collection: 'customers', id: String(userId), data: { emailVerified: true } });
    const login = (password: string) => call('POST /v1/auth/login', { body: { email: body.email, password } });
    expect((await login(`${long.slice(0, -1)}D`)).status).toBe(401);
    expect((await login(long)).status).toBe(200);
  });
});

describe('the second registration of an unverified address', () => {
  const getCode = (userId: unknown) => redis.get(`otp:${String(userId)}`);
  const verify = (email: string, otp: string | null) => call('POST /v1/auth/verify-email', { body: { email, otp } });
  const login = (email: string, password: string) => call('POST /v1/auth/login', { body: { email, password } });

  it('replaces names, password and code of the first registration', async () => {
    const email = newEmail();
    const attacker = await register({ email, password: 'attackers password', firstName: 'A', lastName: 'B' });
    const old = await getCode(attacker.body.userId);
    const jobs = (await redis.keys('queue:notifications:*one-time-code')).length;
    const owner = await register(registration({ email }));
    expect([owner.status, owner.body]).toEqual([201, attacker.body]);
    expect((await redis.keys('queue:notifications:*one-time-code')).length).toBe(jobs + 1);
    const code = await getCode(owner.body.userId);
    if (old !== code) expect((await verify(email, old)).status).toBe(422);
    expect((await verify(email, code)).status).toBe(200);
    expect((await login(email, 'attackers password')).status).toBe(401);
    expect((await login(email, PASSWORD)).status).toBe(200);
    expect(await readRows(email)).toMatchObject([{ first_name: 'Ada', last_name: 'Lovelace', email_verified: true }]);
    expect(await readTopics(payload, String(owner.body.userId))).toEqual(['user.created', 'user.verified']);
  });

  it('leaves no valid code when the account has reached its hourly limit of codes', async () => {
    const body = registration();
    const { userId } = (await register(body)).body;
    for (let n = 0; n < 2; n++) await register(body);
    expect(await getCode(userId)).toMatch(/^\d{6}$/);
    expect((await register({ ...body, password: 'another password' })).status).toBe(201);
    expect(await getCode(userId)).toBeNull();
  });

  it('succeeds only if a concurrent verification with the previous code fails', async () => {
    for (let n = 0; n < 2; n++) {
      const email = newEmail();
      const { userId } = (await register(registration({ email, password: 'attackers password' }))).body;
      const code = await getCode(userId);
      const [verified, again] = await Promise.all([verify(email, code), register(registration({ email }))]);
      expect([[verified.status, again.status].join()]).toContainEqual(expect.stringMatching(/^(200,409|422,201)$/));
      const attackers = await login(email, 'attackers password');
      expect(attackers.status).toBe(verified.status === 200 ? 200 : 401);
    }
  });
});

describe('an address that its owner and a stranger register', () => {
  const NETWORKS = { owner: '198.51.100.7', stranger: '203.0.113.9', phone: '192.0.2.5' } as const;
  type Network = keyof typeof NETWORKS;
  const PASSWORDS = { owner: PASSWORD, stranger: 'strangers password', phone: PASSWORD };
  const NAMES = { owner: ['Ada', 'Lovelace'], stranger: ['Eve', 'Stranger'], phone: ['Ada', 'Lovelace'] };

  const registerFrom = async (email: string, network: Network, password = PASSWORDS[network]) => {
    const [firstName, lastName] = NAMES[network];
    const body = { email, password, firstName, lastName };
    const answer = await call('POST /v1/auth/register', { body, from: NETWORKS[network] });
    return { status: answer.status, userId: String(answer.body.userId) };
  };
  const verifyFrom = (email: string, network: Network, otp: string | null) =>
    call('POST /v1/auth/verify-email', { body: { email, otp }, from: NETWORKS[network] });
  const signIn = async (email: string, password: string) =>
    (await call('POST /v1/auth/login', { body: { email, password } })).status;
  const newestCode = (userId: string) => redis.get(`otp:${userId}`);

  it.each<[Network[]]>([
    [['stranger', 'owner']],
    [['owner', 'stranger']],
    [['stranger', 'owner', 'stranger']],
    [['owner', 'stranger', 'owner']],
  ])('in the order %j belongs to its owner, who enters the newest code', async (order) => {
    const email = newEmail();
    let userId = '';
    for (const network of order) ({ userId } = await registerFrom(email, network));
    expect((await verifyFrom(email, 'owner', await newestCode(userId))).status).toBe(200);
    expect(await signIn(email, PASSWORDS.stranger)).toBe(401);
    expect(await signIn(email, PASSWORDS.owner)).toBe(200);
    expect(await readRows(email)).toMatchObject([{ first_name: 'Ada', last_name: 'Lovelace' }]);
    expect(await countPending(userId)).toBe(0);
  });

  it('gets the latest password of its owner, not an earlier one', async () => {
    const email = newEmail();
    await registerFrom(email, 'owner', 'the first password');
    await registerFrom(email, 'owner');
    const { userId } = await registerFrom(email, 'stranger');
    await verifyFrom(email, 'owner', await newestCode(userId));
    expect([await signIn(email, 'the first password'), await signIn(email, PASSWORD)]).toEqual([401, 200]);
  });

  it('has no password if it is verified from a third network, until its owner sets a password', async () => {
    const email = newEmail();
    await registerFrom(email, 'owner');
    const { userId } = await registerFrom(email, 'stranger');
    expect((await verifyFrom(email, 'phone', await newestCode(userId))).status).toBe(200);
    expect([await signIn(email, PASSWORDS.stranger), await signIn(email, PASSWORDS.owner)]).toEqual([401, 401]);
    expect(await readRows(email)).toMatchObject([{ first_name: 'Ada', last_name: 'Lovelace' }]);
    await call('POST /v1/auth/forgot-password', { body: { email } });
    const otp = await redis.get(`otp:reset:${userId}`);
    const body = { email, otp, password: 'the chosen password' };
    expect((await call('POST /v1/auth/reset-password', { body })).status).toBe(200);
    expect([await signIn(email, PASSWORDS.stranger), await signIn(email, 'the chosen password')]).toEqual([401, 200]);
  });

  it('has the names of the oldest registration if its owner sets a new password at the verification', async () => {
    const email = newEmail();
    await registerFrom(email, 'owner');
    const { userId } = await registerFrom(email, 'stranger');
    await call('POST /v1/auth/forgot-password', { body: { email } });
    const body = { email, otp: await redis.get(`otp:reset:${userId}`), password: 'the chosen password' };
    expect((await call('POST /v1/auth/reset-password', { body, from: NETWORKS.phone })).status).toBe(200);
    expect(await readRows(email)).toMatchObject([{ first_name: 'Ada', last_name: 'Lovelace', email_verified: true }]);
    expect([await signIn(email, 'the chosen password'), await countPending(userId)]).toEqual([200, 0]);
  });

  /** Registers as the previous release does, which stores no separate registration for each network. */
  const registerInOldRelease = async (email: string, network: Network) => {
    const [firstName, lastName] = NAMES[network];
    await database(payload).execute(sql`
      UPDATE customer_credentials SET password_hash = ${await hashPassword(PASSWORDS[network], LOWEST_COST)}, changed_at = now()
      FROM customers WHERE customers.id = customer_id AND customers.email = ${email}`);
    await database(payload).execute(
      sql`UPDATE customers SET first_name = ${firstName}, last_name = ${lastName} WHERE email = ${email}`,
    );
  };

  it('never gets the password of a stranger who registers after an upgrade', async () => {
    for (const from of ['owner', 'phone'] as const) {
      const { email, userId } = await makePerson(payload, { verified: false });
      await registerFrom(email, 'stranger');
      expect((await verifyFrom(email, from, await newestCode(userId))).status).toBe(200);
      expect([await signIn(email, PASSWORDS.stranger), await signIn(email, PASSWORD)]).toEqual([401, 401]);
      expect(await readRows(email)).toMatchObject([{ first_name: 'Ada', last_name: 'Lovelace' }]);
    }
  });

  it('never gets the password of a stranger who registers at a server of an older release', async () => {
    const email = newEmail();
    const { userId } = await registerFrom(email, 'owner');
    await registerInOldRelease(email, 'stranger');
    expect((await verifyFrom(email, 'owner', await newestCode(userId))).status).toBe(200);
    expect([await signIn(email, PASSWORDS.stranger), await signIn(email, PASSWORD)]).toEqual([401, 200]);
    expect(await readRows(email)).toMatchObject([{ first_name: 'Ada', last_name: 'Lovelace' }]);

    const between = newEmail();
    const second = await registerFrom(between, 'phone');
    await registerInOldRelease(between, 'stranger');
    await registerFrom(between, 'owner', 'the latest password');
    expect((await verifyFrom(between, 'owner', await newestCode(second.userId))).status).toBe(200);
    expect([await signIn(between, PASSWORDS.stranger), await signIn(between, 'the latest password')]).toEqual([
      401, 200,
    ]);
  });

  it('that its owner registered once before an upgrade keeps its password', async () => {
    const { email, userId } = await makePerson(payload, { verified: false });
    await call('POST /v1/auth/resend-otp', { body: { email } });
    expect((await verifyFrom(email, 'owner', await newestCode(userId))).status).toBe(200);
    expect(await signIn(email, PASSWORD)).toBe(200);
  });

  it('that was registered once keeps its password if it is verified from another network', async () => {
    const email = newEmail();
    const { userId } = await registerFrom(email, 'owner');
    await verifyFrom(email, 'phone', await newestCode(userId));
    expect(await signIn(email, PASSWORD)).toBe(200);
  });

  it('never gets the password of the stranger, whatever the order of two registrations and a verification', async () => {
    for (let round = 0; round < 2; round += 1) {
      const email = newEmail();
      const { userId } = await registerFrom(email, 'owner', 'the first password');
      const first = await newestCode(userId);
      const [verified, again] = await Promise.all([
        verifyFrom(email, 'owner', first),
        registerFrom(email, 'owner'),
        registerFrom(email, 'stranger'),
      ]);
      if (verified.status !== 200) {
        expect([verified.status, again.status]).toEqual([422, 201]);
        expect((await verifyFrom(email, 'owner', await newestCode(userId))).status).toBe(200);
      }
      const signedIn = [await signIn(email, 'the first password'), await signIn(email, PASSWORD)];
      expect(signedIn).toEqual(verified.status === 200 && again.status === 409 ? [200, 401] : [401, 200]);
      expect(await signIn(email, PASSWORDS.stranger)).toBe(401);
    }
  });

  it('has at most 20 stored registrations, one for each network', async () => {
    const { userId } = await makePerson(payload, { verified: false });
    const passwordHash = 'no hash';
    for (let network = 0; network < 25; network += 1) {
      const pending = { customerId: userId, network: String(network), passwordHash, firstName: 'A', lastName: 'B' };
      await withTransaction(payload, (req) => keepRegistration(req, pending));
    }
    expect(await countPending(userId)).toBe(20);
    await payload.update({ collection: 'customers', id: userId, data: { emailVerified: true } });
    await deleteUsedCodes(payload);
    expect(await countPending(userId)).toBe(0);
  });

  const countPending = async (userId: string) =>
    (await database(payload).execute(sql`SELECT FROM pending_registrations WHERE customer_id = ${userId}`)).rowCount;
});

describe('a flood of registrations', () => {
  beforeEach(() => redis.flushdb());

  it('gets 503 and stores nothing when the queue of password hashes is full', async () => {
    const bodies = Array.from({ length: 30 }, () => registration());
    const answers = await withUsualCost(payload, () => Promise.all(bodies.map(register)));
    const counts = tally(answers);
    expect(Object.keys(counts)).toEqual(['201', '503']);
    expect(counts[201]).toBeLessThanOrEqual(24);
    for (const [index, answer] of answers.entries()) {
      expect(await readRows(bodies[index]?.email ?? '')).toHaveLength(answer.status === 201 ? 1 : 0);
      if (answer.status === 503) expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });
});
