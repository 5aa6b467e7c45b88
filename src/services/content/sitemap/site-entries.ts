import type { Payload } from 'payload';
import { domainOf } from '../../../domain.ts';
import { productEntries } from '../../catalogue/sitemap-entries.ts';
import { siteUrls } from '../../site-urls.ts';
import { mediaUrls } from '../media-urls.ts';
import { postEntries } from './post-entries.ts';

/** A page of the website, with its pictures; `lastmod` is ISO 8601. */
export type SiteEntry = { url: string; lastmod?: string; images: string[] };

type Page = { slug: string; updatedAt: string; imageIds: string[] };

/** Pages that are always there; they change whenever anything does, so they say no date. */
export function fixedEntries(site: string): SiteEntry[] {
  const { home, products, blog } = siteUrls(site);
  return [home, products, blog].map((url) => ({ url, images: [] }));
}

/**
 * Every page of the website, in an order in which new ones come last: most files of a large sitemap stay as they were from
 * one to the next.
 */
export async function* siteEntries(payload: Payload): AsyncGenerator<SiteEntry> {
  const site = domainOf(payload).publicUrl;
  const { post, product } = siteUrls(site);
  yield* fixedEntries(site);
  for await (const pages of postEntries(payload)) yield* await withImages(payload, pages, post);
  for await (const pages of productEntries(payload)) yield* await withImages(payload, pages, product);
}

async function withImages(payload: Payload, pages: Page[], urlOf: (slug: string) => string): Promise<SiteEntry[]> {
  const ids = pages.flatMap(({ imageIds }) => imageIds);
  const urls = await mediaUrls(payload, ids);
  return pages.map(({ slug, updatedAt, imageIds }) => ({
    url: urlOf(slug),
    lastmod: updatedAt,
    images: imageIds.flatMap((id) => urls.get(id) ?? []),
  }));
}
