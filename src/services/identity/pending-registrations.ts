import { createHash } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, type Transactional, transactionOf } from '../../database/transaction.ts';
import { createUnmatchedHash } from './password.ts';

/** A registration of an address that is not verified yet. `network` is the sender's network. */
export type PendingRegistration = {
  customerId: string;
  network: string;
  passwordHash: string;
  firstName: string;
  lastName: string;
};

/** The maximum number of networks whose registrations of one address are kept; older registrations are deleted. */
const MAX_NETWORKS = 20;
/** Stored instead of the digest of the network if the network is not known. */
const UNKNOWN_NETWORK = 'unknown';

const toDigest = (customerId: string, network: string) =>
  createHash('sha256').update(`${customerId} ${network}`).digest('base64url');

/**
 * Stores a registration until the address is verified, in place of an earlier registration from the same network. The caller has
 * created or locked the credentials of the account.
 */
export async function keepRegistration(req: Transactional, registration: PendingRegistration): Promise<void> {
  const { customerId, network, passwordHash, firstName, lastName } = registration;
  const tx = await transactionOf(req);
  // Store the time of the statement, because the transaction may have waited for the lock of another registration.
  await tx.execute(sql`
    INSERT INTO pending_registrations (customer_id, network, password_hash, first_name, last_name, registered_at)
    VALUES (${customerId}, ${toDigest(customerId, network)}, ${passwordHash}, ${firstName}, ${lastName}, clock_timestamp())
    ON CONFLICT (customer_id, network) DO UPDATE SET password_hash = excluded.password_hash,
      first_name = excluded.first_name, last_name = excluded.last_name, registered_at = excluded.registered_at`);
  await tx.execute(sql`
    DELETE FROM pending_registrations WHERE customer_id = ${customerId} AND network NOT IN (
      SELECT network FROM pending_registrations WHERE customer_id = ${customerId}
      ORDER BY registered_at DESC LIMIT ${MAX_NETWORKS})`);
}

/**
 * Stores the current names and password of an unverified account as a registration from an unknown network, unless a registration
 * with this password exists. This covers passwords that an older release stored, before or during an upgrade. The caller holds
 * the lock on the credentials.
 */
export async function keepUnlistedRegistration(req: Transactional, customerId: string): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`
    INSERT INTO pending_registrations (customer_id, network, password_hash, first_name, last_name, registered_at)
    SELECT customer_id, ${UNKNOWN_NETWORK}, password_hash, first_name, last_name, changed_at
    FROM customer_credentials AS present JOIN customers ON customers.id = customer_id
    WHERE customer_id = ${customerId} AND NOT coalesce(email_verified, false) AND NOT EXISTS (
      SELECT FROM pending_registrations AS kept
      WHERE kept.customer_id = present.customer_id AND kept.password_hash = present.password_hash)
    ON CONFLICT (customer_id, network) DO UPDATE SET password_hash = excluded.password_hash,
      first_name = excluded.first_name, last_name = excluded.last_name, registered_at = excluded.registered_at`);
}

/**
 * Decides which registration of an address takes effect when the owner of the mailbox verifies the address, because other people
 * may have registered it too. The registration from the network of the verification takes effect. If no registration came from
 * this network and there is only one, the only registration takes effect. If there are several, it is unknown which is the
 * owner's: the names of the oldest are used, no password works, and the owner sets a new password by `forgot-password`. Nothing
 * changes for an address that is already verified. The caller holds the lock on the credentials.
 */
export async function settleRegistrations(req: Transactional, customerId: string, network: string): Promise<void> {
  await keepUnlistedRegistration(req, customerId);
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<PendingRegistration>(sql`
    SELECT network, password_hash AS "passwordHash", kept.first_name AS "firstName", kept.last_name AS "lastName"
    FROM pending_registrations AS kept JOIN customers ON customers.id = customer_id
    WHERE customer_id = ${customerId} AND NOT coalesce(email_verified, false) ORDER BY registered_at`);
  const [oldest, ...others] = rows;
  if (!oldest || others.length === 0) return;
  const own = rows.find((row) => row.network === toDigest(customerId, network));
  const { firstName, lastName } = own ?? oldest;
  await tx.execute(sql`
    UPDATE customer_credentials SET password_hash = ${own?.passwordHash ?? createUnmatchedHash()}, changed_at = now()
    WHERE customer_id = ${customerId}`);
  await tx.execute(sql`
    UPDATE customers SET first_name = ${firstName}, last_name = ${lastName}, updated_at = now()
    WHERE id = ${customerId}`);
}

/** Deletes the pending registrations of an account whose address is verified. */
export async function dropRegistrations(req: Transactional, customerId: string): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`DELETE FROM pending_registrations WHERE customer_id = ${customerId}`);
}

/**
 * Deletes the pending registrations of verified accounts. Usually `markVerified` has already deleted them.
 * @returns how many were deleted
 */
export async function dropSettledRegistrations(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(sql`
    DELETE FROM pending_registrations USING customers WHERE customers.id = customer_id AND email_verified`);
  return rowCount ?? 0;
}
