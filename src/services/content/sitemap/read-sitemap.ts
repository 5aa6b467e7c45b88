import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Payload } from 'payload';
import { domainOf } from '../../../domain.ts';
import { websiteOf } from '../../settings/website.ts';
import { currentPart } from './current-part.ts';
import { fixedEntries } from './site-entries.ts';
import { sitemapXml } from './sitemap-xml.ts';

/** A file of the sitemap; `open` reads it, and gives undefined when the store has lost it. */
export type SitemapFile = { etag: string; open: () => Promise<{ body: Readable; size: number } | undefined> };

/** The file of the sitemap that is shown, undefined when there is none; `part` as of `currentPart()`. */
export async function sitemapFile(payload: Payload, part: number | 'entry'): Promise<SitemapFile | undefined> {
  const current = await currentPart(payload, part);
  return current && { etag: current.etag, open: () => domainOf(payload).storage.get(current.key) };
}

/** What stands in for a sitemap until the first one is built: a valid one, of the pages that are always there. */
export const firstSitemap = async (payload: Payload): Promise<Buffer> =>
  buffer(sitemapXml(fixedEntries(await websiteOf(payload))));
