/** Where the website has its pages: its origin without a slash at the end, and the path of each sort of page with `{slug}` in it. */
export type Website = { origin: string; kitchen: string; bedroom: string; showroom: string; post: string };

/** The paths that a website has unless the settings say otherwise. */
export const DEFAULT_PATHS = {
  kitchen: '/kitchen/{slug}',
  bedroom: '/bedroom/{slug}',
  showroom: '/showrooms/{slug}',
  post: '/blog/{slug}',
} as const satisfies Omit<Website, 'origin'>;

export type Sort = keyof typeof DEFAULT_PATHS;

const SLUG = '{slug}';

/** A path of the website that ends with the name of a page, such as `/kitchen/{slug}`. */
export const isPattern = (path: string): boolean => /^(\/[\w-]+)*\/\{slug\}$/.test(path);

/** What sort of page a product of `category` has. */
export const sortOfProduct = (category: string): Sort => (category === 'BEDROOM' ? 'bedroom' : 'kitchen');

/** The path of a page, as redirects name it. */
export const pagePath = (website: Website, sort: Sort, slug: string): string =>
  website[sort].replace(SLUG, encodeURIComponent(slug));

/** The address of a page. */
export const pageUrl = (website: Website, sort: Sort, slug: string): string =>
  website.origin + pagePath(website, sort, slug);

/** The website's first page. */
export const homeUrl = ({ origin }: Website): string => `${origin}/`;

/** The address of the page that lists pages of a sort: the folder that they lie in. */
export const listUrl = (website: Website, sort: Sort): string =>
  website.origin + (website[sort].slice(0, -`/${SLUG}`.length) || '/');

/** Addresses of what this site serves itself; `site` is where the public reaches it. */
export const ownUrls = (site: string) => {
  const root = site.replace(/\/+$/, '');
  return {
    feed: `${root}/v1/blog/feed.xml`,
    sitemap: `${root}/sitemap.xml`,
    sitemapPart: (part: number) => `${root}/sitemap-${part}.xml`,
  };
};
