import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';

/** What signing in and the one-time codes need to know of an account. */
export type Account = { id: string; email: string; firstName: string; emailVerified: boolean; passwordHash: string };

const columns = sql`c.id, c.email, c.first_name AS "firstName", c.email_verified AS "emailVerified",
  k.password_hash AS "passwordHash"`;
const source = sql`customers c JOIN customer_credentials k ON k.customer_id = c.id`;

/** The account of a normalised e-mail address. */
export async function accountByEmail(payload: Payload, email: string): Promise<Account | undefined> {
  const { rows } = await database(payload).execute<Account>(
    sql`SELECT ${columns} FROM ${source} WHERE c.email = ${email}`,
  );
  return rows[0];
}

/** The account of a customer id. */
export async function accountById(payload: Payload, customerId: string): Promise<Account | undefined> {
  const { rows } = await database(payload).execute<Account>(
    sql`SELECT ${columns} FROM ${source} WHERE c.id = ${customerId}`,
  );
  return rows[0];
}
