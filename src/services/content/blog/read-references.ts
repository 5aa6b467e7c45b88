import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { isUuid } from '../../../lib/ids.ts';
import { runtimeOf } from '../../../lib/runtime.ts';
import { type ProductTeaser, readProductTeasers } from '../../catalogue/index.ts';
import type { RichText } from './rich-text.ts';

/** A picture in the format of `/v1`: the URLs of the original and its variants (docs/spec/api.md#7-uploads). */
export type Picture = {
  url: string;
  alt: string | null;
  width: number | null;
  height: number | null;
  variants: { original: string; large: string; medium: string; thumb: string };
  /** The width of each file in pixels. A variant is never wider than the original. Null for a video. */
  widths: { original: number; large: number; medium: number; thumb: number } | null;
};

/** SQL for the JSON of a {@link Picture} from the `media` row joined as `alias`; null if there is no such row. */
export function pictureJson(payload: Payload, alias: string): SQL {
  const column = (name: string) => sql`${sql.identifier(alias)}.${sql.identifier(name)}`;
  const base = runtimeOf(payload).cdnUrl;
  const key = sql`coalesce(${column('key')}, 'media/' || ${column('filename')})`;
  const original = sql`${base}::text || '/' || ${key}`;
  const folder = sql`${base}::text || '/' || regexp_replace(${key}, '[^/]*$', '')`;
  const variant = (name: string) => sql`coalesce(${folder} || ${column(`sizes_${name}_filename`)}, ${original})`;
  const width = (name: string) => sql`coalesce(${column(`sizes_${name}_width`)}, ${column('width')})`;
  return sql`CASE WHEN ${column('id')} IS NULL THEN NULL ELSE json_build_object(
    'url', ${original}, 'alt', ${column('alt')}, 'width', ${column('width')}, 'height', ${column('height')},
    'variants', json_build_object('original', ${original}, 'large', ${variant('large')},
      'medium', ${variant('medium')}, 'thumb', ${variant('thumb')}),
    'widths', CASE WHEN ${column('width')} IS NOT NULL THEN json_build_object('original', ${column('width')},
      'large', ${width('large')}, 'medium', ${width('medium')}, 'thumb', ${width('thumb')}) END) END`;
}

export type MediaItem = Picture & { mimeType: string };

/** The public documents that a rich text references, by id. */
export type References = {
  media: ReadonlyMap<string, MediaItem>;
  products: ReadonlyMap<string, ProductTeaser>;
  /** The slug of each post. */
  posts: ReadonlyMap<string, string>;
};

/** Reads the documents that `richText` references, with one query per kind. */
export async function readReferences(payload: Payload, richText: RichText): Promise<References> {
  // Look up every id in every table, so that this code is independent of the fields of each block.
  const ids = collectIds(richText.root);
  if (ids.length === 0) return { media: new Map(), products: new Map(), posts: new Map() };
  const [products, posts] = await Promise.all([readProductTeasers(payload, ids), readPostSlugs(payload, ids)]);
  const teasers = [...products.values()].flatMap(({ image }) => image ?? []);
  return { products, posts, media: await readMediaItems(payload, [...ids, ...teasers]) };
}

function collectIds(root: unknown): string[] {
  const ids = new Set<string>();
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (isUuid(value)) ids.add(value);
    else if (typeof value === 'object' && value !== null) pending.push(...Object.values(value));
  }
  return [...ids];
}

async function readMediaItems(payload: Payload, ids: string[]): Promise<Map<string, MediaItem>> {
  const { rows } = await database(payload).execute<{ id: string; picture: Picture; mimeType: string }>(sql`
    SELECT id, ${pictureJson(payload, 'media')} AS picture, coalesce(mime_type, '') AS "mimeType"
    FROM media WHERE id = ANY(${sql.param(ids)}::uuid[])`);
  return new Map(rows.map(({ id, picture, mimeType }) => [id, { ...picture, mimeType }]));
}

async function readPostSlugs(payload: Payload, ids: string[]): Promise<Map<string, string>> {
  const { rows } = await database(payload).execute<{ id: string; slug: string }>(sql`
    SELECT id, slug FROM blogs WHERE id = ANY(${sql.param(ids)}::uuid[]) AND _status = 'published'`);
  return new Map(rows.map(({ id, slug }) => [id, slug]));
}
