import { seoPlugin } from '@payloadcms/plugin-seo';
import { type Config, type Endpoint, Forbidden } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { toPageUrl, toProductPageKind } from '../../lib/site-urls.ts';
import { readWebsite } from '../../services/settings/index.ts';

type SeoDocument = {
  title?: unknown;
  summary?: unknown;
  excerpt?: unknown;
  slug?: unknown;
  category?: unknown;
  images?: unknown;
  coverImage?: unknown;
};

const toText = (value: unknown) => (typeof value === 'string' ? value : '');
const getFirst = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

function getPictureId({ coverImage, images }: SeoDocument): string {
  const picture = coverImage ?? getFirst(images);
  const id = typeof picture === 'object' && picture ? (picture as { id?: unknown }).id : picture;
  return toText(id);
}

const isButton = ({ path }: Endpoint): boolean => path.startsWith('/plugin-seo/');

/** Restricts a route of the plugin to editors, because only editors need suggestions. The plugin only checks read access. */
const forEditors = (endpoint: Endpoint): Endpoint => ({
  ...endpoint,
  handler: (req) => {
    if (!hasRole(req.user, 'content-manager')) throw new Forbidden(req.t);
    return endpoint.handler(req);
  },
});

/**
 * Adds the routes behind the generate buttons of `seoTab`. These routes and the texts of the tab come from the official plugin.
 * The plugin's fields are not used, because they are called `meta`, whereas the content model says `seo`.
 */
export function withSeo(config: Config): Config {
  const plugin = seoPlugin({
    collections: ['products', 'blogs'],
    generateTitle: ({ doc }: { doc: SeoDocument }) => `${toText(doc.title)} · Lomash Wood`,
    generateDescription: ({ doc }: { doc: SeoDocument }) => toText(doc.summary ?? doc.excerpt),
    generateImage: ({ doc }: { doc: SeoDocument }) => getPictureId(doc),
    generateURL: async ({ doc, collectionSlug, req }) => {
      const { slug, category } = doc as SeoDocument;
      const kind = collectionSlug === 'blogs' ? 'post' : toProductPageKind(toText(category));
      return toPageUrl(await readWebsite(req.payload), kind, toText(slug));
    },
  });
  const { endpoints, i18n } = plugin(config) as Config;
  return { ...config, endpoints: endpoints?.map((each) => (isButton(each) ? forEditors(each) : each)), i18n };
}
