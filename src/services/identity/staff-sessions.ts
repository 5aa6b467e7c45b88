import { sql } from '@payloadcms/db-postgres/drizzle';
import Bowser from 'bowser';
import { decodeJwt } from 'jose';
import { LRUCache } from 'lru-cache';
import type { CollectionAfterLoginHook, CollectionAfterLogoutHook, Payload, TypedUser } from 'payload';
import { isStaff } from '../../access/roles.ts';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { truncateAddress } from '../../lib/client-address.ts';
import { currentClient } from '../../lib/correlation.ts';
import { toDate } from '../../lib/dates.ts';
import { Problem } from '../../lib/problem.ts';
import { recordSecurityEvent } from './staff.ts';

const LONGEST = 500;

/** Describes the device of a `User-Agent` header for people, such as `Chrome on Windows` or `Safari on iPhone`. */
export function describeDevice(userAgent: string | null | undefined): string {
  const text = userAgent?.slice(0, LONGEST).trim();
  if (!text) return 'A program without a name';
  const { browser, os, platform } = Bowser.parse(text);
  if (!browser.name) return 'An unknown program';
  const on = platform.vendor === 'Apple' && platform.model ? platform.model : os.name;
  return on ? `${browser.name} on ${on}` : browser.name;
}

/** The name of Payload's built-in strategy, which authenticates staff. */
const STAFF_STRATEGY = 'local-jwt';

/** Sessions whose use this process has recorded within the last minute. */
const written = new LRUCache<string, true>({ max: 10_000, ttl: 60_000 });

