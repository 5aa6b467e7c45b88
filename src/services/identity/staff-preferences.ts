import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';

/** Deletes what the admin UI remembers for staff (columns, searches) where it names one of these addresses. */
export async function forgetInPreferences(req: Transactional, emails: readonly string[]): Promise<void> {
  const tx = await sessionOf(req);
  for (const email of emails) {
    await tx.execute(sql`DELETE FROM payload_preferences WHERE position(${email} IN lower(value::text)) > 0`);
  }
}
