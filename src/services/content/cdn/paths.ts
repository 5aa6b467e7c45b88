/**
 * What the CDN keeps of the blog (data-flow.md flow 6: `/v1/blog/*`, feed and single posts): the list is cached under its
 * query string, too. A `*` counts against the fifteen that CloudFront lets be in progress.
 */
export const BLOG_PATHS = ['/v1/blog', '/v1/blog?*', '/v1/blog/*'] as const;

/** What the CDN keeps of products (events.md). */
export const PRODUCT_PATHS = ['/v1/products*'] as const;

/** The sitemap and its parts. */
export const SITEMAP_PATHS = ['/sitemap*'] as const;

/** Unsafe by RFC 1738 §2.2, and left alone by encodeURI(). */
const ALSO_UNSAFE = /[#~]|\*(?!$)/g;

/**
 * A path as CloudFront takes it: unsafe and non-ASCII characters encoded, nothing else, and `*` a wildcard at the end only.
 * @param path decoded, with its leading slash
 */
export function invalidationPath(path: string): string {
  return encodeURI(path).replace(ALSO_UNSAFE, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
