import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { publicUrl } from './media/layout.ts';

/** Where the public finds each of these media, by id; those that are gone are left out. */
export async function mediaUrls(payload: Payload, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await database(payload).execute<{ id: string; key: string | null }>(sql`
    SELECT id, key FROM media WHERE id = ANY(${sql.param([...new Set(ids)])}::uuid[])`);
  const { cdnUrl } = domainOf(payload);
  return new Map(
    rows.flatMap(({ id, key }) => {
      const url = publicUrl(cdnUrl, { key });
      return url ? [[id, url]] : [];
    }),
  );
}
