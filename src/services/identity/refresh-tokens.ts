import { createHash, randomBytes } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { z } from 'zod';
import { ACCESS_TOKEN_SECONDS, issueAccessToken } from '../../access/customer-token.ts';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';

/*
 * A refresh token (RFC 9700 §4.14.2) has 256 random bits, is stored as its SHA-256 and is valid for one use. A login starts a
 * family of tokens. If a used token is presented again, two parties hold it, so the family ends. Two honest concurrent requests
 * with one token end the family too: only one of them succeeds. A grace period for them would also help a thief.
 *
 * The row of customer_credentials is the lock of a customer's sessions. Statements that issue a token lock the row FOR SHARE
 * while they insert; code that revokes tokens locks it exclusively before it reads the tokens. So no token can be issued between
 * this read and the revocation.
 */

const LIFETIME_DAYS = 30;

const createToken = () => randomBytes(32).toString('base64url');
const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

/** A refresh token and its customer. `sessionId` is the id of the token's family. */
export type IssuedToken = { customerId: string; sessionId: string; refreshToken: string };

/**
 * Starts a family for a customer whose password has matched `passwordHash`. This is a single statement, so it needs no
 * transaction around it.
 * @returns undefined if the password was changed, or the customer erased, after the hash was read
 */
export async function startFamily(
  payload: Payload,
  { customerId, passwordHash }: { customerId: string; passwordHash: string },
): Promise<IssuedToken | undefined> {
  const [refreshToken, sessionId] = [createToken(), uuidv7()];
  const { rowCount } = await database(payload).execute(sql`
    INSERT INTO refresh_tokens (token_hash, family, customer_id, expires_at)
    SELECT ${hashToken(refreshToken)}, ${sessionId}::uuid, customer_id, now() + make_interval(days => ${LIFETIME_DAYS})
    FROM customer_credentials WHERE customer_id = ${customerId} AND password_hash = ${passwordHash}
    FOR SHARE`);
  return rowCount === 1 ? { customerId, sessionId, refreshToken } : undefined;
}

/**
 * Uses up a refresh token and issues its successor in one statement, so only one of several concurrent requests with the same
 * token succeeds.
 * @throws Problem unauthenticated for an unknown, used or revoked token (a used token also ends its family); token_expired for an
 * expired token
 */
export async function rotateRefreshToken(payload: Payload, token: string): Promise<IssuedToken> {
  const refreshToken = createToken();
  const { rows } = await database(payload).execute<Omit<IssuedToken, 'refreshToken'>>(sql`
    WITH owner AS (
      SELECT c.customer_id FROM customer_credentials c JOIN refresh_tokens t USING (customer_id)
      WHERE t.token_hash = ${hashToken(token)} FOR SHARE OF c
    ), spent AS (
      UPDATE refresh_tokens t SET spent_at = now() FROM owner
      WHERE t.token_hash = ${hashToken(token)} AND t.customer_id = owner.customer_id
        AND t.spent_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > now()
      RETURNING t.family, t.customer_id
    )
    INSERT INTO refresh_tokens (token_hash, family, customer_id, expires_at)
    SELECT ${hashToken(refreshToken)}, family, customer_id, now() + make_interval(days => ${LIFETIME_DAYS}) FROM spent
    RETURNING customer_id AS "customerId", family AS "sessionId"`);
  const [winner] = rows;
  if (winner) return { ...winner, refreshToken };
  throw await refuseToken(payload, token);
}

type TokenState = { family: string; customerId: string; spent: boolean; revoked: boolean };

async function readTokenState(payload: Payload, token: string): Promise<TokenState | undefined> {
  const { rows } = await database(payload).execute<TokenState>(sql`
    SELECT family, customer_id AS "customerId", spent_at IS NOT NULL AS spent, revoked_at IS NOT NULL AS revoked
    FROM refresh_tokens WHERE token_hash = ${hashToken(token)}`);
  return rows[0];
}

async function refuseToken(payload: Payload, token: string): Promise<Problem> {
  const state = await readTokenState(payload, token);
  if (!state || state.revoked) return new Problem('unauthenticated');
  if (!state.spent) return new Problem('token_expired');
  await revokeFamily(payload, state);
  payload.logger.warn(
    { customerId: state.customerId, family: state.family },
    'A used refresh token was presented again. All tokens of its family are revoked.',
  );
  return new Problem('unauthenticated');
}

async function revokeFamily(payload: Payload, { customerId, family }: TokenState): Promise<void> {
  await withTransaction(payload, async (req) => {
    const tx = await transactionOf(req);
    await tx.execute(sql`SELECT 1 FROM customer_credentials WHERE customer_id = ${customerId} FOR UPDATE`);
    await tx.execute(sql`UPDATE refresh_tokens SET revoked_at = now() WHERE family = ${family} AND revoked_at IS NULL`);
  });
}

/** Ends the session of a refresh token; an unknown token is ignored (RFC 7009 §2.2). */
export async function endCustomerSession(payload: Payload, token: string): Promise<void> {
  const state = await readTokenState(payload, token);
  if (state && !state.revoked) await revokeFamily(payload, state);
}

/**
 * Revokes all sessions of a customer, except the family `keptFamily` if given. The caller holds the lock on the
 * customer_credentials row.
 */
export async function revokeSessions(req: Transactional, customerId: string, keptFamily?: string): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`
    UPDATE refresh_tokens SET revoked_at = now()
    WHERE customer_id = ${customerId} AND revoked_at IS NULL AND family IS DISTINCT FROM ${keptFamily ?? null}::uuid`);
}

/**
 * Deletes tokens that expired more than one lifetime ago. Until then, an expired token is refused with `token_expired`, and a
 * used token still ends its family.
 * @returns how many were deleted
 */
export async function deleteExpiredTokens(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(
    sql`DELETE FROM refresh_tokens WHERE expires_at < now() - make_interval(days => ${LIFETIME_DAYS})`,
  );
  return rowCount ?? 0;
}

/** The response of login and refresh (docs/spec/api.md#1-auth); `expiresIn` is in seconds. */
export const tokens = z.object({
  accessToken: z.string(),
  refreshToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.number().int(),
});

/** Returns a refresh token together with a new access token of the same session. */
export async function createTokens(
  secret: string,
  { customerId, sessionId, refreshToken }: IssuedToken,
): Promise<z.output<typeof tokens>> {
  const accessToken = await issueAccessToken(secret, customerId, sessionId);
  return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_SECONDS };
}
