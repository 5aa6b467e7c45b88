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
