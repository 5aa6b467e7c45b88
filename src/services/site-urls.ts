/** Addresses of the website's pages, which search engines, feeds and the admin UI lead to. `site` is where the public reaches it. */
export const siteUrls = (site: string) => {
  const root = site.replace(/\/+$/, '');
  return {
    home: `${root}/`,
    products: `${root}/products`,
    product: (slug: string) => `${root}/products/${encodeURIComponent(slug)}`,
    blog: `${root}/blog`,
    post: (slug: string) => `${root}/blog/${encodeURIComponent(slug)}`,
    feed: `${root}/v1/blog/feed.xml`,
    sitemap: `${root}/sitemap.xml`,
    sitemapPart: (part: number) => `${root}/sitemap-${part}.xml`,
  };
};

/** The path of a post's page on the website, as redirects name it. */
export const postPath = (slug: string): string => new URL(siteUrls('http://site').post(slug)).pathname;

/** The path of a product's page on the website, as redirects name it. */
export const productPath = (slug: string): string => new URL(siteUrls('http://site').product(slug)).pathname;
