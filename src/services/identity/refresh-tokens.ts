import { createHash, randomBytes } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { uuidv7 } from '../../ids.ts';
import { Problem } from '../../problem.ts';

/*
 * Refresh tokens (RFC 9700 §4.14.2): 256 random bits, stored as their SHA-256, spent by use. A login starts a family; a spent
 * token that is presented again means that two parties hold it, and ends the family. That includes two honest requests at
 * once: exactly one wins, and a grace period would give a thief the same.
 *
 * The row of customer_credentials is the lock of a customer's sessions. What issues a token holds it FOR SHARE in the very
 * statement that inserts; what revokes tokens holds it exclusively before it looks for them. So no token slips in between
 * the looking and the revoking.
 */

const DAYS = 30;

const newToken = () => randomBytes(32).toString('base64url');
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** A refresh token, and the session that it belongs to: its family. */
export type Issued = { customerId: string; sessionId: string; refreshToken: string };

/**
 * Starts a family for a customer whose password was found to be that of `passwordHash`. One statement, so it needs no
 * transaction around it.
 * @returns undefined when the password was changed or the customer erased since it was read.
 */
export async function startFamily(
  payload: Payload,
  { customerId, passwordHash }: { customerId: string; passwordHash: string },
): Promise<Issued | undefined> {
  const [refreshToken, sessionId] = [newToken(), uuidv7()];
  const { rowCount } = await database(payload).execute(sql`
    INSERT INTO refresh_tokens (token_hash, family, customer_id, expires_at)
    SELECT ${hashOf(refreshToken)}, ${sessionId}::uuid, customer_id, now() + make_interval(days => ${DAYS})
    FROM customer_credentials WHERE customer_id = ${customerId} AND password_hash = ${passwordHash}
    FOR SHARE`);
  return rowCount === 1 ? { customerId, sessionId, refreshToken } : undefined;
}

/**
 * Spends a refresh token and issues its successor, in one statement: of any number of requests with one token, one wins.
 * @throws Problem unauthenticated for an unknown, spent or revoked token (a spent one ends its family), token_expired for
 * one that is merely too old.
 */
export async function rotate(payload: Payload, token: string): Promise<Issued> {
  const refreshToken = newToken();
  const { rows } = await database(payload).execute<Omit<Issued, 'refreshToken'>>(sql`
    WITH owner AS (
      SELECT c.customer_id FROM customer_credentials c JOIN refresh_tokens t USING (customer_id)
      WHERE t.token_hash = ${hashOf(token)} FOR SHARE OF c
    ), spent AS (
      UPDATE refresh_tokens t SET spent_at = now() FROM owner
      WHERE t.token_hash = ${hashOf(token)} AND t.customer_id = owner.customer_id
        AND t.spent_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > now()
      RETURNING t.family, t.customer_id
    )
    INSERT INTO refresh_tokens (token_hash, family, customer_id, expires_at)
    SELECT ${hashOf(refreshToken)}, family, customer_id, now() + make_interval(days => ${DAYS}) FROM spent
    RETURNING customer_id AS "customerId", family AS "sessionId"`);
  const [winner] = rows;
  if (winner) return { ...winner, refreshToken };
  throw await refusal(payload, token);
}

type State = { family: string; customerId: string; spent: boolean; revoked: boolean };

async function stateOf(payload: Payload, token: string): Promise<State | undefined> {
  const { rows } = await database(payload).execute<State>(sql`
    SELECT family, customer_id AS "customerId", spent_at IS NOT NULL AS spent, revoked_at IS NOT NULL AS revoked
    FROM refresh_tokens WHERE token_hash = ${hashOf(token)}`);
  return rows[0];
}

async function refusal(payload: Payload, token: string): Promise<Problem> {
  const state = await stateOf(payload, token);
  if (!state || state.revoked) return new Problem('unauthenticated');
  if (!state.spent) return new Problem('token_expired');
  await revokeFamily(payload, state);
  payload.logger.warn({ customerId: state.customerId, family: state.family }, 'A spent refresh token came again.');
  return new Problem('unauthenticated');
}

async function revokeFamily(payload: Payload, { customerId, family }: State): Promise<void> {
  await withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    await tx.execute(sql`SELECT 1 FROM customer_credentials WHERE customer_id = ${customerId} FOR UPDATE`);
    await tx.execute(sql`UPDATE refresh_tokens SET revoked_at = now() WHERE family = ${family} AND revoked_at IS NULL`);
  });
}

/** Ends the session of a refresh token; an unknown one is fine (RFC 7009 §2.2). */
export async function endSession(payload: Payload, token: string): Promise<void> {
  const state = await stateOf(payload, token);
  if (state && !state.revoked) await revokeFamily(payload, state);
}

/**
 * Revokes every session of a customer but the one that is to go on, if any: a family. The caller holds the row of
 * customer_credentials.
 */
export async function revokeSessions(req: Transactional, customerId: string, keptFamily?: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE refresh_tokens SET revoked_at = now()
    WHERE customer_id = ${customerId} AND revoked_at IS NULL AND family IS DISTINCT FROM ${keptFamily ?? null}::uuid`);
}

/**
 * Deletes tokens that expired as long ago as they lived; until then they are answered `token_expired`, and a spent one still
 * ends its family. @returns how many.
 */
export async function deleteExpiredTokens(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(
    sql`DELETE FROM refresh_tokens WHERE expires_at < now() - make_interval(days => ${DAYS})`,
  );
  return rowCount ?? 0;
}
