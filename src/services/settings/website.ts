import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import type { Executor } from '../../database/executor.ts';
import { database } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { DEFAULT_PATHS, type Website } from '../site-urls.ts';

type Row = { [key in keyof Website]: string | null };

/**
 * Where the website has its pages, as the settings say at this moment; what is empty there is this site's own origin, and the
 * usual paths. `on` is for those who are in a transaction.
 */
export async function websiteOf(payload: Payload, on: Executor = database(payload)): Promise<Website> {
  const { rows } = await on.execute<Row>(sql`
    SELECT website_origin AS origin, website_kitchen AS kitchen, website_bedroom AS bedroom, website_showroom AS showroom,
      website_post AS post
    FROM settings LIMIT 1`);
  const [row] = rows;
  return {
    origin: (row?.origin || domainOf(payload).publicUrl).replace(/\/+$/, ''),
    kitchen: row?.kitchen || DEFAULT_PATHS.kitchen,
    bedroom: row?.bedroom || DEFAULT_PATHS.bedroom,
    showroom: row?.showroom || DEFAULT_PATHS.showroom,
    post: row?.post || DEFAULT_PATHS.post,
  };
}
