import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { z } from 'zod';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { checkOwnPassword, wrongPassword } from './check-password.ts';
import { inHashSlot } from './hash-slots.ts';
import { hashPassword, newPassword, presentedPassword } from './password.ts';
import { storePassword } from './store-password.ts';

export const passwordChange = z.strictObject({ currentPassword: presentedPassword, password: newPassword });

/** A customer who is signed in, and by which sign-in as far as their token says so. */
type Session = { customerId: string; sessionId: string | undefined };

/**
 * Changes a customer's own password. Every other session ends; theirs goes on.
 * @throws Problem forbidden for a wrong password, or when it was changed meanwhile; otherwise as `checkOwnPassword`, and
 * unavailable when too many passwords wait to be hashed.
 */
export async function changePassword(
  payload: Payload,
  { customerId, sessionId }: Session,
  { currentPassword, password }: z.output<typeof passwordChange>,
): Promise<void> {
  const account = await inHashSlot(() => checkOwnPassword(payload, customerId, currentPassword));
  const passwordHash = await inHashSlot(() => hashPassword(password));
  await withTransaction(payload, async (req) => {
    const { rowCount } = await (await sessionOf(req)).execute(sql`
      SELECT FROM customer_credentials WHERE customer_id = ${customerId} AND password_hash = ${account.passwordHash}
      FOR UPDATE`);
    if (!rowCount) throw wrongPassword();
    await storePassword(req, customerId, passwordHash, sessionId);
  });
}
