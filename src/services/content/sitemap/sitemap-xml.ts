import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ErrorLevel, SitemapIndexStream, SitemapStream } from 'sitemap';
import { ownUrls } from '../../site-urls.ts';
import type { SiteEntry } from './site-entries.ts';

export const SITEMAP_TYPE = 'application/xml; charset=utf-8';

const CHUNK = 64 * 1024;

/**
 * A file of a sitemap (sitemaps.org, and Google's images) as bytes.
 * @param entries at least one: an empty file would be no valid one
 */
export async function* sitemapXml(entries: Iterable<SiteEntry> | AsyncIterable<SiteEntry>): AsyncGenerator<Buffer> {
  // Addresses are made of slugs and keys that were checked when they were stored; a check that throws would end the process.
  const xml = new SitemapStream({
    level: ErrorLevel.SILENT,
    xmlns: { image: true, news: false, video: false, xhtml: false },
  });
  const filled = pipeline(
    Readable.from(entries),
    async function* (source: AsyncIterable<SiteEntry>) {
      for await (const { images, ...entry } of source) yield { ...entry, img: images.map((url) => ({ url })) };
    },
    xml,
  );
  yield* inChunks(xml);
  await filled;
}

/** The index of `parts`, in their order. */
export async function sitemapIndexXml(site: string, parts: { lastmod: string | undefined }[]): Promise<Buffer> {
  const { sitemapPart } = ownUrls(site);
  const items = parts.map(({ lastmod }, i) => ({ url: sitemapPart(i + 1), ...(lastmod && { lastmod }) }));
  const xml = new SitemapIndexStream({ level: ErrorLevel.THROW });
  const chunks: Buffer[] = [];
  await pipeline(Readable.from(items), xml, async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) chunks.push(Buffer.from(chunk));
  });
  return Buffer.concat(chunks);
}

/** The library hands on each tag by itself. */
async function* inChunks(pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  let [waiting, size] = [[] as Buffer[], 0];
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece);
    waiting.push(bytes);
    size += bytes.length;
    if (size < CHUNK) continue;
    yield Buffer.concat(waiting);
    [waiting, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(waiting);
}
