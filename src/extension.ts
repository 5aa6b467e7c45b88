import type { CollectionConfig, Config, GlobalConfig, Payload, Plugin, SanitizedConfig } from 'payload';
import sharp from 'sharp';
import { closeToCustomers, closingFirst } from './access/close-to-customers.ts';
import { closedJobs } from './access/closed-jobs.ts';
import { keepLocksToEditors } from './access/own-locks.ts';
import { keepPreferencesToStaff } from './access/own-preferences.ts';
import { guardQueries } from './access/queries/check-queries.ts';
import { adminUi } from './admin/admin-ui.ts';
import { deskTranslations } from './admin/strings/index.ts';
import { withSeo } from './admin/with-seo.ts';
import { blogs } from './collections/blogs.ts';
import { bookings } from './collections/bookings.ts';
import { brochureRequests } from './collections/brochure-requests.ts';
import { brochures } from './collections/brochures.ts';
import { changes } from './collections/changes.ts';
import { customers } from './collections/customers.ts';
import { domainEvents } from './collections/domain-events.ts';
import { withCleanText } from './collections/fields/clean-text.ts';
import { invoices } from './collections/invoices.ts';
import { loyaltyAccounts, loyaltyEntries } from './collections/loyalty.ts';
import { media } from './collections/media.ts';
import { orders } from './collections/orders.ts';
import { payments } from './collections/payments.ts';
import { products } from './collections/products.ts';
import { REDIRECTS, withRedirects } from './collections/redirects.ts';
import { refusedEvents } from './collections/refused-events.ts';
import { showrooms } from './collections/showrooms.ts';
import { colours, finishes, ranges, styles } from './collections/taxonomies.ts';
import { timeSlots } from './collections/time-slots.ts';
import { users } from './collections/users.ts';
import { domainDatabase } from './database/adapter.ts';
import type { Domain, LomashWoodOptions } from './domain.ts';
import { deskEndpoints } from './endpoints/desk/index.ts';
import { endpoints } from './endpoints/index.ts';
import { payloadEndpoints } from './gateway/payload-mount.ts';
import { analyticsSettings } from './globals/analytics-settings.ts';
import { availability } from './globals/availability.ts';
import { settings } from './globals/settings.ts';
import { withCappedQueries } from './hooks/cap-query.ts';
import { problemAsFieldError } from './hooks/problem-as-field-error.ts';
import { searchAsStored } from './hooks/search-as-stored.ts';
import { takenAsFieldError } from './hooks/taken-as-field-error.ts';
import { tellFailuresApart } from './hooks/tell-failures-apart.ts';
import { requestRedis } from './redis.ts';
import { MAX_FILE_BYTES } from './services/content/media/file-types.ts';
import { stripeClient } from './services/sales/stripe-client.ts';

/** In the order of the navigation. */
const COLLECTIONS = [
  ...[products, ranges, styles, finishes, colours],
  ...[blogs, media],
  ...[bookings, timeSlots, showrooms],
  ...[brochures, brochureRequests],
  ...[orders, payments, invoices, loyaltyAccounts, loyaltyEntries],
  ...[customers, users, domainEvents, refusedEvents, changes],
] as CollectionConfig[];
const GLOBALS = [availability, settings, analyticsSettings] as GlobalConfig[];

const OWN = {
  collections: new Set<string>([...COLLECTIONS.map(({ slug }) => slug), REDIRECTS]),
  globals: new Set<string>(GLOBALS.map(({ slug }) => slug)),
};

const closed = new WeakSet<SanitizedConfig>();

/**
 * What Payload leaves open in everybody's collections; it can only be closed when the whole configuration is known. Calling it again
 * does nothing.
 */
function closeDefaults(payload: Payload): void {
  if (closed.has(payload.config)) return;
  closed.add(payload.config);
  keepPreferencesToStaff(payload);
  keepLocksToEditors(payload);
  closeToCustomers(payload, OWN);
  guardQueries(payload);
}

