import { createHash } from 'node:crypto';
import { Feed } from 'feed';
import type { Payload } from 'payload';
import { domainOf } from '../../../domain.ts';
import { websiteOf } from '../../settings/website.ts';
import { listUrl, ownUrls, pageUrl, type Website } from '../../site-urls.ts';
import { etagOf } from '../etag.ts';
import { type FeedPost, latestPosts } from './latest-posts.ts';

const POSTS = 50;

/** Characters that XML 1.0 allows in no form (§2.2): controls, halves of surrogate pairs and non-characters. */
const NO_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** The library puts texts into CDATA sections, and of each breaks up the first `]]>` alone. */
const cdata = (text: string) => text.replace(NO_XML, '').replaceAll(']]>', ']] >');

/** The RSS 2.0 feed of the posts that were published last, and the tag of its content. */
export async function rssFeed(payload: Payload): Promise<{ xml: string; etag: string }> {
  const [website, posts] = await Promise.all([websiteOf(payload), latestPosts(payload, POSTS)]);
  const xml = render(website, ownUrls(domainOf(payload).publicUrl).feed, posts);
  return { xml, etag: etagOf(createHash('sha256').update(xml)) };
}

function render(website: Website, feed: string, posts: FeedPost[]): string {
  const blog = listUrl(website, 'post');
  const changes = posts.map(({ updatedAt }) => updatedAt.getTime());
  const rss = new Feed({
    title: 'Lomash Wood',
    description: 'Ideas and advice for kitchens and bedrooms.',
    id: blog,
    link: blog,
    language: 'en-GB',
    generator: false,
    feedLinks: { rss: feed },
    // Not the time of the request: an unchanged feed stays the same, byte for byte.
    updated: new Date(Math.max(0, ...changes)),
  });
  for (const { id, slug, title, excerpt, publishedAt, cover } of posts) {
    rss.addItem({
      id,
      link: pageUrl(website, 'post', slug),
      title: cdata(title),
      date: publishedAt,
      ...(excerpt ? { description: cdata(excerpt) } : {}),
      // The library would make the type of the file's extension: image/jpg.
      ...(cover ? { extensions: [{ name: 'enclosure', objects: { _attributes: enclosure(cover) } }] } : {}),
    });
  }
  return rss.rss2();
}

const enclosure = ({ url, type, bytes }: NonNullable<FeedPost['cover']>) => ({ url, type, length: bytes });
