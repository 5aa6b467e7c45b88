import { createHash, createHmac } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres/drizzle';
import { APIError, addDataAndFileToRequest, type Endpoint, type Payload } from 'payload';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { normaliseEmail } from '../../lib/contact.ts';
import { toDate } from '../../lib/dates.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { findStaffId, recordSecurityEvent } from './staff.ts';

/**
 * Returns the token of a link for setting a staff password. The token is derived from the site's secret and the id of the
 * invitation or reset request, so it is neither stored nor part of an event, and a repeated e-mail has the same link.
 */
export const linkToken = (payload: Payload, purpose: 'invitation' | 'reset', id: string): string =>
  createHmac('sha256', payload.secret).update(`staff link: ${purpose}: ${id}`).digest('base64url');

/** Hashes a token for storage. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

const LIFETIME_HOURS = 1;

/** The token of a link for setting a staff password, and its expiry. */
export type StaffLink = { token: string; expiresAt: Date };

/**
 * Stores the hash of the token derived from `requestId`. With this token, a member of staff can set a password within an hour.
 * Earlier tokens stay valid until their own expiry, so that a request by another person does not invalidate a link. Does nothing
 * for deactivated staff.
 * @returns whether `staffId` is the id of an active member of staff
 */
export async function allowReset(req: Transactional, staffId: string, requestId: string): Promise<boolean> {
  const tx = await transactionOf(req);
  const { rowCount } = await tx.execute(sql`
    INSERT INTO staff_reset_tokens (token_hash, staff_id, expires_at)
    SELECT ${tokenHash(linkToken(req.payload, 'reset', requestId))}, id, now() + make_interval(hours => ${LIFETIME_HOURS})
    FROM users WHERE id = ${staffId} AND deactivated_at IS NULL`);
  return rowCount === 1;
}

/** Returns the link of a reset request; undefined if the link was used, has expired, or was revoked. */
export async function liveReset(payload: Payload, requestId: string): Promise<StaffLink | undefined> {
  const token = linkToken(payload, 'reset', requestId);
  const { rows } = await database(payload).execute<{ expiresAt: string }>(sql`
    SELECT expires_at AS "expiresAt" FROM staff_reset_tokens WHERE token_hash = ${tokenHash(token)} AND expires_at > now()`);
  return rows[0] && { token, expiresAt: toDate(rows[0].expiresAt) };
}

/**
 * Uses up a token and deletes all other tokens of the same person, so that no older link works after a reset.
 * @returns the id of the member of staff; undefined if the token is unknown, used or expired, or if another request is using it
 */
export async function consumeResetToken(req: Transactional, token: string): Promise<string | undefined> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ staffId: string }>(sql`
    DELETE FROM staff_reset_tokens WHERE staff_id = (
      SELECT staff_id FROM staff_reset_tokens WHERE token_hash = ${tokenHash(token)} AND expires_at > now()
      FOR UPDATE SKIP LOCKED)
    RETURNING staff_id AS "staffId"`);
  return rows[0]?.staffId;
}

/**
 * Deletes expired tokens.
 * @returns how many were deleted
 */
export async function deleteExpiredResetTokens(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(sql`DELETE FROM staff_reset_tokens WHERE expires_at < now()`);
  return rowCount ?? 0;
}

/** Each address gets at most one e-mail within this interval. */
const INTERVAL_SECONDS = 60;

/**
 * Replaces Payload's forgotten-password route for staff, and responds before the work is done. Payload 3.90.1 responds only
 * after it has handed the e-mail to the mail server, and fails if the mail server fails, so its response reveals which
 * addresses belong to staff. Payload also sends the e-mail inside the transaction, so a slow mail server keeps the user's row
 * locked and blocks sign-in; and it stores one token, so each request invalidates the previous link. This route instead emits
 * an event, whose job sends the e-mail. A collection's own endpoints take precedence over Payload's.
 */
export const forgotStaffPassword: Endpoint = {
  method: 'post',
  path: '/forgot-password',
  handler: async (req) => {
    await addDataAndFileToRequest(req);
    const { payload, data, t } = req;
    if (typeof data?.email !== 'string' || data.email.trim() === '') throw new APIError('Missing email.', 400);
    requestReset(payload, normaliseEmail(data.email)).catch((err: unknown) => {
      payload.logger.error(
        { err },
        'Somebody requested a link to set a new staff password. The request could not be processed.',
      );
    });
    return Response.json({ message: t('general:success') });
  },
};

async function requestReset(payload: Payload, email: string): Promise<void> {
  if (!(await isFirstWithinInterval(payload, email))) return;
  const staffId = await findStaffId(payload, email);
  await withTransaction(payload, async (req) => {
    await recordSecurityEvent(req, 'password-reset-asked', { staffId });
    const requestId = uuidv7();
    if (staffId && (await allowReset(req, staffId, requestId))) {
      await emit(req, 'staff.password_reset_requested', { staffId, requestId });
    }
  });
}

/** Whether this is the first request for the address within the interval; always true while Redis is down. */
async function isFirstWithinInterval(payload: Payload, email: string): Promise<boolean> {
  const key = `reset:staff:${createHash('sha256').update(email).digest('base64url')}`;
  const { redis } = runtimeOf(payload);
  return (await redis.set(key, '1', 'EX', INTERVAL_SECONDS, 'NX').catch(() => 'OK')) === 'OK';
}
