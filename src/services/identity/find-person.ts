import { sql } from '@payloadcms/db-postgres';
import type { Executor } from '../../database/executor.ts';
import type { Person } from '../person.ts';

/**
 * Who the owner of an account is: their address counts once it is verified, and those that they had before as long as nobody
 * else has verified them since. Undefined when there is no such account.
 */
export async function personOfAccount(db: Executor, customerId: string): Promise<Person | undefined> {
  const { rows } = await db.execute<{ email: string; verified: boolean; former: string[] }>(sql`
    SELECT email, email_verified IS TRUE AS verified, ARRAY(
      SELECT former.email FROM former_emails AS former WHERE former.customer_id = customers.id AND NOT EXISTS (
        SELECT FROM customers AS other WHERE other.email = former.email AND other.email_verified)) AS former
    FROM customers WHERE id = ${customerId}`);
  const [account] = rows;
  return account && { customerId, emails: account.verified ? [account.email, ...account.former] : account.former };
}

/**
 * Who writes to us from an address: the owner of the account that has it, verified or not, or somebody without one. The
 * address is lower-cased.
 */
export async function personOfEmail(db: Executor, email: string): Promise<Person> {
  const { rows } = await db.execute<{ id: string }>(sql`SELECT id FROM customers WHERE email = ${email}`);
  const owner = rows[0] && (await personOfAccount(db, rows[0].id));
  if (!owner) return { customerId: null, emails: [email] };
  return { ...owner, emails: [...new Set([email, ...owner.emails])] };
}
