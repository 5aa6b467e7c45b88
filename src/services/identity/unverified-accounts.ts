import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, withTransaction } from '../../database/transaction.ts';
import { eraseAccount } from './erase-customer.ts';
import { forgetOtps } from './otp.ts';

const BATCH = 100;

/**
 * Deletes accounts whose address was not verified within so many days of registering last.
 * @returns how many.
 */
export async function removeUnverifiedAccounts(payload: Payload, days: number): Promise<number> {
  const { rows } = await database(payload).execute<{ id: string }>(sql`
    SELECT customer_id AS id FROM customer_credentials JOIN customers ON customers.id = customer_id
    WHERE NOT coalesce(email_verified, false) AND changed_at < now() - make_interval(days => ${days})
    ORDER BY customer_id LIMIT ${BATCH}`);
  let removed = 0;
  for (const { id } of rows) if (await remove(payload, id, days)) removed += 1;
  return removed;
}

/** Whoever verifies the address, or registers it again, at the same moment keeps the account. */
async function remove(payload: Payload, customerId: string, days: number): Promise<boolean> {
  const removed = await withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    const { rowCount: due } = await tx.execute(sql`
      SELECT FROM customer_credentials
      WHERE customer_id = ${customerId} AND changed_at < now() - make_interval(days => ${days}) FOR UPDATE`);
    const { rowCount: unverified } = await tx.execute(
      sql`SELECT FROM customers WHERE id = ${customerId} AND NOT coalesce(email_verified, false)`,
    );
    return Boolean(due && unverified && (await eraseAccount(req, customerId)));
  });
  if (removed) {
    await forgetOtps(payload, customerId).catch((err: unknown) => {
      payload.logger.warn({ err, customerId }, 'The codes of a removed account are left to expire.');
    });
  }
  return removed;
}
