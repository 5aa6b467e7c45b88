import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';

/** Whom an e-mail goes to. */
export type ContactDetails = { email: string; firstName: string };

/** How to reach a customer, read at the moment of sending; undefined when the account was erased. */
export async function contactDetails(payload: Payload, customerId: string): Promise<ContactDetails | undefined> {
  const { rows } = await database(payload).execute<ContactDetails>(
    sql`SELECT email, first_name AS "firstName" FROM customers WHERE id = ${customerId}`,
  );
  return rows[0];
}

/** How to reach a member of staff, read at the moment of sending; undefined when they have left. */
export async function staffContact(payload: Payload, staffId: string): Promise<ContactDetails | undefined> {
  const { rows } = await database(payload).execute<ContactDetails>(
    sql`SELECT email, name AS "firstName" FROM users WHERE id = ${staffId}`,
  );
  return rows[0];
}
