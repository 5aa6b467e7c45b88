import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { generationSql } from '../../cache/cache-generations.ts';
import { runtimeOf } from '../../lib/runtime.ts';

// A card has all that the product list shows, the price included. Triggers in src/database/schema/product-cards.sql write the cards
// to the table `product_cards` in the transaction that changes the product, and `list-products.ts` reads them.

/** The name of the generation that increases with each change of a card. */
export const PRODUCTS_GENERATION = 'products';

export const productsGenerationSql: SQL = generationSql(PRODUCTS_GENERATION);

/** Returns SQL that completes the media URLs in the text of cards with the URL of the CDN (docs/spec/api.md#7-uploads). */
export const productCardSql = (payload: Payload, text: SQL): SQL =>
  sql`replace(${text}, '"cdn:/', ${`"${runtimeOf(payload).cdnUrl}/`})`;
