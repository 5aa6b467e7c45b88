/**
 * The locations of the website's pages: the website's origin without a trailing slash, and a path with `{slug}` in it for each
 * kind of page.
 */
export type Website = { origin: string; kitchen: string; bedroom: string; showroom: string; post: string };

/** The path of each kind of page, if the settings have none. */
export const DEFAULT_PATHS = {
  kitchen: '/kitchen/{slug}',
  bedroom: '/bedroom/{slug}',
  showroom: '/showrooms/{slug}',
  post: '/blog/{slug}',
} as const satisfies Omit<Website, 'origin'>;

export type PageKind = keyof typeof DEFAULT_PATHS;

const SLUG_PLACEHOLDER = '{slug}';

/** Whether a path is a pattern that ends with the placeholder for a slug, such as `/kitchen/{slug}`. */
export const isPathPattern = (path: string): boolean => /^(\/[\w-]+)*\/\{slug\}$/.test(path);

/** Whether a string is a path of the website, such as `/appointments`. */
export const isPath = (path: string): boolean => /^(\/[\w-]+)+$/.test(path);

/**
 * Whether a path is a pattern that ends with the placeholder for an id, such as `/account/orders/{id}` or
 * `/account/order?id={id}`.
 */
export const isIdPattern = (path: string): boolean =>
  /^(\/[\w-]+)*\/?(\?[\w-]+=)?\{id\}$/.test(path) && path.startsWith('/');

/** The kind of page that shows a product of `category`. */
export const toProductPageKind = (category: string): PageKind => (category === 'BEDROOM' ? 'bedroom' : 'kitchen');

/** The path of a page, as used in redirects. */
export const toPagePath = (website: Website, kind: PageKind, slug: string): string =>
  website[kind].replace(SLUG_PLACEHOLDER, encodeURIComponent(slug));

/** The URL of a page. */
export const toPageUrl = (website: Website, kind: PageKind, slug: string): string =>
  website.origin + toPagePath(website, kind, slug);

/** The URL of the website's home page. */
export const toHomeUrl = ({ origin }: Website): string => `${origin}/`;

/** The URL of the page that lists the pages of a kind: their parent path. */
export const toListUrl = (website: Website, kind: PageKind): string =>
  website.origin + (website[kind].slice(0, -`/${SLUG_PLACEHOLDER}`.length) || '/');

/** The URLs of the feed and the sitemaps, which this backend serves itself. `siteUrl` is the public URL of the backend. */
export const toSiteUrls = (siteUrl: string) => {
  const root = siteUrl.replace(/\/+$/, '');
  return {
    feed: `${root}/v1/blog/feed.xml`,
    sitemap: `${root}/sitemap.xml`,
    sitemapPart: (part: number) => `${root}/sitemap-${part}.xml`,
  };
};
