import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { domainOf } from '../../../domain.ts';

/** A picture as `/v1` shows it: addresses of the original and of its variants, which lie beside it (api.md §7). */
export type Picture = {
  url: string;
  alt: string | null;
  width: number | null;
  height: number | null;
  variants: { original: string; large: string; medium: string; thumb: string };
  /** Pixels that each of them is wide: one that would have been enlarged has the original's own. Null for a film. */
  widths: { original: number; large: number; medium: number; thumb: number } | null;
};

/** The JSON of a {@link Picture} of the row of `media` that is joined as `alias`; null where there is none. */
export function pictureJson(payload: Payload, alias: string): SQL {
  const column = (name: string) => sql`${sql.identifier(alias)}.${sql.identifier(name)}`;
  const base = domainOf(payload).cdnUrl;
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
