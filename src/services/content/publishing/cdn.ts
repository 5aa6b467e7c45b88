import type { Payload } from 'payload';
import { runtimeOf } from '../../../lib/runtime.ts';

/**
 * The paths of the blog that the CDN caches (docs/spec/flows.md#6-publish-a-post). `/v1/blog/*` covers the feed and the single
 * posts. The CDN caches the list once for each query string, so the list needs a wildcard too. CloudFront allows fifteen wildcard
 * invalidations in progress, and each `*` counts.
 */
export const BLOG_PATHS = ['/v1/blog', '/v1/blog?*', '/v1/blog/*'] as const;

/** The paths of products that the CDN caches (docs/spec/events.md). */
export const PRODUCT_PATHS = ['/v1/products*'] as const;

/** The sitemap and its parts. */
export const SITEMAP_PATHS = ['/sitemap*'] as const;

/** Characters that are unsafe by RFC 1738 §2.2 but that encodeURI() does not encode. */
const ALSO_UNSAFE = /[#~]|\*(?!$)/g;

/**
 * Encodes a path for CloudFront: encodes only unsafe and non-ASCII characters. `*` remains a wildcard only at the end.
 * @param path decoded, with a leading slash
 */
export function toInvalidationPath(path: string): string {
  return encodeURI(path).replace(ALSO_UNSAFE, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The API of CloudFront has one region for all distributions (AWS: “CloudFront endpoints and quotas”). */
const REGION = 'us-east-1';
/**
 * The time limits of a request in milliseconds; together they are well below the lease of a run of the content task. Without
 * `throwOnRequestTimeout` the SDK only logs a warning and waits forever.
 */
const TIMEOUTS = { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** The encoded paths and CloudFront's id of an invalidation; the id is null if no CDN is configured. */
export type Invalidation = { paths: string[]; invalidationId: string | null };

/**
 * Invalidates `paths` in the CDN; without a CDN, only logs the paths. CloudFront is idempotent by `reference` and paths, so a
 * retry after a lost response creates no second invalidation.
 * @throws CloudFrontServiceException (`TooManyInvalidationsInProgress`, `Throttling` and others), or a network error
 */
export async function invalidateCdn(payload: Payload, paths: string[], reference: string): Promise<Invalidation> {
  const { cloudFront } = runtimeOf(payload);
  const encoded = paths.map(toInvalidationPath);
  if (!cloudFront) {
    payload.logger.info({ paths: encoded }, 'No CDN is configured. These paths would have been invalidated.');
    return { paths: encoded, invalidationId: null };
  }
  // Import the SDK lazily, because it is large and only workers with a CDN need it.
  const { CloudFrontClient, CreateInvalidationCommand } = await import('@aws-sdk/client-cloudfront');
  const { distributionId, endpoint } = cloudFront;
  // The SDK must not retry: the run of the content task is retried instead, even if this process dies.
  const client = new CloudFrontClient({ region: REGION, endpoint, maxAttempts: 1, requestHandler: TIMEOUTS });
  try {
    const { Invalidation: created } = await client.send(
      new CreateInvalidationCommand({
        DistributionId: distributionId,
        InvalidationBatch: { CallerReference: reference, Paths: { Quantity: encoded.length, Items: encoded } },
      }),
    );
    return { paths: encoded, invalidationId: created?.Id ?? null };
  } finally {
    client.destroy();
  }
}
