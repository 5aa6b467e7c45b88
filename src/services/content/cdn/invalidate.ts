import type { Payload } from 'payload';
import { domainOf } from '../../../domain.ts';
import { invalidationPath } from './paths.ts';

/** CloudFront is reached in one region whatever the distribution (AWS: “CloudFront endpoints and quotas”). */
const REGION = 'us-east-1';
/** Milliseconds; together well below the lease of the run. Without the last the SDK only warns, and waits for ever. */
const TIMEOUTS = { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** What became of an invalidation; without a CDN it has been logged. */
export type Invalidation = { paths: string[]; invalidationId: string | null };

/**
 * Makes the CDN forget `paths`. CloudFront knows a second request with the same `reference` and paths for the first one and
 * answers with its invalidation, so that an attempt whose answer was lost may be repeated.
 * @throws CloudFrontServiceException (`TooManyInvalidationsInProgress`, `Throttling` and others), or an error of the network
 */
export async function invalidate(payload: Payload, paths: string[], reference: string): Promise<Invalidation> {
  const { cloudFront } = domainOf(payload);
  const encoded = paths.map(invalidationPath);
  if (!cloudFront) {
    payload.logger.info({ paths: encoded }, 'No CDN is configured: this is what would be invalidated.');
    return { paths: encoded, invalidationId: null };
  }
  // Only workers with a CDN need it, and it is large.
  const { CloudFrontClient, CreateInvalidationCommand } = await import('@aws-sdk/client-cloudfront');
  const { distributionId, endpoint } = cloudFront;
  // The run is what is retried: there the next attempt outlives this process.
  const client = new CloudFrontClient({ region: REGION, endpoint, maxAttempts: 1, requestHandler: TIMEOUTS });
  try {
    const { Invalidation: made } = await client.send(
      new CreateInvalidationCommand({
        DistributionId: distributionId,
        InvalidationBatch: { CallerReference: reference, Paths: { Quantity: encoded.length, Items: encoded } },
      }),
    );
    return { paths: encoded, invalidationId: made?.Id ?? null };
  } finally {
    client.destroy();
  }
}
