import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';

/** The name under which Postgres counts changes of the cards. */
export const PRODUCTS = 'products';

/** The generation that the rest of the statement sees. */
export const GENERATION: SQL = sql`coalesce((SELECT generation FROM cache_generations WHERE cache = ${PRODUCTS}), 0)`;

/** Text of cards with the addresses of their media: the CDN and the key of the file (api.md §7). */
export const CARD = (payload: Payload, text: SQL): SQL =>
  sql`replace(${text}, '"cdn:/', ${`"${domainOf(payload).cdnUrl}/`})`;
