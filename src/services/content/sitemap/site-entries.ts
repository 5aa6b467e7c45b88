import type { Payload } from 'payload';
import { showroomEntries } from '../../appointments/sitemap-entries.ts';
import { productEntries } from '../../catalogue/sitemap-entries.ts';
import { websiteOf } from '../../settings/website.ts';
import { homeUrl, listUrl, pageUrl, type Sort, sortOfProduct, type Website } from '../../site-urls.ts';
import { mediaUrls } from '../media-urls.ts';
import { postEntries } from './post-entries.ts';

/** A page of the website, with its pictures; `lastmod` is ISO 8601. */
export type SiteEntry = { url: string; lastmod?: string; images: string[] };

type Page = { slug: string; updatedAt: string; imageIds: string[]; category?: string };

/** Pages that are always there; they change whenever anything does, so they say no date. */
export function fixedEntries(website: Website): SiteEntry[] {
  const sorts: Sort[] = ['kitchen', 'bedroom', 'showroom', 'post'];
  const urls = new Set([homeUrl(website), ...sorts.map((sort) => listUrl(website, sort))]);
  return [...urls].map((url) => ({ url, images: [] }));
}

/**
 * Every page of the website, in an order in which new ones come last: most files of a large sitemap stay as they were from
 * one to the next.
 */
export async function* siteEntries(payload: Payload): AsyncGenerator<SiteEntry> {
  const website = await websiteOf(payload);
  const entries = async (pages: Page[], sortOf: (page: Page) => Sort) =>
    withImages(payload, pages, (page) => pageUrl(website, sortOf(page), page.slug));
  yield* fixedEntries(website);
  yield* await entries(await showroomEntries(payload), () => 'showroom');
  for await (const pages of postEntries(payload)) yield* await entries(pages, () => 'post');
  for await (const pages of productEntries(payload)) {
    yield* await entries(pages, ({ category }) => sortOfProduct(String(category)));
  }
}

async function withImages(payload: Payload, pages: Page[], urlOf: (page: Page) => string): Promise<SiteEntry[]> {
  const ids = pages.flatMap(({ imageIds }) => imageIds);
  const urls = await mediaUrls(payload, ids);
  return pages.map((page) => ({
    url: urlOf(page),
    lastmod: page.updatedAt,
    images: page.imageIds.flatMap((id) => urls.get(id) ?? []),
  }));
}
