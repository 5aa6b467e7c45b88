import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { PayloadRequest } from 'payload';
import { sessionOf } from '../../database/transaction.ts';

/** Where products refer to the terms of each collection. */
const USES: Record<string, (id: string) => SQL> = {
  colours: (id) => sql`SELECT count(DISTINCT parent_id) AS uses FROM products_rels WHERE colours_id = ${id}`,
  styles: (id) => sql`SELECT count(*) AS uses FROM products WHERE style_id = ${id}`,
  ranges: (id) => sql`SELECT count(*) AS uses FROM products WHERE range_id = ${id}`,
  finishes: (id) => sql`SELECT count(*) AS uses FROM products WHERE finish_id = ${id}`,
};

/** How many products, drafts and trash included, have a term. */
export async function countUses(req: PayloadRequest, collection: string, id: string): Promise<number> {
  const use = USES[collection];
  if (!use) throw new Error(`${collection} are no terms of products.`);
  const { rows } = await (await sessionOf(req)).execute<{ uses: string }>(use(id));
  return Number(rows[0]?.uses);
}
