import { createHash } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres/drizzle';
import { Feed } from 'feed';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { toDate } from '../../../lib/dates.ts';
import { toEtag } from '../../../lib/http.ts';
import { runtimeOf } from '../../../lib/runtime.ts';
import { toListUrl, toPageUrl, toSiteUrls, type Website } from '../../../lib/site-urls.ts';
import { readWebsite } from '../../settings/index.ts';
import { toPublicUrl } from '../media/assign-keys.ts';

/** A published post in the feed. */
export type FeedPost = {
  id: string;
  slug: string;
  title: string;
  excerpt: string | null;
  publishedAt: Date;
  updatedAt: Date;
  cover: { url: string; type: string; bytes: number } | null;
};

type Row = Omit<FeedPost, 'publishedAt' | 'updatedAt' | 'cover'> & {
  publishedAt: string;
  updatedAt: string;
  cover: { key: string; type: string; bytes: number } | null;
};

/** Lists the `limit` most recently published posts, newest first. */
export async function listLatestPosts(payload: Payload, limit: number): Promise<FeedPost[]> {
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT post.id, post.slug, post.title, post.excerpt, post.updated_at AS "updatedAt",
      post.published_at AS "publishedAt",
      CASE WHEN cover.key IS NOT NULL
        THEN json_build_object('key', cover.key, 'type', cover.mime_type, 'bytes', cover.filesize::int)
      END AS cover
    FROM blogs AS post LEFT JOIN media AS cover ON cover.id = post.cover_image_id
    WHERE post._status = 'published' AND post.published_at IS NOT NULL
    ORDER BY post.published_at DESC, post.id DESC LIMIT ${limit}`);
  const { cdnUrl } = runtimeOf(payload);
  return rows.map(({ cover, ...post }) => ({
    ...post,
    publishedAt: toDate(post.publishedAt),
    updatedAt: toDate(post.updatedAt),
    cover: toFeedCover(cover, cdnUrl),
  }));
}

function toFeedCover(cover: Row['cover'], cdnUrl: string): FeedPost['cover'] {
  const url = cover && toPublicUrl(cdnUrl, cover);
  return url ? { url, type: cover.type, bytes: cover.bytes } : null;
}

const MAX_POSTS = 50;

/** Characters that XML 1.0 §2.2 forbids even if escaped: control characters, lone surrogates and non-characters. */
const INVALID_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Escapes text for a CDATA section. The library itself escapes only the first `]]>`. */
const toCdata = (text: string) => text.replace(INVALID_XML, '').replaceAll(']]>', ']] >');

/** Renders the RSS 2.0 feed of the 50 most recently published posts, with its ETag. */
export async function renderRssFeed(payload: Payload): Promise<{ xml: string; etag: string }> {
  const [website, posts] = await Promise.all([readWebsite(payload), listLatestPosts(payload, MAX_POSTS)]);
  const xml = renderFeedXml(website, toSiteUrls(runtimeOf(payload).publicUrl).feed, posts);
  return { xml, etag: toEtag(createHash('sha256').update(xml)) };
}

function renderFeedXml(website: Website, feed: string, posts: FeedPost[]): string {
  const blog = toListUrl(website, 'post');
  const changes = posts.map(({ updatedAt }) => updatedAt.getTime());
  const rss = new Feed({
    title: 'Lomash Wood',
    description: 'Ideas and advice for kitchens and bedrooms.',
    id: blog,
    link: blog,
    language: 'en-GB',
    generator: false,
    feedLinks: { rss: feed },
    // Use the time of the latest change instead of the time of the request, so that the XML of an unchanged feed stays identical.
    updated: new Date(Math.max(0, ...changes)),
  });
  for (const { id, slug, title, excerpt, publishedAt, cover } of posts) {
    rss.addItem({
      id,
      link: toPageUrl(website, 'post', slug),
      title: toCdata(title),
      date: publishedAt,
      ...(excerpt ? { description: toCdata(excerpt) } : {}),
      // Set the type here, because the library would derive the wrong type `image/jpg` from the file extension.
      ...(cover ? { extensions: [{ name: 'enclosure', objects: { _attributes: toEnclosure(cover) } }] } : {}),
    });
  }
  return rss.rss2();
}

const toEnclosure = ({ url, type, bytes }: NonNullable<FeedPost['cover']>) => ({ url, type, length: bytes });
