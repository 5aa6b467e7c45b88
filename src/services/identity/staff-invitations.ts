import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { toDate } from '../../lib/dates.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { recordSecurityEvent } from './staff.ts';
import { linkToken, type StaffLink, tokenHash } from './staff-reset-tokens.ts';

const DAYS = 7;
/** The minimum time between two invitation e-mails to one person. */
const PAUSE_SECONDS = 60;

/** An invitation of a person who has not chosen a password yet. `expiresAt` is null if the link was revoked. */
export type Invitation = { invitedAt: Date; expiresAt: Date | null };

const expiry = sql`now() + make_interval(days => ${DAYS})`;

/**
 * Sends a member of staff an e-mail with a link to choose a password, and revokes the previous link.
 * @param by the id of the admin; null for the system
 */
export async function invite(req: Transactional, staffId: string, by: string | null): Promise<void> {
  const id = uuidv7();
  const tx = await transactionOf(req);
  await tx.execute(sql`
    INSERT INTO staff_invitations (staff_id, id, token_hash, invited_at, expires_at)
    VALUES (${staffId}, ${id}, ${toStoredHash(req.payload, id)}, now(), ${expiry})
    ON CONFLICT (staff_id) DO UPDATE
    SET id = EXCLUDED.id, token_hash = EXCLUDED.token_hash, invited_at = now(), expires_at = EXCLUDED.expires_at`);
  await announceInvitation(req, { staffId, invitationId: id, by });
}

/**
 * Sends an invitation again with a new link.
 * @throws Problem not_found; invalid_state for a person who has a password or is deactivated; rate_limited within a minute after
 * the last invitation
 */
export async function inviteAgain(payload: Payload, staffId: string, by: string): Promise<void> {
  if (!isUuid(staffId)) throw noSuchStaffProblem();
  await withTransaction(payload, async (req) => {
    const id = uuidv7();
    const tx = await transactionOf(req);
    const { rowCount } = await tx.execute(sql`
      UPDATE staff_invitations AS invitation
      SET id = ${id}, token_hash = ${toStoredHash(payload, id)}, invited_at = now(), expires_at = ${expiry}
      FROM users
      WHERE users.id = staff_id AND staff_id = ${staffId} AND deactivated_at IS NULL
        AND (token_hash IS NULL OR invited_at < now() - make_interval(secs => ${PAUSE_SECONDS}))`);
    if (rowCount === 0) throw await findInvitationProblem(req, staffId);
    await announceInvitation(req, { staffId, invitationId: id, by });
  });
}

/** Whether a member of staff was invited and has not chosen a password yet. */
export async function isInvited(req: Transactional, staffId: string): Promise<boolean> {
  const tx = await transactionOf(req);
  const { rowCount } = await tx.execute(sql`SELECT 1 FROM staff_invitations WHERE staff_id = ${staffId}`);
  return rowCount === 1;
}

/** Returns the link of an invitation; undefined if it was used, has expired, or was revoked. */
export async function liveInvitation(payload: Payload, invitationId: string): Promise<StaffLink | undefined> {
  const token = linkToken(payload, 'invitation', invitationId);
  const { rows } = await database(payload).execute<{ expiresAt: string }>(sql`
    SELECT expires_at AS "expiresAt" FROM staff_invitations
    WHERE token_hash = ${tokenHash(token)} AND expires_at > now()`);
  return rows[0] && { token, expiresAt: toDate(rows[0].expiresAt) };
}

/**
 * Returns the person who may choose a password with a token; undefined if the token is unknown, used or expired, or if the person
 * is deactivated.
 */
export async function invitedPerson(
  payload: Payload,
  token: string,
): Promise<{ name: string; email: string } | undefined> {
  const { rows } = await database(payload).execute<{ name: string; email: string }>(sql`
    SELECT name, email FROM staff_invitations JOIN users ON users.id = staff_id
    WHERE token_hash = ${tokenHash(token)} AND expires_at > now() AND deactivated_at IS NULL`);
  return rows[0];
}

/**
 * Uses up a token.
 * @returns the id of the invited member of staff; undefined if the token is unknown, used or expired, or if another request is
 * using it
 */
export async function spendInvitation(req: Transactional, token: string): Promise<string | undefined> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ staffId: string }>(sql`
    DELETE FROM staff_invitations WHERE staff_id = (
      SELECT staff_id FROM staff_invitations WHERE token_hash = ${tokenHash(token)} AND expires_at > now()
      FOR UPDATE SKIP LOCKED)
    RETURNING staff_id AS "staffId"`);
  return rows[0]?.staffId;
}

/** Reads the open invitations, by staff id. The result is small: one entry per invited person. */
export async function invitations(payload: Payload): Promise<Map<string, Invitation>> {
  const { rows } = await database(payload).execute<{
    staffId: string;
    invitedAt: string;
    expiresAt: string | null;
  }>(sql`
    SELECT staff_id AS "staffId", invited_at AS "invitedAt",
      CASE WHEN token_hash IS NOT NULL THEN expires_at END AS "expiresAt"
    FROM staff_invitations`);
  return new Map(
    rows.map(({ staffId, invitedAt, expiresAt }) => [
      staffId,
      { invitedAt: toDate(invitedAt), expiresAt: expiresAt === null ? null : toDate(expiresAt) },
    ]),
  );
}

const toStoredHash = (payload: Payload, invitationId: string) =>
  tokenHash(linkToken(payload, 'invitation', invitationId));

type SentInvitation = { staffId: string; invitationId: string; by: string | null };

async function announceInvitation(req: Transactional, { by, ...sent }: SentInvitation): Promise<void> {
  await emit(req, 'staff.invited', { ...sent, invitedBy: by });
  await recordSecurityEvent(req, 'invited', { staffId: sent.staffId, by });
}

const noSuchStaffProblem = () => new Problem('not_found', 'There is no such member of staff.');

async function findInvitationProblem(req: Transactional, staffId: string): Promise<Problem> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ active: boolean; invited: boolean }>(sql`
    SELECT deactivated_at IS NULL AS active, EXISTS (SELECT FROM staff_invitations WHERE staff_id = users.id) AS invited
    FROM users WHERE id = ${staffId}`);
  const [person] = rows;
  if (!person) return noSuchStaffProblem();
  if (!person.active) return new Problem('invalid_state', 'This account is deactivated. Reactivate it first.');
  if (!person.invited) {
    return new Problem(
      'invalid_state',
      'This person already has a password. They can use “Forgot password?” on the sign-in page.',
    );
  }
  return new Problem('rate_limited', 'An invitation was sent less than a minute ago. Wait a minute, then try again.', {
    headers: { 'Retry-After': String(PAUSE_SECONDS) },
  });
}
