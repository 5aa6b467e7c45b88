import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { ErrorLevel, SitemapIndexStream, SitemapStream } from 'sitemap';
import { database } from '../../../database/transaction.ts';
import { readPagesById } from '../../../lib/lists.ts';
import { runtimeOf } from '../../../lib/runtime.ts';
import {
  type PageKind,
  toHomeUrl,
  toListUrl,
  toPageUrl,
  toProductPageKind,
  toSiteUrls,
  type Website,
} from '../../../lib/site-urls.ts';
import { listShowroomEntries } from '../../appointments/index.ts';
import { streamProductEntries } from '../../catalogue/index.ts';
import { readWebsite } from '../../settings/index.ts';
import { readMediaUrls } from '../media/read-media.ts';

/** A page of the website, with its pictures; `lastmod` is ISO 8601. */
export type SiteEntry = { url: string; lastmod?: string; images: string[] };

type SitePage = { slug: string; updatedAt: string; imageIds: string[]; category?: string };

/** Lists the pages that always exist. They have no `lastmod`, because any change of content may change them. */
export function listFixedEntries(website: Website): SiteEntry[] {
  const kinds: PageKind[] = ['kitchen', 'bedroom', 'showroom', 'post'];
  const urls = new Set([toHomeUrl(website), ...kinds.map((sort) => toListUrl(website, sort))]);
  return [...urls].map((url) => ({ url, images: [] }));
}

/**
 * Streams the entries of all pages of the website. New pages come last within their kind, so most files of a large sitemap stay
 * the same from one build to the next.
 */
export async function* streamSiteEntries(payload: Payload): AsyncGenerator<SiteEntry> {
  const website = await readWebsite(payload);
  const toEntries = async (pages: SitePage[], getKind: (page: SitePage) => PageKind) =>
    withImages(payload, pages, (page) => toPageUrl(website, getKind(page), page.slug));
  yield* listFixedEntries(website);
  yield* await toEntries(await listShowroomEntries(payload), () => 'showroom');
  for await (const pages of streamPostEntries(payload)) yield* await toEntries(pages, () => 'post');
  for await (const pages of streamProductEntries(payload)) {
    yield* await toEntries(pages, ({ category }) => toProductPageKind(String(category)));
  }
}

async function withImages(
  payload: Payload,
  pages: SitePage[],
  getUrl: (page: SitePage) => string,
): Promise<SiteEntry[]> {
  const ids = pages.flatMap(({ imageIds }) => imageIds);
  const urls = await readMediaUrls(payload, ids);
  return pages.map((page) => ({
    url: getUrl(page),
    lastmod: page.updatedAt,
    images: page.imageIds.flatMap((id) => urls.get(id) ?? []),
  }));
}

/** The data of a published post for the sitemap. */
type PostEntry = { id: string; slug: string; updatedAt: string; imageIds: string[] };

const PAGE_SIZE = 1000;

/** Streams all published posts in pages of 1000. */
const streamPostEntries = (payload: Payload): AsyncGenerator<PostEntry[]> =>
  readPagesById(PAGE_SIZE, async (after) => {
    const { rows } = await database(payload).execute<PostEntry>(sql`
      SELECT id, slug, to_json(updated_at) #>> '{}' AS "updatedAt",
        array_remove(ARRAY[cover_image_id::text], NULL) AS "imageIds"
      FROM blogs WHERE id > ${after} AND _status = 'published' ORDER BY id LIMIT ${PAGE_SIZE}`);
    return rows;
  });

export const SITEMAP_TYPE = 'application/xml; charset=utf-8';

const CHUNK_BYTES = 64 * 1024;

/**
 * Streams a sitemap file (sitemaps.org with Google's image extension) as bytes.
 * @param entries at least one, because an empty sitemap is invalid
 */
export async function* streamSitemapXml(
  entries: Iterable<SiteEntry> | AsyncIterable<SiteEntry>,
): AsyncGenerator<Buffer> {
  // Do not validate URLs here: slugs and keys were validated before they were stored, and an error in this stream would end the
  // process.
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
  yield* joinChunks(xml);
  await filled;
}

/** Renders the sitemap index of `parts`. The first part has the number 1. */
export async function renderSitemapIndexXml(site: string, parts: { lastmod: string | undefined }[]): Promise<Buffer> {
  const { sitemapPart } = toSiteUrls(site);
  const items = parts.map(({ lastmod }, i) => ({ url: sitemapPart(i + 1), ...(lastmod && { lastmod }) }));
  const xml = new SitemapIndexStream({ level: ErrorLevel.THROW });
  const chunks: Buffer[] = [];
  await pipeline(Readable.from(items), xml, async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) chunks.push(Buffer.from(chunk));
  });
  return Buffer.concat(chunks);
}

/**
 * Joins the library's output into chunks of at least 64 KiB. The library outputs one piece per tag. The last chunk may
 * be smaller.
 */
async function* joinChunks(pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  let [pending, size] = [[] as Buffer[], 0];
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece);
    pending.push(bytes);
    size += bytes.length;
    if (size < CHUNK_BYTES) continue;
    yield Buffer.concat(pending);
    [pending, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(pending);
}

/** Returns the storage key of a sitemap file; part 0 is the index. */
export const toPartKey = (generation: string, part: number): string => `sitemap/${generation}/${part}.xml`;

/** A file of the sitemap. `open` reads the file, and returns undefined if the file is missing in object storage. */
export type SitemapFile = { etag: string; open: () => Promise<{ body: Readable; size: number } | undefined> };

/**
 * Finds a file of the current sitemap; undefined if the sitemap has no such part.
 * @param part from 1; `entry` is the file where crawlers start: the index of a large sitemap, or the only file of a small one
 */
export async function findSitemapFile(payload: Payload, part: number | 'entry'): Promise<SitemapFile | undefined> {
  const isPart = part === 'entry' ? sql`part <= 1` : sql`part = ${part}`;
  const { rows } = await database(payload).execute<{ generation: string; part: number; etag: string }>(sql`
    SELECT generation, part, etag FROM sitemap_parts
    WHERE ${isPart} AND generation = (
      SELECT (result ->> 'generation')::uuid FROM content_task_runs
      WHERE task = 'sitemap' AND done_at IS NOT NULL ORDER BY done_at DESC LIMIT 1)
    ORDER BY part LIMIT 1`);
  const [current] = rows;
  if (!current) return undefined;
  const key = toPartKey(current.generation, current.part);
  return { etag: current.etag, open: () => runtimeOf(payload).storage.get(key) };
}

/** Renders a valid sitemap of the fixed pages. It is served until the first sitemap is built. */
export const renderFallbackSitemap = async (payload: Payload): Promise<Buffer> =>
  buffer(streamSitemapXml(listFixedEntries(await readWebsite(payload))));
