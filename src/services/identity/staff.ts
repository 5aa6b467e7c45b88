import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { recordChange } from '../../database/change-log.ts';
import { FIRST_ADMIN_LOCK_ID } from '../../database/locks.ts';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';

/** Reads the names of all staff, by id. */
export async function readStaffNames(payload: Payload): Promise<Map<string, string>> {
  const { rows } = await database(payload).execute<{ id: string; name: string }>(sql`SELECT id, name FROM users`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * A subquery for the name of the member of staff with this id, for example an author; null if there is no such member of staff.
 */
export const staffNameSql = (id: SQL): SQL => sql`(SELECT name FROM users WHERE users.id = ${id})`;

/** The security events of staff accounts that the change log records, in addition to changes of fields. */
export type SecurityEvent =
  | ('sign-in' | 'sign-in-failed' | 'sign-in-locked' | 'password-reset-asked' | 'password-reset')
  | ('invited' | 'invitation-accepted' | 'session-ended' | 'sessions-ended');

/** Finds the id of the member of staff with this normalised address; undefined if there is none. */
export async function findStaffId(payload: Payload, email: string): Promise<string | undefined> {
  const { rows } = await database(payload).execute<{ id: string }>(sql`SELECT id FROM users WHERE email = ${email}`);
  return rows[0]?.id;
}

type About = {
  staffId: string | undefined;
  /**
   * The id of the member of staff who acted. Null or missing if the system acted, or if the identity of the person is
   * not proved, as in a failed sign-in.
   */
  by?: string | null | undefined;
  network?: string;
};

/**
 * Records a security event of a member of staff, or of an address that belongs to no member of staff. Such an address is not
 * stored. Both cases take the same work, so the response time does not reveal whether the address belongs to staff.
 */
export const recordSecurityEvent = (
  req: Transactional,
  action: SecurityEvent,
  { staffId, by, network }: About,
): Promise<void> =>
  recordChange(req, {
    entity: 'sign-ins',
    target: { ...(staffId && { document: staffId }), label: staffId ? 'A member of staff' : 'An unknown address' },
    action,
    staffId: by ?? undefined,
    fields: network === undefined ? {} : { network: { from: null, to: network } },
  });

const hasAdmin = async (payload: Payload) =>
  (await payload.count({ collection: 'users', where: { role: { equals: 'admin' } } })).totalDocs > 0;

/**
 * Creates the first admin if there is none. Several processes may start at the same time, so an advisory lock lets only one of
 * them check and create at a time.
 * @returns whether the admin was created
 * @throws if a member of staff with another role has this e-mail; this person is not made an admin
 */
export async function ensureFirstAdmin(
  payload: Payload,
  { email, password }: { email: string; password: string },
): Promise<boolean> {
  if (await hasAdmin(payload)) return false;
  return withTransaction(payload, async (req) => {
    const tx = await transactionOf(req);
    await tx.execute(sql`SELECT pg_advisory_xact_lock(${FIRST_ADMIN_LOCK_ID})`);
    if (await hasAdmin(payload)) return false;
    await payload.create({ collection: 'users', data: { email, password, name: 'Administrator', role: 'admin' }, req });
    return true;
  });
}
