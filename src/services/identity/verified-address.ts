import { sql } from '@payloadcms/db-postgres';
import type { Executor } from '../../database/executor.ts';

/**
 * Whether an address is known to belong to the person who writes to it: the account has verified it, or (`customerId` null, when
 * staff write for somebody) any account has.
 */
export async function isVerifiedAddress(db: Executor, email: string, customerId: string | null): Promise<boolean> {
  const account = customerId === null ? sql`true` : sql`id = ${customerId}`;
  const { rowCount } = await db.execute(sql`
    SELECT 1 FROM customers WHERE email = ${email} AND email_verified AND ${account}`);
  return rowCount === 1;
}
