import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';

/** Where the public finds each of these media, by id; those that are gone are left out. */
export async function mediaUrls(payload: Payload, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await database(payload).execute<{ id: string; key: string }>(sql`
    SELECT id, key FROM media WHERE id = ANY(${sql.param([...new Set(ids)])}::uuid[]) AND key IS NOT NULL`);
  const { cdnUrl } = domainOf(payload);
  return new Map(rows.map(({ id, key }) => [id, `${cdnUrl}/${key}`]));
}
