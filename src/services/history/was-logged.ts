import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';

type Sought = { entity: string; document: string; action: string; since: Date };

/** Whether the change log has such a row. Whoever logs what must be there once asks under a lock of their own. */
export async function wasLogged(req: Transactional, { entity, document, action, since }: Sought): Promise<boolean> {
  const { rows } = await (await sessionOf(req)).execute(sql`
    SELECT 1 FROM changes
    WHERE document = ${document} AND entity = ${entity} AND action = ${action} AND at >= ${since.toISOString()} LIMIT 1`);
  return rows.length > 0;
}
