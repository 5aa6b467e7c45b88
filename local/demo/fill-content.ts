import type { CollectionSlug, PayloadRequest, RequiredDataFromCollectionSlug } from 'payload';
import { createMediaItem } from '../../src/services/content/media/store-upload.ts';
import { type CatalogueIds, demoProducts } from './catalogue/products.ts';
import { DEMO_RANGES } from './catalogue/ranges.ts';
import { DEMO_COLOURS, DEMO_FINISHES, DEMO_STYLES } from './catalogue/terms.ts';
import { createIdAt } from './create-id-at.ts';
import type { DemoPicture } from './images/pictures.ts';
import { DEMO_POSTS } from './posts.ts';
import { seededRandom } from './random.ts';
import { toRichText } from './rich-text.ts';

/** A separate seed, so that a change of the catalogue or the posts leaves the rest of the demo data unchanged. */
const SEED = 20_261_124;
const DAY_MS = 24 * 3_600_000;

type Term = { slug: string; name: string };

export type FilledContent = {
  /** Media ids by category and colour, as in `KITCHEN white`. */
  pictures: Map<string, string>;
  products: number;
  posts: number;
};

/** Stores pictures, products with their terms, and posts. */
export async function fillContent(req: PayloadRequest, pictures: DemoPicture[], now: Date): Promise<FilledContent> {
  const ids: CatalogueIds = {
    pictures: await storePictures(req, pictures),
    colours: await storeTerms(req, 'colours', DEMO_COLOURS, ({ hex }) => ({ hex })),
    styles: await storeTerms(req, 'styles', DEMO_STYLES),
    ranges: await storeTerms(req, 'ranges', DEMO_RANGES),
    finishes: await storeTerms(req, 'finishes', DEMO_FINISHES),
  };
  const products = demoProducts(seededRandom(SEED), ids, now);
  for (const data of products) await req.payload.create({ collection: 'products', data, depth: 0, req });
  await storePosts(req, ids.pictures, now);
  return { pictures: ids.pictures, products: products.length, posts: DEMO_POSTS.length };
}

async function storePictures(req: PayloadRequest, pictures: DemoPicture[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { category, colour, ...picture } of pictures) {
    const { id } = await createMediaItem(req, picture);
    ids.set(`${category} ${colour.slug}`, id);
  }
  return ids;
}

async function storeTerms<T extends Term>(
  req: PayloadRequest,
  collection: Extract<CollectionSlug, 'colours' | 'styles' | 'ranges' | 'finishes'>,
  terms: readonly T[],
  toExtraFields: (term: T) => object = () => ({}),
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const term of terms) {
    const data = { slug: term.slug, name: term.name, ...toExtraFields(term) };
    const { id } = await req.payload.create({ collection, data, depth: 0, req });
    ids.set(term.slug, id);
  }
  return ids;
}

async function storePosts(req: PayloadRequest, pictures: Map<string, string>, now: Date): Promise<void> {
  const random = seededRandom(SEED);
  const { docs } = await req.payload.find({
    ...{ collection: 'users', where: { role: { equals: 'content-manager' } }, limit: 1, depth: 0 },
    req,
  });
  for (const { cover, daysAgo, parts, ...post } of DEMO_POSTS) {
    const publishedAt = new Date(now.getTime() - daysAgo * DAY_MS);
    const data: RequiredDataFromCollectionSlug<'blogs'> = {
      ...post,
      content: toRichText(parts, () => createIdAt(publishedAt, random)),
      coverImage: pictures.get(cover),
      author: docs[0]?.id,
      publishedAt: publishedAt.toISOString(),
      createdAt: publishedAt.toISOString(),
      _status: 'published',
    };
    await req.payload.create({ collection: 'blogs', data, depth: 0, req });
  }
}
