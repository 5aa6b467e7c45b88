import { createHash } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { domainOf } from '../../../domain.ts';
import { uuidv7 } from '../../../ids.ts';
import { etagOf } from '../etag.ts';
import { partKey } from './part-key.ts';
import { siteEntries } from './site-entries.ts';
import { SITEMAP_TYPE, sitemapIndexXml } from './sitemap-xml.ts';
import { type Entries, LIMITS, type WrittenPart, writePart } from './write-part.ts';

/** A sitemap that lies in the store and is not shown before its run is marked as done. */
export type BuiltSitemap = { generation: string; files: number; urls: number };

const INDEX = 0;

/**
 * Writes a sitemap of the whole website under a name of its own: the one that is shown stays as it is meanwhile, and what
 * a killed process leaves behind is known by its rows and removed with old sitemaps.
 */
export async function buildSitemap(payload: Payload, limits = LIMITS): Promise<BuiltSitemap> {
  const generation = uuidv7();
  const parts: WrittenPart[] = [];
  const rest = siteEntries(payload);
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
  limits: typeof LIMITS,
): Promise<WrittenPart> {
  await begin(payload, generation, part);
  const written = await writePart(domainOf(payload).storage, partKey(generation, part), entries, limits);
  await finish(payload, generation, part, written);
  return written;
}

async function storeIndex(payload: Payload, generation: string, parts: WrittenPart[]): Promise<void> {
  const { storage, publicUrl } = domainOf(payload);
  const xml = await sitemapIndexXml(publicUrl, parts);
  await begin(payload, generation, INDEX);
  await storage.put(partKey(generation, INDEX), xml, { contentType: SITEMAP_TYPE });
  await finish(payload, generation, INDEX, {
    urls: parts.length,
    etag: etagOf(createHash('sha256').update(xml)),
  });
}

/** Before the file: none lies in the store that no row knows. */
async function begin(payload: Payload, generation: string, part: number): Promise<void> {
  await database(payload).execute(sql`INSERT INTO sitemap_parts (generation, part) VALUES (${generation}, ${part})`);
}

async function finish(
  payload: Payload,
  generation: string,
  part: number,
  { urls, etag }: Pick<WrittenPart, 'urls' | 'etag'>,
): Promise<void> {
  await database(payload).execute(sql`
    UPDATE sitemap_parts SET urls = ${urls}, etag = ${etag} WHERE generation = ${generation} AND part = ${part}`);
}
