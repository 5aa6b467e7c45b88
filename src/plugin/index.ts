import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { CollectionConfig, Config, GlobalConfig, Payload, Plugin, SanitizedConfig } from 'payload';
import sharp from 'sharp';
import { closedJobs } from '../access/access.ts';
import { closeBeforeAuthenticating, closeToCustomers } from '../access/close-to-customers.ts';
import { guardQueries } from '../access/guard-queries.ts';
import { guardShapes } from '../access/guard-shapes.ts';
import { restrictLocks, restrictPreferences } from '../access/payload-collections.ts';
import { adminUi } from '../admin/admin-ui.ts';
import { withSeo } from '../admin/content/with-seo.ts';
import { withFreshFilters } from '../admin/shared/with-lists.ts';
import { withScreens } from '../admin/shared/with-screens.ts';
import { adminTranslations } from '../admin/strings/index.ts';
import { COPY_SCRIPTS } from '../cache/shared-copies.ts';
import { analyticsSettings, refusedEvents } from '../collections/analytics/analytics-settings.ts';
import { availability } from '../collections/appointments/availability.ts';
import { bookings } from '../collections/appointments/bookings.ts';
import { showrooms } from '../collections/appointments/showrooms.ts';
import { timeSlots } from '../collections/appointments/time-slots.ts';
import { brochureRequests } from '../collections/brochures/brochure-requests.ts';
import { brochures } from '../collections/brochures/brochures.ts';
import { products } from '../collections/catalogue/products.ts';
import { colours, finishes, ranges, styles } from '../collections/catalogue/taxonomies.ts';
import { blogs } from '../collections/content/blogs.ts';
import { media } from '../collections/content/media.ts';
import { REDIRECTS_SLUG, withRedirects } from '../collections/content/redirects.ts';
import {
  withBritishDates,
  withCleanText,
  withSentenceLabels,
  withValuesAsText,
} from '../collections/fields/map-fields.ts';
import { changes } from '../collections/history/changes.ts';
import { customers } from '../collections/identity/customers.ts';
import { users } from '../collections/identity/users.ts';
import { domainEvents } from '../collections/operations/domain-events.ts';
import { loyaltyAccounts, loyaltyEntries } from '../collections/sales/loyalty.ts';
import { orders } from '../collections/sales/orders.ts';
import { invoices, payments } from '../collections/sales/payments.ts';
import { settings } from '../collections/settings/settings.ts';
import { extendDatabase } from '../database/extend-database.ts';
import { listReplicas } from '../database/install-replicas.ts';
import { backofficeEndpoints, endpoints } from '../endpoints/index.ts';
import { POINT_SCRIPTS } from '../gateway/point-store.ts';
import { toPayloadEndpoints } from '../gateway/web-adapter.ts';
import { mapDuplicateToFieldError, mapErrors, mapProblemToFieldError } from '../hooks/errors.ts';
import { withKeptDrafts } from '../hooks/kept-drafts.ts';
import { withCheckedDrafts } from '../hooks/published-documents.ts';
import { normaliseSearch, withCappedQueries } from '../hooks/queries.ts';
import { createRequestRedis } from '../lib/redis.ts';
import { type LomashWoodOptions, type PluginRuntime, runtimeOf } from '../lib/runtime.ts';
import { MAX_FILE_BYTES, pauseBetweenNodes } from '../services/content/index.ts';
import { watchStaffUse } from '../services/identity/index.ts';
import { createStripeClient } from '../services/sales/index.ts';
import { copyPlain } from './copy-plain.ts';

/** Closes the process's connections: the Postgres pools and Redis. */
export async function closeRuntime(payload: Payload): Promise<void> {
  runtimeOf(payload).redis.disconnect();
  await Promise.all(listReplicas(payload).map((replica) => replica.close()));
  await (payload.db as unknown as PostgresAdapter).pool.end();
}

/** The collections in the order of the navigation. */
const COLLECTIONS = [
  ...[products, ranges, styles, finishes, colours],
  ...[blogs, media],
  ...[bookings, timeSlots, showrooms],
  ...[brochures, brochureRequests],
  ...[orders, payments, invoices, loyaltyAccounts, loyaltyEntries],
  ...[customers, users, domainEvents, refusedEvents, changes],
] as CollectionConfig[];
const GLOBALS = [availability, settings, analyticsSettings] as GlobalConfig[];

const OWN_SLUGS = {
  collections: new Set<string>([...COLLECTIONS.map(({ slug }) => slug), REDIRECTS_SLUG]),
  globals: new Set<string>(GLOBALS.map(({ slug }) => slug)),
};

const closedConfigs = new WeakSet<SanitizedConfig>();

/**
 * Restricts the access that Payload grants by default, in all collections of this plugin and of the host. It needs the complete
 * configuration. Idempotent.
 */
function closeOpenDefaults(payload: Payload): void {
  if (closedConfigs.has(payload.config)) return;
  closedConfigs.add(payload.config);
  restrictPreferences(payload);
  restrictLocks(payload);
  closeToCustomers(payload, OWN_SLUGS);
  guardQueries(payload);
  guardShapes(payload);
}

