import { seoPlugin } from '@payloadcms/plugin-seo';
import type { Config } from 'payload';
import { websiteOf } from '../services/settings/website.ts';
import { pageUrl, sortOfProduct } from '../services/site-urls.ts';

type Page = {
  title?: unknown;
  summary?: unknown;
  excerpt?: unknown;
  slug?: unknown;
  category?: unknown;
  images?: unknown;
  coverImage?: unknown;
};

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

function pictureOf({ coverImage, images }: Page): string {
  const picture = coverImage ?? firstOf(images);
  const id = typeof picture === 'object' && picture ? (picture as { id?: unknown }).id : picture;
  return text(id);
}

/**
 * Serves the generate buttons of `seoTab`. Only the routes and texts of the official plugin are taken: its own fields would
 * be called `meta`, and the content model says `seo`.
 */
export function withSeo(config: Config): Config {
  const plugin = seoPlugin({
    collections: ['products', 'blogs'],
    generateTitle: ({ doc }: { doc: Page }) => `${text(doc.title)} · Lomash Wood`,
    generateDescription: ({ doc }: { doc: Page }) => text(doc.summary ?? doc.excerpt),
    generateImage: ({ doc }: { doc: Page }) => pictureOf(doc),
    generateURL: async ({ doc, collectionSlug, req }) => {
      const { slug, category } = doc as Page;
      const sort = collectionSlug === 'blogs' ? 'post' : sortOfProduct(text(category));
      return pageUrl(await websiteOf(req.payload), sort, text(slug));
    },
  });
  const { endpoints, i18n } = plugin(config) as Config;
  return { ...config, endpoints, i18n };
}
