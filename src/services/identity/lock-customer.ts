import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';

/**
 * Locks a customer until the transaction ends: what is counted of them by a later statement stays true until then. Rows that refer
 * to the customer can still be written meanwhile.
 */
export async function lockCustomer(req: Transactional, customerId: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`SELECT FROM customers WHERE id = ${customerId} FOR NO KEY UPDATE`, { prepared: true });
}