/** Returns the session id of a member of staff, which Payload's strategy sets on the user. */
export function getSessionId(user: TypedUser | null | undefined): string | undefined {
  const id = isStaff(user) && '_sid' in user ? user._sid : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** Makes Payload record when each staff session was last used, at most once a minute and without delaying the request. */
export function watchStaffUse(payload: Payload): void {
  payload.authStrategies = payload.authStrategies.map((strategy) => {
    if (strategy.name !== STAFF_STRATEGY) return strategy;
    return {
      ...strategy,
      authenticate: async (args) => {
        const result = await strategy.authenticate(args);
        const sessionId = getSessionId(result.user);
        if (sessionId) recordUse(payload, sessionId);
        return result;
      },
    };
  });
}

function recordUse(payload: Payload, sessionId: string): void {
  if (written.has(sessionId)) return;
  written.set(sessionId, true);
  database(payload)
    .execute(sql`
      UPDATE staff_sessions SET last_used_at = now()
      WHERE id = ${sessionId} AND last_used_at < now() - interval '1 minute'`)
    .catch((err: unknown) => {
      written.delete(sessionId);
      payload.logger.warn({ err }, 'Could not record when a staff session was last used.');
    });
}

/** Deletes an ended session from this process's record of recent use. */
export const forgetUse = (sessionId: string): void => void written.delete(sessionId);

/** A session of a member of staff. The network is truncated, as in the change log. */
export type StaffSession = {
  id: string;
  /** A description for people, see `describeDevice`. */
  device: string;
  network: string | null;
  signedInAt: Date;
  /** Updated at most once a minute; null if it was not recorded. */
  lastUsedAt: Date | null;
  /** Whether this is the session of the current request. */
  current: boolean;
};

/** Records the device and network of a sign-in, in the transaction in which Payload starts the session. */
export const recordSession: CollectionAfterLoginHook = async ({ req, token, user }) => {
  const { sid } = decodeJwt(token);
  if (typeof sid !== 'string') return user;
  const tx = await transactionOf(req);
  await tx.execute(sql`
    INSERT INTO staff_sessions (id, staff_id, device, network)
    VALUES (${sid}, ${String(user.id)}, ${describeDevice(req.headers?.get('user-agent'))}, ${readNetwork(req)})`);
  return user;
};

const readNetwork = (req: { headers?: Headers }) =>
  truncateAddress(currentClient({ headers: req.headers ?? new Headers() }).ip);

/** Ends the session on sign-out. A concurrent request that has already read the session cannot restore it. */
export const endSessionOnSignOut: CollectionAfterLogoutHook = async ({ req }) => {
  const only = getSessionId(req.user);
  if (req.user && only) await endMatching(req, String(req.user.id), { only });
};

/** Reads the open sessions of a member of staff: the current session first, then the most recently used. */
export async function ownSessions(payload: Payload, staffId: string, current?: string): Promise<StaffSession[]> {
  type Row = {
    id: string;
    device: string | null;
    network: string | null;
    signedInAt: string;
    lastUsedAt: string | null;
  };
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT session.id, device, network, coalesce(signed_in_at, created_at) AS "signedInAt", last_used_at AS "lastUsedAt"
    FROM users_sessions AS session LEFT JOIN staff_sessions AS noted ON noted.id = session.id
    WHERE _parent_id = ${staffId} AND session.expires_at > now()
    ORDER BY session.id = ${current ?? ''} DESC, coalesce(last_used_at, created_at) DESC`);
  return rows.map(({ signedInAt, lastUsedAt, device, ...row }) => ({
    ...row,
    device: device ?? describeDevice(null),
    signedInAt: toDate(signedInAt),
    lastUsedAt: lastUsedAt === null ? null : toDate(lastUsedAt),
    current: row.id === current,
  }));
}

/**
 * Ends one session of a member of staff at once.
 * @throws Problem not_found, also for a session of another person
 */
export async function endSession(payload: Payload, staffId: string, sessionId: string): Promise<void> {
  await withTransaction(payload, async (req) => {
    if ((await endMatching(req, staffId, { only: sessionId })) === 0)
      throw new Problem('not_found', 'This session has ended.');
    await recordSecurityEvent(req, 'session-ended', { staffId, by: staffId });
  });
}

/**
 * Ends all sessions of a member of staff at once, except the session `except`.
 * @returns how many were ended
 */
export async function endAllSessions(payload: Payload, staffId: string, except?: string): Promise<number> {
  return withTransaction(payload, async (req) => {
    const ended = await endMatching(req, staffId, { except });
    if (ended > 0) await recordSecurityEvent(req, 'sessions-ended', { staffId, by: staffId });
    return ended;
  });
}

type SessionFilter = { only?: string | undefined; except?: string | undefined };

/**
 * Ends sessions, and records each as ended, so that it cannot be restored (`skip_ended_session` in
 * src/database/schema/identity.sql).
 * @returns how many were ended
 */
async function endMatching(req: Transactional, staffId: string, { only, except }: SessionFilter): Promise<number> {
  const tx = await transactionOf(req);
  await tx.execute(sql`SELECT 1 FROM users WHERE id = ${staffId} FOR NO KEY UPDATE`);
  const { rows } = await tx.execute<{ id: string }>(sql`
    DELETE FROM users_sessions
    WHERE _parent_id = ${staffId} AND (${only ?? null}::text IS NULL OR id = ${only ?? null})
      AND id IS DISTINCT FROM ${except ?? null}
    RETURNING id`);
  for (const { id } of rows) {
    await tx.execute(sql`
      INSERT INTO staff_sessions (id, staff_id, device, network, ended_at)
      VALUES (${id}, ${staffId}, '', '', now()) ON CONFLICT (id) DO UPDATE SET ended_at = now()`);
    forgetUse(id);
  }
  return rows.length;
}

/**
 * Deletes the records of sessions that ended at least an hour ago or have expired.
 * @returns how many were deleted
 */
export async function deleteEndedSessions(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(sql`
    DELETE FROM staff_sessions AS noted
    WHERE ended_at < now() - interval '1 hour' OR (ended_at IS NULL AND signed_in_at < now() - interval '1 hour'
      AND NOT EXISTS (SELECT FROM users_sessions WHERE users_sessions.id = noted.id AND expires_at > now()))`);
  return rowCount ?? 0;
}
