import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ObjectStore } from '../../../storage/object-store.ts';
import { etagOf } from '../etag.ts';
import type { SiteEntry } from './site-entries.ts';
import { SITEMAP_TYPE, sitemapXml } from './sitemap-xml.ts';

const MIB = 1024 * 1024;

/** Limits of one file (sitemaps.org). The last megabyte is for what is under way when the limit is noticed. */
export const LIMITS = { urls: 50_000, bytes: 49 * MIB };

/** What was written. */
export type WrittenPart = { urls: number; etag: string; lastmod: string | undefined };

/** The entries one after the other, with a look at the next one. */
export type Entries = { next: IteratorResult<SiteEntry, void>; rest: AsyncIterator<SiteEntry, void> };

/**
 * Writes one file of a sitemap as a stream: as many of the entries as fit in it, and at least one.
 * @throws what the store or the entries throw
 */
export async function writePart(
  store: ObjectStore,
  key: string,
  entries: Entries,
  limits: typeof LIMITS,
): Promise<WrittenPart> {
  const hash = createHash('sha256');
  let [urls, bytes] = [0, 0];
  let lastmod: string | undefined;

  const fitting = async function* () {
    while (!entries.next.done && urls < limits.urls && bytes < limits.bytes) {
      const entry = entries.next.value;
      urls += 1;
      if (entry.lastmod && entry.lastmod > (lastmod ?? '')) lastmod = entry.lastmod;
      yield entry;
      entries.next = await entries.rest.next();
    }
  };
  const file = async function* () {
    for await (const chunk of sitemapXml(fitting())) {
      bytes += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  };

  await store.put(key, Readable.from(file(), { objectMode: false }), { contentType: SITEMAP_TYPE });
  return { urls, etag: etagOf(hash), lastmod };
}
