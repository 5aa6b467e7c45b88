import { createHash, randomBytes } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional } from '../../database/transaction.ts';

const HOURS = 1;

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/**
 * A new token by which a member of staff may set a password within the hour. Those of before stay good until their own hour
 * is over: whoever asks in somebody else's name must not spoil their link.
 */
export async function issueResetToken(payload: Payload, staffId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await database(payload).execute(sql`
    INSERT INTO staff_reset_tokens (token_hash, staff_id, expires_at)
    VALUES (${hashOf(token)}, ${staffId}, now() + make_interval(hours => ${HOURS}))`);
  return token;
}

/**
 * Spends a token, and every other one of the same person: after a reset no older link opens the account.
 * @returns whose it was, or undefined for one that is unknown, used or too old.
 */
export async function spendResetToken(req: Transactional, token: string): Promise<string | undefined> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ staffId: string }>(sql`
    DELETE FROM staff_reset_tokens WHERE staff_id = (
      SELECT staff_id FROM staff_reset_tokens WHERE token_hash = ${hashOf(token)} AND expires_at > now())
    RETURNING staff_id AS "staffId"`);
  return rows[0]?.staffId;
}

/** Deletes tokens whose hour is over. @returns how many. */
export async function deleteExpiredResetTokens(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(sql`DELETE FROM staff_reset_tokens WHERE expires_at < now()`);
  return rowCount ?? 0;
}
