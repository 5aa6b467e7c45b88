import { sql } from '@payloadcms/db-postgres';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { deleteExpiredTokens, rotateRefreshToken } from '../../../src/services/identity/refresh-tokens.ts';
import { atOnce, makePerson, signIn, startIdentitySite, tally } from './identity-site.ts';

const site = await startIdentitySite();
const { payload, call } = site;
const db = database(payload);

const refresh = (refreshToken: unknown) => call('POST /v1/auth/refresh', { body: { refreshToken } });
const logout = (refreshToken: string) => call('POST /v1/auth/logout', { body: { refreshToken } });
const readCode = async (answer: ReturnType<typeof call>) => {
  const { status, body } = await answer;
  return status === 200 ? 200 : body.code;
};
const liveTokens = async (userId: string) =>
  (
    await db.execute(
      sql`SELECT 1 FROM refresh_tokens WHERE customer_id = ${userId} AND spent_at IS NULL AND revoked_at IS NULL`,
    )
  ).rows.length;

describe('a refresh', () => {
  it('returns new tokens like a login, and stores no token in plain text', async () => {
    const first = await signIn(site, await makePerson(payload));
    const { status, body } = await refresh(first.refreshToken);
    expect(status).toBe(200);
    expect(body).toMatchObject({ tokenType: 'Bearer', expiresIn: 900 });
    expect(body.refreshToken).not.toBe(first.refreshToken);
    expect(body.accessToken).not.toBe(first.accessToken);
    const { rows } = await db.execute(sql`SELECT * FROM refresh_tokens`);
    expect(JSON.stringify(rows)).not.toContain(body.refreshToken);
  });

  it('with a used token ends the token’s family, and no other family', async () => {
    const person = await makePerson(payload);
    const [stolen, elsewhere] = [await signIn(site, person), await signIn(site, person)];
    const next = await refresh(stolen.refreshToken);
    expect(await readCode(refresh(stolen.refreshToken))).toBe('unauthenticated');
    expect(await readCode(refresh(next.body.refreshToken))).toBe('unauthenticated');
    expect(await readCode(refresh(elsewhere.refreshToken))).toBe(200);
  });

  it('succeeds for one of twelve concurrent requests, and then the family ends', async () => {
    const person = await makePerson(payload);
    const { refreshToken } = await signIn(site, person);
    const answers = await atOnce(12, () => refresh(refreshToken));
    expect(tally(answers)).toEqual({ 200: 1, 401: 11 });
    expect(await liveTokens(person.userId)).toBe(0);
  });

  it('ends the family when a thief and the owner both use the token', async () => {
    const person = await makePerson(payload);
    const { refreshToken } = await signIn(site, person);
    const current = String((await refresh(refreshToken)).body.refreshToken);
    await Promise.all([refresh(current), refresh(refreshToken), refresh(current), refresh(refreshToken)]);
    expect(await liveTokens(person.userId)).toBe(0);
  });

  it('distinguishes an expired token from an unknown one', async () => {
    const person = await makePerson(payload);
    const { refreshToken } = await signIn(site, person);
    await db.execute(sql`UPDATE refresh_tokens SET expires_at = now() WHERE customer_id = ${person.userId}`);
    expect(await readCode(refresh(refreshToken))).toBe('token_expired');
    expect(await readCode(refresh('x'.repeat(43)))).toBe('unauthenticated');
    expect(await readCode(refresh(''))).toBe('validation_failed');
    expect(await readCode(refresh(7))).toBe('validation_failed');
    expect(await readCode(refresh(undefined))).toBe('validation_failed');
  });

  it('is impossible with a token that expired a month ago, because the token is deleted', async () => {
    const person = await makePerson(payload);
    await signIn(site, person);
    const age = (days: number) =>
      db.execute(
        sql`UPDATE refresh_tokens SET expires_at = now() - make_interval(days => ${days}) WHERE customer_id = ${person.userId}`,
      );
    await age(29);
    await deleteExpiredTokens(payload);
    expect(await liveTokens(person.userId)).toBe(1);
    await age(31);
    await deleteExpiredTokens(payload);
    expect(await liveTokens(person.userId)).toBe(0);
  });

  it('follows its rules for any order in which tokens are used', async () => {
    const person = await makePerson(payload);
    const start = (await signIn(site, person)).refreshToken;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 8 }), async (choices) => {
        const root = await db.execute<{ family: string }>(
          sql`SELECT family FROM refresh_tokens WHERE customer_id = ${person.userId} LIMIT 1`,
        );
        const { family } = root.rows[0] ?? {};
        await db.execute(sql`DELETE FROM refresh_tokens WHERE family = ${family} AND spent_at IS NULL`);
        await db.execute(sql`UPDATE refresh_tokens SET spent_at = NULL, revoked_at = NULL WHERE family = ${family}`);
        await revive(start, person.userId);
        const issued = [start];
        let dead = false;
        for (const choice of choices) {
          const presented = issued[choice % issued.length] ?? start;
          const live: boolean = !dead && presented === issued.at(-1);
          const outcome = await rotateRefreshToken(payload, presented).catch((problem) => problem.code);
          if (live) issued.push(outcome.refreshToken);
          else expect(outcome).toBe('unauthenticated');
          dead ||= !live;
          expect(await liveTokens(person.userId)).toBe(dead ? 0 : 1);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** Makes `token` the customer's only valid refresh token. */
async function revive(token: string, userId: string): Promise<void> {
  await db.execute(sql`
    DELETE FROM refresh_tokens
    WHERE customer_id = ${userId} AND token_hash <> encode(sha256(convert_to(${token}, 'UTF8')), 'hex')`);
  await db.execute(sql`
    INSERT INTO refresh_tokens (token_hash, family, customer_id, expires_at)
    VALUES (encode(sha256(convert_to(${token}, 'UTF8')), 'hex'), gen_random_uuid(), ${userId}, now() + interval '1 day')
    ON CONFLICT (token_hash) DO UPDATE SET spent_at = NULL, revoked_at = NULL`);
}

describe('a logout', () => {
  it('ends the session, and a repeat and an unknown token get 204', async () => {
    const { refreshToken } = await signIn(site, await makePerson(payload));
    expect((await logout(refreshToken)).status).toBe(204);
    expect(await readCode(refresh(refreshToken))).toBe('unauthenticated');
    expect((await logout(refreshToken)).status).toBe(204);
    expect((await logout('unknown')).status).toBe(204);
  });

  it('ends the session even with one of its older tokens, and during a concurrent refresh', async () => {
    const person = await makePerson(payload);
    const { refreshToken } = await signIn(site, person);
    const second = String((await refresh(refreshToken)).body.refreshToken);
    await Promise.all([logout(refreshToken), refresh(second), logout(second)]);
    expect(await liveTokens(person.userId)).toBe(0);
  });
});

describe('access tokens', () => {
  const me = (token: string) => call('GET /v1/me', { token });
  const secret = Buffer.from(runtimeOf(payload).customerTokenSecret);
  const forge = (change: (token: SignJWT) => SignJWT = (token) => token, key = secret, header: object = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const token = new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header })
      .setIssuer('lomash-wood/identity')
      .setAudience('lomash-wood/customers')
      .setIssuedAt(now)
      .setExpirationTime(now + 900);
    return change(token).sign(key);
  };

  it('are refused with different problem codes if they are expired or invalid', async () => {
    const { userId } = await makePerson(payload);
    const past = Math.floor(Date.now() / 1000) - 1;
    expect(await readCode(me(await forge((token) => token.setSubject(userId))))).toBe(200);
    expect(await readCode(me(await forge((token) => token.setSubject(userId).setExpirationTime(past))))).toBe(
      'token_expired',
    );
  });

  it('are refused if any part of them is wrong', async () => {
    const { userId } = await makePerson(payload);
    const good = (token: SignJWT) => token.setSubject(userId);
    const [header, claims, signature] = (await forge(good)).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    const refused = [
      await forge(good, Buffer.from('another secret of at least 32 characters')),
      await forge(good, Buffer.from(payload.secret)),
      await forge((token) => good(token).setAudience('lomash-wood/staff')),
      await forge((token) => good(token).setIssuer('somebody')),
      await forge((token) => token.setSubject('not-a-uuid')),
      await forge((token) => token),
      await forge(good, secret, { typ: 'JWT' }),
      `${none}.${claims}.`,
      `${header}.${claims}.`,
      `${header}.${claims}.${signature}x`,
      `${header}.${claims}`,
      'null',
      (await signIn(site, await makePerson(payload))).refreshToken,
    ];
    for (const token of refused) expect(await readCode(me(token))).toBe('unauthenticated');
    expect(await readCode(call('GET /v1/me'))).toBe('unauthenticated');
  });
});
