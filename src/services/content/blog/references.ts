import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { isUuid } from '../../../ids.ts';
import { type ProductTeaser, productTeasers } from '../../catalogue/product-teasers.ts';
import type { Article } from './article.ts';
import { type Picture, pictureJson } from './picture-sql.ts';

export type Medium = Picture & { mimeType: string };

/** What an article refers to and the public may see, by id. */
export type References = {
  media: ReadonlyMap<string, Medium>;
  products: ReadonlyMap<string, ProductTeaser>;
  /** Slugs of posts. */
  posts: ReadonlyMap<string, string>;
};

/** Reads what `article` refers to: one statement for each kind. */
export async function referencesOf(payload: Payload, article: Article): Promise<References> {
  // Every id in the article is looked for in every table: which field holds what is the blocks' business alone.
  const ids = idsIn(article.root);
  if (ids.length === 0) return { media: new Map(), products: new Map(), posts: new Map() };
  const [products, posts] = await Promise.all([productTeasers(payload, ids), slugsOf(payload, ids)]);
  const teasers = [...products.values()].flatMap(({ image }) => image ?? []);
  return { products, posts, media: await mediaOf(payload, [...ids, ...teasers]) };
}

function idsIn(root: unknown): string[] {
  const ids = new Set<string>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (isUuid(value)) ids.add(value);
    else if (typeof value === 'object' && value !== null) open.push(...Object.values(value));
  }
  return [...ids];
}

async function mediaOf(payload: Payload, ids: string[]): Promise<Map<string, Medium>> {
  const { rows } = await database(payload).execute<{ id: string; picture: Picture; mimeType: string }>(sql`
    SELECT id, ${pictureJson(payload, 'media')} AS picture, coalesce(mime_type, '') AS "mimeType"
    FROM media WHERE id = ANY(${sql.param(ids)}::uuid[])`);
  return new Map(rows.map(({ id, picture, mimeType }) => [id, { ...picture, mimeType }]));
}

async function slugsOf(payload: Payload, ids: string[]): Promise<Map<string, string>> {
  const { rows } = await database(payload).execute<{ id: string; slug: string }>(sql`
    SELECT id, slug FROM blogs WHERE id = ANY(${sql.param(ids)}::uuid[]) AND _status = 'published'`);
  return new Map(rows.map(({ id, slug }) => [id, slug]));
}
