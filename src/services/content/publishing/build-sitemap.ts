import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { toEtag } from '../../../lib/http.ts';
import { uuidv7 } from '../../../lib/ids.ts';
import type { ObjectStore } from '../../../lib/object-store.ts';
import { runtimeOf } from '../../../lib/runtime.ts';
import {
  renderSitemapIndexXml,
  SITEMAP_TYPE,
  type SiteEntry,
  streamSiteEntries,
  streamSitemapXml,
  toPartKey,
} from './sitemap.ts';

const MIB = 1024 * 1024;

/**
 * The limits of one file (sitemaps.org: 50,000 URLs, 50 MiB). One MiB is reserved for data that are still buffered when the limit
 * is reached.
 */
const PART_LIMITS = { urls: 50_000, bytes: 49 * MIB };

/** The number of URLs in a written file, its ETag, and the latest `lastmod` of its entries. */
type WrittenPart = { urls: number; etag: string; lastmod: string | undefined };

/** An iterator of entries with a lookahead of one. */
type Entries = { next: IteratorResult<SiteEntry, void>; rest: AsyncIterator<SiteEntry, void> };

/** A stored sitemap. It is served only after its run is marked as done. */
type BuiltSitemap = { generation: string; files: number; urls: number };

const INDEX_PART = 0;

/**
 * Writes a sitemap of the whole website under a new generation, while the current sitemap is still served. If the process is
 * killed, the rows of the unfinished sitemap remain, and `removeOldSitemaps` later removes its files.
 *
 * The content task `sitemap` (src/jobs/content/content-tasks.ts) calls this function. It is requested by events of posts and
 * products (src/jobs/subscribers.ts), by changes to showrooms and to the website's addresses (src/hooks), and once a day.
 */
export async function buildSitemap(payload: Payload, limits = PART_LIMITS): Promise<BuiltSitemap> {
  const generation = uuidv7();
  const parts: WrittenPart[] = [];
  const rest = streamSiteEntries(payload);
  const entries: Entries = { next: await rest.next(), rest };
  while (!entries.next.done) parts.push(await storePart(payload, generation, parts.length + 1, entries, limits));
  if (parts.length > 1) await storeIndex(payload, generation, parts);
  return { generation, files: parts.length, urls: parts.reduce((sum, { urls }) => sum + urls, 0) };
}

async function storePart(
  payload: Payload,
  generation: string,
  part: number,
  entries: Entries,
  limits: typeof PART_LIMITS,
): Promise<WrittenPart> {
  await insertPart(payload, generation, part);
  const written = await writePart(runtimeOf(payload).storage, toPartKey(generation, part), entries, limits);
  await completePart(payload, generation, part, written);
  return written;
}

async function storeIndex(payload: Payload, generation: string, parts: WrittenPart[]): Promise<void> {
  const { storage, publicUrl } = runtimeOf(payload);
  const xml = await renderSitemapIndexXml(publicUrl, parts);
  await insertPart(payload, generation, INDEX_PART);
  await storage.put(toPartKey(generation, INDEX_PART), xml, { contentType: SITEMAP_TYPE });
  await completePart(payload, generation, INDEX_PART, {
    urls: parts.length,
    etag: toEtag(createHash('sha256').update(xml)),
  });
}

/** Inserts the row of a file before the file is written, so that every stored file has a row. */
async function insertPart(payload: Payload, generation: string, part: number): Promise<void> {
  await database(payload).execute(sql`INSERT INTO sitemap_parts (generation, part) VALUES (${generation}, ${part})`);
}

async function completePart(
  payload: Payload,
  generation: string,
  part: number,
  { urls, etag }: Pick<WrittenPart, 'urls' | 'etag'>,
): Promise<void> {
  await database(payload).execute(sql`
    UPDATE sitemap_parts SET urls = ${urls}, etag = ${etag} WHERE generation = ${generation} AND part = ${part}`);
}

/**
 * Streams one sitemap file to object storage, with as many entries as fit, but at least one.
 * @throws errors of the object storage, and errors of reading the entries
 */
async function writePart(
  store: ObjectStore,
  key: string,
  entries: Entries,
  limits: typeof PART_LIMITS,
): Promise<WrittenPart> {
  const hash = createHash('sha256');
  let [urls, bytes] = [0, 0];
  let lastmod: string | undefined;

  const readFittingEntries = async function* () {
    while (!entries.next.done && urls < limits.urls && bytes < limits.bytes) {
      const entry = entries.next.value;
      urls += 1;
      if (entry.lastmod && entry.lastmod > (lastmod ?? '')) lastmod = entry.lastmod;
      yield entry;
      entries.next = await entries.rest.next();
    }
  };
  const toFileChunks = async function* () {
    for await (const chunk of streamSitemapXml(readFittingEntries())) {
      bytes += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  };

  await store.put(key, Readable.from(toFileChunks(), { objectMode: false }), { contentType: SITEMAP_TYPE });
  return { urls, etag: toEtag(hash), lastmod };
}

/** Requests a sitemap if none was built within the last day. Needed for new sites, and for changes that emit no event. */
export async function requestDailySitemap(payload: Payload): Promise<void> {
  await database(payload).execute(sql`
    INSERT INTO content_task_requests (id, task, detail)
    SELECT ${uuidv7()}, 'sitemap', 'daily'
    WHERE NOT EXISTS (SELECT 1 FROM content_task_requests WHERE task = 'sitemap') AND NOT EXISTS (
      SELECT 1 FROM content_task_runs
      WHERE task = 'sitemap' AND (done_at IS NULL OR done_at > now() - interval '1 day'))`);
}

/** The age in hours after which a file is removed. Every download and build takes less time. */
const RETENTION_HOURS = 6;

/**
 * Removes the files of sitemaps that are no longer current, and of unfinished builds. The current sitemap stays, however old it
 * is.
 * @returns the number of files removed
 */
export async function removeOldSitemaps(payload: Payload): Promise<number> {
  const db = database(payload);
  const { rows } = await db.execute<{ generation: string; part: number }>(sql`
    SELECT generation, part FROM sitemap_parts
    WHERE begun_at < now() - ${RETENTION_HOURS} * interval '1 hour' AND generation IS DISTINCT FROM (
      SELECT (result ->> 'generation')::uuid FROM content_task_runs
      WHERE task = 'sitemap' AND done_at IS NOT NULL ORDER BY done_at DESC LIMIT 1)`);
  for (const { generation, part } of rows) {
    await runtimeOf(payload).storage.delete(toPartKey(generation, part));
    await db.execute(sql`DELETE FROM sitemap_parts WHERE generation = ${generation} AND part = ${part}`);
  }
  return rows.length;
}