/**
 * The domain of Lomash Wood as a Payload plugin: collections, globals, `/v1` endpoints (also under `/api`), invariants
 * and events. The host keeps its own collections, which customers can't use whatever their access says; its adapter must be
 * Postgres with UUID ids. Jobs run where the host starts `src/worker.ts` or `startWorker()`.
 */
export const lomashWood =
  (options: LomashWoodOptions): Plugin =>
  (config): Config => {
    const domain: Domain = {
      ...options,
      redis: requestRedis(options.redisUrl),
      stripe: stripeClient(options.stripe),
      stripeWebhookSecrets: options.stripe.webhookSecrets,
    };
    const own = new Set<string>(COLLECTIONS.map(({ slug }) => slug));
    const secure = options.publicUrl.startsWith('https:');
    const foreign = (config.collections ?? []).filter(({ slug }) => !own.has(slug));
    const extended: Config = {
      ...config,
      admin: adminUi({ ...config.admin, user: config.admin?.user ?? users.slug }),
      collections: [...COLLECTIONS.map((one) => withClosing(withCookies(one, secure))), ...foreign],
      globals: [...GLOBALS, ...(config.globals ?? [])],
      endpoints: [...payloadEndpoints([...endpoints, ...deskEndpoints]), ...(config.endpoints ?? [])],
      i18n: deskTranslations(config.i18n),
      jobs: { ...config.jobs, access: { ...closedJobs, ...config.jobs?.access } },
      hooks: {
        ...config.hooks,
        afterError: [...(config.hooks?.afterError ?? []), tellFailuresApart, takenAsFieldError, problemAsFieldError],
      },
      custom: { ...config.custom, lomashWood: domain },
      db: domainDatabase(config.db),
      sharp: config.sharp ?? sharp,
      // Payload's form reader speaks of a limit when it is reached, not when it is passed.
      upload: { ...config.upload, limits: { fileSize: MAX_FILE_BYTES + 1, ...config.upload?.limits } },
      onInit: async (payload) => {
        await config.onInit?.(payload);
        closeDefaults(payload);
        // It reconnects by itself; until then callers fall back as api.md says ("Without Redis").
        await domain.redis
          .connect()
          .catch((err: unknown) => payload.logger.warn({ err }, 'Redis is not reachable yet.'));
      },
    };
    const complete = withCleanTexts(withRedirects(withSeo(extended)), foreign);
    return { ...complete, collections: complete.collections?.map(withCappedQueries) };
  };

/** The domain's own texts, those of its plugins too, are stored clean and searched as they are stored; the host's `foreign` collections are its own business. */
function withCleanTexts(config: Config, foreign: CollectionConfig[]): Config {
  const clean = <T extends CollectionConfig | GlobalConfig>(one: T): T => ({
    ...one,
    fields: withCleanText(one.fields),
  });
  const searched = ({ hooks, ...one }: CollectionConfig): CollectionConfig => ({
    ...one,
    hooks: { ...hooks, beforeOperation: [searchAsStored, ...(hooks?.beforeOperation ?? [])] },
  });
  const ownGlobals = new Set(GLOBALS.map(({ slug }) => slug));
  return {
    ...config,
    collections: config.collections?.map((one) => (foreign.includes(one) ? one : searched(clean(one)))),
    globals: config.globals?.map((one) => (ownGlobals.has(one.slug) ? clean(one) : one)),
  };
}

/** Cookies of staff travel over HTTPS alone wherever the site does; Payload's default is that they don't. */
function withCookies(collection: CollectionConfig, secure: boolean): CollectionConfig {
  const { auth } = collection;
  if (typeof auth !== 'object' || auth.disableLocalStrategy) return collection;
  return { ...collection, auth: { ...auth, cookies: { ...auth.cookies, secure } } };
}

/** The strategies by which customers are known close the rest of the site to them first. */
function withClosing(collection: CollectionConfig): CollectionConfig {
  const { auth } = collection;
  if (typeof auth !== 'object' || !auth.strategies) return collection;
  const strategies = auth.strategies.map((strategy) => closingFirst(strategy, closeDefaults));
  return { ...collection, auth: { ...auth, strategies } };
}
