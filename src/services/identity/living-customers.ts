import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';

/**
 * Which of these customers exist. An erasure of one of them waits for the end of the transaction of `req`, and so sees what
 * that writes about them.
 */
export async function livingCustomers(req: Transactional, customerIds: readonly string[]): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set();
  const ids = sql.param([...customerIds]);
  const { rows } = await (await sessionOf(req)).execute<{ id: string }>(
    sql`SELECT id FROM customers WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR KEY SHARE`,
  );
  return new Set(rows.map(({ id }) => id));
}
