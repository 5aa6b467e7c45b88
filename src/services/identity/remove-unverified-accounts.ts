import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { toPlainArray } from '../../database/executor.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { eraseAccounts } from './erase-customer.ts';
import { deleteOtps } from './otp.ts';

const BATCH_SIZE = 100;

/**
 * Deletes one batch of the accounts whose address was never verified and was last registered more than `days` days ago.
 * @returns how many were deleted, at most 100; the caller repeats the call until the result is 0
 */
export async function removeUnverifiedAccounts(payload: Payload, days: number): Promise<number> {
  const removed = await withTransaction(payload, async (req) => eraseAccounts(req, await lockDueAccounts(req, days)));
  await deleteCodes(payload, removed);
  return removed.length;
}

/** Locks the credentials of the accounts, so that no account is verified or registered again before it is deleted. */
async function lockDueAccounts(req: Transactional, days: number): Promise<string[]> {
  const tx = await transactionOf(req);
  const { rows: locked } = await tx.execute<{ id: string }>(sql`
    SELECT customer_id AS id FROM customer_credentials JOIN customers ON customers.id = customer_id
    WHERE NOT coalesce(email_verified, false) AND changed_at < now() - make_interval(days => ${days})
    ORDER BY customer_id LIMIT ${BATCH_SIZE} FOR UPDATE OF customer_credentials SKIP LOCKED`);
  // Read the accounts again: the first statement may have missed a verification that committed just before the lock.
  const { rows: due } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM customers WHERE id = ANY(${toPlainArray(locked.map(({ id }) => id))}::uuid[])
      AND NOT coalesce(email_verified, false) ORDER BY id`);
  return due.map(({ id }) => id);
}

/** Deletes the codes of deleted accounts from Redis. The codes expire by themselves, so a failure is only logged. */
async function deleteCodes(payload: Payload, customerIds: readonly string[]): Promise<void> {
  try {
    for (const customerId of customerIds) await deleteOtps(payload, customerId);
  } catch (err) {
    payload.logger.warn({ err }, 'Could not delete the codes of removed accounts from Redis. They will expire.');
  }
}
