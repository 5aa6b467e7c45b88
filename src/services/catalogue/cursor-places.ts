import { createHash } from 'node:crypto';
import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import { canonical, type ProductsQuery } from './product-query.ts';

/** Longer than people leave a list open before they scroll on. */
const TTL_SECONDS = 3600;

/** The walk that a page belongs to, and a product in it. */
const keyOf = ({ criteria, sort }: ProductsQuery, productId: string): string =>
  `product:cursor:${createHash('sha1').update(canonical({ criteria, sort })).digest('base64url')}:${productId}`;

/** Creation never changes; price and title do. */
const moves = ({ sort }: ProductsQuery): boolean => !sort.endsWith('createdAt');

/**
 * Notes the sort key under which the last product of a page stood there: its price or title may be edited before the next
 * page is asked for, and that page begins where this one ended. Without Redis it begins at the product's new place.
 */
export async function notePlace(payload: Payload, query: ProductsQuery, productId: string, key: string): Promise<void> {
  if (!moves(query)) return;
  await domainOf(payload)
    .redis.set(keyOf(query, productId), key, 'EX', TTL_SECONDS)
    .catch((err: unknown) => payload.logger.debug({ err }, 'The place of a cursor could not be noted.'));
}

/** The sort key that was noted for the cursor of `query`, if any. */
export async function notedPlace(payload: Payload, query: ProductsQuery): Promise<string | null> {
  if (query.cursor === undefined || !moves(query)) return null;
  return domainOf(payload)
    .redis.get(keyOf(query, query.cursor))
    .catch(() => null);
}
