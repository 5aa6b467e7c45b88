import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import type { ObjectStore } from './object-store.ts';

/** The options that the host passes to the plugin. */
export type LomashWoodOptions = {
  /** The secret that signs customers' access tokens: at least 32 characters, and different from Payload's own secret. */
  customerTokenSecret: string;
  redisUrl: string;
  /**
   * The public base URL of this site, for links to the admin UI and to `/v1`. It is also the website's origin until an editor
   * sets another origin in the `settings` global.
   */
  publicUrl: string;
  /** Base URL, without a trailing slash, of media and other public files in `storage`. */
  cdnUrl: string;
  /** Stores uploads and their variants, the files of the sitemap, and the PDFs of invoices. */
  storage: ObjectStore;
  /** The CDN to invalidate when content changes. `endpoint` is for a service other than AWS. */
  cloudFront?: { distributionId: string; endpoint?: string | undefined } | undefined;
  /** The default team addresses, used until an editor sets others in the `settings` global. */
  teamEmails: { kitchen: string; bedroom: string; sales: string };
  /** The sender address without a display name; also the organizer of calendar entries. */
  emailFrom: string;
  /** Accepted values of `X-Internal-Token`; several, so that tokens can be rotated. */
  internalTokens: string[];
  /** The Stripe account. `apiUrl` is set only for the Stripe simulator. */
  stripe: { secretKey: string; webhookSecrets: readonly string[]; apiUrl?: string | undefined };
  /**
   * Multiplies the limits of requests, for load tests. The limits of one-time codes, wrong passwords and e-mails stay
   * the same.
   */
  rateLimitMultiplier?: number;
  /** The cost of bcrypt for customers' passwords, 12 by default. Tests lower it, because each hash takes about 0.3 s. */
  passwordCost?: number | undefined;
  /** Validates each `/v1` response against its documented schema, for development and tests. */
  checkReplies?: boolean;
};

/** The plugin's options and clients. Each Payload instance has its own. */
export type PluginRuntime = Omit<LomashWoodOptions, 'stripe'> & {
  stripe: Stripe;
  /** Accepted webhook signing secrets; several, so that they can be rotated. */
  stripeWebhookSecrets: readonly string[];
  /** The connection for requests. While Redis is down, its commands fail at once instead of waiting. */
  redis: Redis;
};

/**
 * Returns the plugin's options and clients for `payload`.
 * @throws Error when the plugin is not applied
 */
export function runtimeOf(payload: Payload): PluginRuntime {
  const runtime = payload.config.custom?.lomashWood as PluginRuntime | undefined;
  if (!runtime) throw new Error('The lomashWood() plugin is not applied to this Payload config.');
  return runtime;
}

/** Returns a function that calls `create` at the first call for each Payload instance. Later calls return the same result. */
export function oncePerPayload<T>(create: (payload: Payload) => T): (payload: Payload) => T {
  const results = new WeakMap<Payload, { value: T }>();
  return (payload) => {
    let result = results.get(payload);
    if (!result) {
      result = { value: create(payload) };
      results.set(payload, result);
    }
    return result.value;
  };
}
