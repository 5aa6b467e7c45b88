import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import type { ObjectStore } from './storage/object-store.ts';

/** What the extension needs to know of the site that it is mounted on. */
export type LomashWoodOptions = {
  /** Signs customers' access tokens; at least 32 characters, and never Payload's own secret. */
  customerTokenSecret: string;
  redisUrl: string;
  /** Where the public reaches this site; links in e-mails start with it. */
  publicUrl: string;
  /** Where media are served from, and all else in `storage` that the public may see: without a slash at its end. */
  cdnUrl: string;
  /** Where files are kept: uploads with their variants, the sitemap, documents. */
  storage: ObjectStore;
  /** The CDN in front of this site, which is told what has changed; `endpoint` is of a service other than AWS. */
  cloudFront?: { distributionId: string; endpoint?: string | undefined } | undefined;
  /** Used until an editor sets other addresses in the `settings` global. */
  teamEmails: { kitchen: string; bedroom: string; sales: string };
  /** The bare address that messages come from, which is also the organizer of calendar entries. */
  emailFrom: string;
  /** Tokens of `X-Internal-Token`, any of which is accepted, so that they can be rotated. */
  internalTokens: string[];
  /** The account at Stripe; `apiUrl` is only for a stand-in of Stripe. */
  stripe: { secretKey: string; webhookSecrets: readonly string[]; apiUrl?: string | undefined };
  /** Multiplies every request limit, for load tests. */
  rateLimitMultiplier?: number;
  /** Holds each reply of `/v1` against the documented schema: for development and tests. */
  checkReplies?: boolean;
};

/** The extension's running parts, one per Payload instance. */
export type Domain = Omit<LomashWoodOptions, 'stripe'> & {
  stripe: Stripe;
  /** Any of them signs webhooks, so that they can be rotated. */
  stripeWebhookSecrets: readonly string[];
  /** For requests: fails at once when Redis is away instead of queueing commands. */
  redis: Redis;
};

/** The extension's running parts of `payload`. */
export function domainOf(payload: Payload): Domain {
  const domain = payload.config.custom?.lomashWood as Domain | undefined;
  if (!domain) throw new Error('The lomashWood() plugin is not applied to this Payload config.');
  return domain;
}
