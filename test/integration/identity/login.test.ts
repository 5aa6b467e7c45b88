import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { describe, expect, it } from 'vitest';
import { atOnce, makePerson, newEmail, PASSWORD, startIdentitySite, tally, USUAL_COST } from './identity-site.ts';

const site = await startIdentitySite();
const { payload, redis, call } = site;

const login = (email: string, password = PASSWORD) => call('POST /v1/auth/login', { body: { email, password } });

/** Records the SQL statements that `work` sends over the pool. */
async function readStatements(work: () => Promise<unknown>): Promise<string[]> {
  const { pool } = payload.db as unknown as PostgresAdapter;
  const seen: string[] = [];
  const clients = new WeakSet<object>();
  const watch = (client: object) => {
    if (clients.has(client)) return;
    clients.add(client);
    const watched = client as { query: (...args: unknown[]) => unknown };
    const query = watched.query.bind(client);
    watched.query = (...args) => {
      const [first] = args as [string | { text: string }];
      seen.push(typeof first === 'string' ? first : first.text);
      return query(...args);
    };
  };
  pool.on('acquire', watch);
  await work();
  pool.off('acquire', watch);
  return seen;
}

describe('the login', () => {
  it('returns access tokens for 15 minutes that are accepted by /v1/me', async () => {
    const person = await makePerson(payload);
    const answer = await login(person.email);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.stringMatching(/^[\w-]{43}$/),
      tokenType: 'Bearer',
      expiresIn: 900,
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const me = await call('GET /v1/me', { token: String(answer.body.accessToken) });
    expect(me.body).toMatchObject({ userId: person.userId, email: person.email });
  });

  it('finds the account by its address in any letter case and with spaces around it', async () => {
    const { email } = await makePerson(payload);
    expect((await login(` ${email.toUpperCase()} `)).status).toBe(200);
  });

  it('runs two SQL statements', async () => {
    const { email } = await makePerson(payload);
    await login(email);
    const statements = await readStatements(() => login(email));
    expect(statements.map((text) => text.trim().split(/\s/)[0])).toEqual(['SELECT', 'INSERT']);
  });

  it('responds in the same way to a wrong password and an unknown address, and hashes the password in both cases', async () => {
    const { email } = await makePerson(payload, { passwordCost: USUAL_COST });
    const timed = async (address: string) => {
      const started = performance.now();
      const { status, body } = await login(address, 'the wrong password');
      return {
        ms: performance.now() - started,
        status,
        body: { ...body, correlationId: undefined } as Record<string, unknown>,
      };
    };
    const [wrong, unknown] = [await timed(email), await timed(newEmail())];
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
    expect([unknown.status, unknown.body]).toEqual([wrong.status, wrong.body]);
    // A response takes some 300 ms if the server hashes a password, and less than 20 ms if it does not.
    expect(unknown.ms).toBeGreaterThan(wrong.ms / 3);
    expect(wrong.ms).toBeGreaterThan(unknown.ms / 3);
  });

  it('reports an unverified address only after the correct password', async () => {
    const { email } = await makePerson(payload, { verified: false });
    expect((await login(email, 'the wrong password')).body.code).toBe('invalid_credentials');
    const right = await login(email);
    expect([right.status, right.body.code]).toEqual([403, 'email_unverified']);
  });

  it.each([
    [{ email: 'ada@example.com' }],
    [{ email: 'ada@example.com', password: '' }],
    [{ email: 'ada@example.com', password: ['a'] }],
    [{ email: "' OR 1=1 --", password: PASSWORD }],
    [[]],
    [null],
  ])('refuses %j', async (body) => {
    expect(await call('POST /v1/auth/login', { body })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed' },
    });
  });
});

describe('failed logins', () => {
  it.each([
    ['known', async () => (await makePerson(payload)).email],
    ['unknown', async () => newEmail()],
  ])(
    'for a %s address are limited to ten, even concurrently, and then even the correct password gets 429',
    async (_kind, address) => {
      const email = await address();
      const answers = await atOnce(15, () => login(email, 'the wrong password'));
      expect(tally(answers)).toEqual({ 401: 10, 429: 5 });
      const refused = await login(email);
      expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
      expect(refused.headers.get('ratelimit')).toMatch(/;r=0;t=\d+$/);
    },
  );

  it('are cleared by a correct password', async () => {
    const { email } = await makePerson(payload);
    for (let round = 0; round < 2; round++) {
      expect(tally(await atOnce(9, () => login(email, 'the wrong password')))).toEqual({ 401: 9 });
      expect((await login(email)).status).toBe(200);
    }
  });

  it('do not count for other addresses, and Redis stores no address', async () => {
    const [one, other] = [await makePerson(payload), await makePerson(payload)];
    await atOnce(12, () => login(one.email, 'the wrong password'));
    expect((await login(other.email)).status).toBe(200);
    expect((await redis.keys('*')).join()).not.toContain('@');
  });
});