/**
 * Lomash Wood as a Payload plugin: collections, globals, `/v1` endpoints (also under `/api`), invariants and events.
 * The host's own collections remain, but customers cannot access them, even if a collection's `access` allows it. The
 * host's adapter must be Postgres with UUID ids. Jobs need a worker. The host starts the worker as the process
 * `src/processes/worker.ts`, or by calling `startWorker()`.
 */
export const lomashWood =
  (options: LomashWoodOptions): Plugin =>
  (config): Config => {
    const runtime: PluginRuntime = {
      ...options,
      redis: createRequestRedis(options.redisUrl, { ...COPY_SCRIPTS, ...POINT_SCRIPTS }),
      stripe: createStripeClient(options.stripe),
      stripeWebhookSecrets: options.stripe.webhookSecrets,
    };
    const ownCollections = new Set<string>(COLLECTIONS.map(({ slug }) => slug));
    const secure = options.publicUrl.startsWith('https:');
    const hostCollections = (config.collections ?? []).filter(({ slug }) => !ownCollections.has(slug));
    const extended: Config = {
      ...config,
      admin: adminUi({ ...config.admin, user: config.admin?.user ?? users.slug }),
      collections: [
        ...copyPlain(COLLECTIONS).map((collection) =>
          withSentenceLabels(
            withClosedDefaults(withCheckedDrafts(withKeptDrafts(withSecureCookies(collection, secure)))),
          ),
        ),
        ...hostCollections,
      ],
      globals: [...copyPlain(GLOBALS).map(withSentenceLabels), ...(config.globals ?? [])],
      endpoints: [...toPayloadEndpoints([...endpoints, ...backofficeEndpoints]), ...(config.endpoints ?? [])],
      i18n: adminTranslations(config.i18n),
      jobs: { ...config.jobs, access: { ...closedJobs, ...config.jobs?.access } },
      hooks: {
        ...config.hooks,
        afterError: [...(config.hooks?.afterError ?? []), mapErrors, mapDuplicateToFieldError, mapProblemToFieldError],
      },
      custom: { ...config.custom, lomashWood: runtime },
      db: extendDatabase(config.db),
      sharp: config.sharp ?? sharp,
      // Payload's form parser reports a file that reaches the limit, not only a file that exceeds it.
      upload: { ...config.upload, limits: { fileSize: MAX_FILE_BYTES + 1, ...config.upload?.limits } },
      onInit: async (payload) => {
        await config.onInit?.(payload);
        closeOpenDefaults(payload);
        pauseBetweenNodes(payload);
        watchStaffUse(payload);
        // If this fails, the client reconnects by itself. Meanwhile, callers do without Redis
        // (docs/spec/api.md#without-redis-or-postgres).
        await runtime.redis
          .connect()
          .catch((err: unknown) => payload.logger.warn({ err }, 'Redis is not reachable yet.'));
      },
    };
    const complete = withDesk(withCleanTexts(withFreshFilters(withRedirects(withSeo(extended))), hostCollections));
    return { ...complete, collections: complete.collections?.map(withCappedQueries) };
  };

/** Adds the screens of the back office, British dates, and field values as text. */
const withDesk = (config: Config): Config => withScreens(withValuesAsText(withBritishDates(config)));

/**
 * Normalises texts and search terms in the collections and globals of this plugin and of the plugins that it applies. The host's
 * own collections (`hostCollections`) stay unchanged.
 */
function withCleanTexts(config: Config, hostCollections: CollectionConfig[]): Config {
  const withCleanFields = <T extends CollectionConfig | GlobalConfig>(owner: T): T => ({
    ...owner,
    fields: withCleanText(owner.fields),
  });
  const withCleanSearch = ({ hooks, ...rest }: CollectionConfig): CollectionConfig => ({
    ...rest,
    hooks: { ...hooks, beforeOperation: [normaliseSearch, ...(hooks?.beforeOperation ?? [])] },
  });
  const ownGlobals = new Set(GLOBALS.map(({ slug }) => slug));
  return {
    ...config,
    collections: config.collections?.map((collection) =>
      hostCollections.includes(collection) ? collection : withCleanSearch(withCleanFields(collection)),
    ),
    globals: config.globals?.map((global) => (ownGlobals.has(global.slug) ? withCleanFields(global) : global)),
  };
}

/** Makes staff cookies `secure` when the site is on HTTPS; Payload's default is insecure. */
function withSecureCookies(collection: CollectionConfig, secure: boolean): CollectionConfig {
  const { auth } = collection;
  if (typeof auth !== 'object' || auth.disableLocalStrategy) return collection;
  return { ...collection, auth: { ...auth, cookies: { ...auth.cookies, secure } } };
}

/** Makes {@link closeOpenDefaults} run before an authentication strategy of this collection runs for the first time. */
function withClosedDefaults(collection: CollectionConfig): CollectionConfig {
  const { auth } = collection;
  if (typeof auth !== 'object' || !auth.strategies) return collection;
  const strategies = auth.strategies.map((strategy) => closeBeforeAuthenticating(strategy, closeOpenDefaults));
  return { ...collection, auth: { ...auth, strategies } };
}
