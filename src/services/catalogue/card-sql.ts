import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { generationSql } from '../../cache/generation-sql.ts';
import { domainOf } from '../../domain.ts';

/** The name under which Postgres counts changes of the cards. */
export const PRODUCTS = 'products';

export const GENERATION: SQL = generationSql(PRODUCTS);

/** Text of cards with the addresses of their media: the CDN and the key of the file (api.md §7). */
export const CARD = (payload: Payload, text: SQL): SQL =>
  sql`replace(${text}, '"cdn:/', ${`"${domainOf(payload).cdnUrl}/`})`;
