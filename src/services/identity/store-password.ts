import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { revokeSessions } from './refresh-tokens.ts';

/**
 * Gives an account a new password, revokes its refresh tokens but those of the session that goes on, and has its owner told
 * by e-mail. The caller holds the row of customer_credentials.
 */
export async function storePassword(
  req: Transactional,
  customerId: string,
  passwordHash: string,
  keptSession?: string,
): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE customer_credentials SET password_hash = ${passwordHash}, changed_at = now() WHERE customer_id = ${customerId}`);
  await revokeSessions(req, customerId, keptSession);
  await emit(req, 'user.password_changed', { userId: customerId });
}
