/**
 * What may import what (docs/architecture.md). The way of a write is server → gateway → endpoint → service → hook → outbox →
 * relay → job → e-mail, and imports follow it. Everything is forbidden that no row below allows.
 */

/** Modules without knowledge of the domain, open to all of src. They import only each other. */
const SPINE = [
  'correlation',
  'dates',
  'domain',
  'hex-colour',
  'ids',
  'log-error',
  'log-redact',
  'logger',
  'metrics',
  'problem',
  'readable-shades',
  'redis',
  'storage/object-store',
  'time-limit',
  'tracing',
  'well-formed',
].map((name) => `src/${name}.ts`);

/** Services that belong to no domain. */
const COMMON = [
  'src/services/contact.ts',
  'src/services/customer-history.ts',
  'src/services/idempotency.ts',
  'src/services/london.ts',
  'src/services/site-urls.ts',
  'src/services/page.ts',
  'src/services/person.ts',
];
const TYPES = 'src/payload-types.ts';
const RELATION_ID = 'src/collections/relation-id.ts';
const ENDPOINT = ['endpoint', 'form-file', 'client-address', 'limit-headers'].map((name) => `src/gateway/${name}.ts`);
/** Where a request comes from, for routes of Payload's that count their failures. */
const ADDRESS = ['client-address', 'request-address'].map((name) => `src/gateway/${name}.ts`);
const TOKENS = ['src/services/identity/access-token.ts', 'src/services/identity/bearer-strategy.ts'];
const QUEUE_NAMES = 'src/jobs/queues.ts';
/** A request that must not wait for a transaction (a one-time code) adds its job itself; staff bring dead jobs back. */
const PRODUCER = ['otp-job', 'event-job', 'producer', 'queue-of', 'revive', 'queues'].map(
  (name) => `src/jobs/${name}.ts`,
);

/** Folder → what of src it may import besides itself and the spine. */
const LAYERS = {
  'src/app/': ['payload.config.ts', 'src/admin/'],
  'src/admin/': [TYPES, 'src/access/', 'src/services/'],
  'src/gateway/': ['src/access/', 'src/database/', 'src/graphql/', ...TOKENS],
  'src/graphql/': [],
  'src/endpoints/': ['src/access/', 'src/services/', 'src/cache/', QUEUE_NAMES, ...ENDPOINT],
  'src/services/': [
    'src/access/',
    'src/database/',
    'src/events/',
    'src/emails/',
    'src/cache/',
    TYPES,
    RELATION_ID,
    ...PRODUCER,
    ...ADDRESS,
  ],
  'src/collections/': ['src/access/', 'src/hooks/', 'src/services/', TYPES],
  'src/globals/': ['src/access/', 'src/hooks/', 'src/services/', 'src/collections/fields/', TYPES],
  'src/hooks/': ['src/access/', 'src/cache/', 'src/database/', 'src/events/', 'src/services/', TYPES, RELATION_ID],
  'src/access/': [TYPES],
  'src/events/': ['src/database/', ...COMMON],
  'src/jobs/': ['src/database/', 'src/events/', 'src/services/'],
  'src/emails/': [],
  'src/cache/': ['src/database/'],
  'src/database/': [],
  'src/storage/': [],
  'src/telemetry/': [],
  'src/backup/': [],
};

/** The few modules that put the parts together. */
const ENTRIES = ['server', 'worker', 'migrate', 'rebuild-analytics', 'backup'].map((name) => `src/${name}.ts`);
/** Prepares the process for the libraries that read the environment themselves; the entries import it first. */
const NODE_ENV = 'src/node-env.ts';
/** What the entries have in common: this process's log, and Payload under it. */
const STARTERS = ['src/log.ts', 'src/start-payload.ts', 'src/start-tracing.ts'];
const EXTENSION_PARTS = [
  'admin/admin-ui.ts',
  'admin/strings/index.ts',
  'admin/with-seo.ts',
  'access/',
  'collections/',
  'globals/',
  'endpoints/',
  'hooks/',
  'database/',
  'gateway/payload-mount.ts',
  'services/content/media/file-types.ts',
  'services/sales/stripe-client.ts',
];
const ROWS = {
  ...LAYERS,
  'src/extension.ts': EXTENSION_PARTS.map((part) => `src/${part}`),
  'src/close-domain.ts': [],
};

/** Where each domain lives. Another domain may import of it only what PUBLISHED lists. */
const DOMAINS = {
  identity: ['src/services/identity/', 'src/collections/(customers|users)\\.ts', 'src/endpoints/(auth|me)\\.ts'],
  appointments: [
    'src/services/appointments/',
    'src/collections/(bookings|time-slots|showrooms)\\.ts',
    'src/globals/availability\\.ts',
    'src/hooks/(bookings|time-slots|showrooms|availability)/',
    'src/endpoints/appointment[^/]*\\.ts',
  ],
  catalogue: [
    'src/services/catalogue/',
    'src/collections/(products|taxonomies)\\.ts',
    'src/hooks/products/',
    'src/endpoints/products\\.ts',
  ],
  content: [
    'src/services/content/',
    'src/collections/(blogs|media|redirects)\\.ts',
    'src/hooks/(blogs|media)/',
    'src/endpoints/(blog|feed|sitemap|uploads)\\.ts',
  ],
  brochures: [
    'src/services/brochures/',
    'src/collections/brochure(s|-requests)\\.ts',
    'src/hooks/brochures/',
    'src/endpoints/brochures\\.ts',
  ],
  sales: [
    'src/services/sales/',
    'src/collections/(orders|payments|invoices|loyalty)\\.ts',
    'src/hooks/sales/',
    'src/endpoints/(orders|order-shapes|payments|invoices)\\.ts',
  ],
  notifications: ['src/services/notifications/', 'src/emails/'],
  analytics: [
    'src/services/analytics/',
    'src/globals/analytics-settings\\.ts',
    'src/hooks/analytics-settings/',
    'src/collections/refused-events\\.ts',
    'src/endpoints/track(er)?\\.ts',
    'src/endpoints/analytics[^/]*\\.ts',
  ],
  settings: ['src/services/settings/', 'src/globals/(settings|brand|website|retention)\\.ts'],
  history: ['src/services/history/', 'src/collections/changes\\.ts'],
  operations: ['src/services/operations/', 'src/endpoints/operations\\.ts'],
  desk: ['src/services/desk/'],
};

/** [who imports, what]: every edge between two domains. */
const PUBLISHED = [
  ['identity', 'src/services/notifications/queue-otp-email.ts'],
  ['identity', 'src/services/appointments/expire-bookings.ts'],
  ['identity', 'src/services/appointments/personal-data.ts'],
  ['identity', 'src/services/brochures/expire-requests.ts'],
  ['identity', 'src/services/settings/retention.ts'],
  ['identity', 'src/services/analytics/personal-data.ts'],
  ['identity', 'src/services/brochures/personal-data.ts'],
  ['identity', 'src/services/sales/personal-data.ts'],
  ['identity', 'src/services/sales/loyalty.ts'],
  ['sales', 'src/services/catalogue/stock.ts'],
  ['sales', 'src/services/settings/sales-terms.ts'],
  ['brochures', 'src/services/content/media/'],
  ['notifications', 'src/services/brochures/brochure-to-send.ts'],
  ['notifications', 'src/services/brochures/delivery.ts'],
  ['notifications', 'src/services/brochures/delivery-problems.ts'],
  ['notifications', 'src/services/brochures/download-link.ts'],
  ['notifications', 'src/services/sales/for-message.ts'],
  ['notifications', 'src/services/sales/invoice-pdf.ts'],
  ['notifications', 'src/services/sales/money.ts'],
  ['notifications', 'src/services/identity/contact-details.ts'],
  ['notifications', 'src/services/appointments/calendar.ts'],
  ['notifications', 'src/services/appointments/read-booking.ts'],
  ['notifications', 'src/services/appointments/state-machine.ts'],
  ['notifications', 'src/services/identity/verified-address.ts'],
  ['notifications', 'src/services/identity/otp.ts'],
  ['notifications', 'src/services/identity/otp-delivery.ts'],
  ['notifications', 'src/services/settings/brand.ts'],
  ['notifications', 'src/services/settings/team-addresses.ts'],
  ['catalogue', 'src/services/content/redirects.ts'],
  // A description is an article, like a post.
  ['catalogue', 'src/services/content/blog/render-article.ts'],
  ['catalogue', 'src/services/content/blog/generation.ts'],
  // Where the website has its pages is a setting, which whatever leads to them follows.
  ['content', 'src/services/settings/website.ts'],
  ['catalogue', 'src/services/settings/website.ts'],
  ['appointments', 'src/services/content/tasks/request-task.ts'],
  ['content', 'src/services/appointments/sitemap-entries.ts'],
  ['content', 'src/services/catalogue/sitemap-entries.ts'],
  ['content', 'src/services/catalogue/product-teasers.ts'],
  ['content', 'src/services/catalogue/announce-changes.ts'],
  ['content', 'src/services/identity/staff-name.ts'],
  ['analytics', 'src/services/identity/living-customers.ts'],
  ['sales', 'src/services/identity/lock-customer.ts'],
  ['analytics', 'src/services/identity/access-token.ts'],
  ['analytics', 'src/services/identity/bearer-strategy.ts'],
  ['history', 'src/services/appointments/slot-times.ts'],
  ['history', 'src/services/identity/staff-name.ts'],
  ['history', 'src/services/sales/money.ts'],
  ['operations', 'src/services/analytics/flush/health.ts'],
  ['operations', 'src/services/brochures/delivery.ts'],
  ['operations', 'src/services/content/blog/planned.ts'],
  ['operations', 'src/services/content/tasks/'],
  ['operations', 'src/services/sales/health.ts'],
  ['operations', 'src/services/history/log-change.ts'],
  ['identity', 'src/services/history/log-change.ts'],
  ['brochures', 'src/services/history/log-change.ts'],
  ['operations', 'src/services/history/was-logged.ts'],
  // What the admin UI's first page counts and its page of a customer tells: each domain says it of its own.
  ['desk', 'src/services/appointments/figures.ts'],
  ['desk', 'src/services/brochures/figures.ts'],
  ['desk', 'src/services/catalogue/figures.ts'],
  ['desk', 'src/services/content/blog/figures.ts'],
  ['desk', 'src/services/content/media/figures.ts'],
  ['desk', 'src/services/sales/figures.ts'],
  ['desk', 'src/services/appointments/history.ts'],
  ['desk', 'src/services/brochures/history.ts'],
  ['desk', 'src/services/identity/find-person.ts'],
  ['desk', 'src/services/history/log-change.ts'],
  ['desk', 'src/services/identity/history.ts'],
  ['desk', 'src/services/notifications/email-history.ts'],
  ['desk', 'src/services/sales/history.ts'],
  // The calendar file of a booking, which customers download and get by e-mail, is one and the same.
  ['appointments', 'src/emails/'],
  // How often a customer can have mail sent to an address depends on whether it is theirs.
  ['appointments', 'src/services/identity/verified-address.ts'],
  // It names the company, whose name is one line everywhere.
  ['appointments', 'src/services/settings/brand.ts'],
  ['settings', 'src/emails/one-line.ts'],
];

const starts = (paths) => paths.map((path) => `^${path.replaceAll('.', '\\.')}`);

const layerRules = Object.entries(ROWS).map(([layer, allowed]) => ({
  name: `layer: ${layer.replace(/^src\/|\/$/g, '')}`,
  comment: 'Imports follow the way of a write; see LAYERS in .dependency-cruiser.cjs.',
  severity: 'error',
  from: { path: starts([layer]) },
  to: { path: '^(src|migrations)/|^payload\\.config', pathNot: starts([layer, ...SPINE, ...allowed]) },
}));

const domainRules = Object.entries(DOMAINS).map(([domain, places]) => ({
  name: `domain: ${domain}`,
  comment: 'A domain uses another only by what that one publishes; see PUBLISHED in .dependency-cruiser.cjs.',
  severity: 'error',
  from: { path: places.map((place) => `^${place}`) },
  to: {
    path: Object.entries(DOMAINS).flatMap(([other, theirs]) =>
      other === domain ? [] : theirs.map((place) => `^${place}`),
    ),
    pathNot: starts(PUBLISHED.filter(([who]) => who === domain).map(([, what]) => what)),
  },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    ...domainRules,
    {
      name: 'spine',
      comment: 'What everything imports imports nothing but its like.',
      severity: 'error',
      from: { path: starts(SPINE) },
      to: { path: '^(src|migrations)/|^payload\\.config', pathNot: starts(SPINE) },
    },
    {
      name: 'every place has a row',
      comment: 'A new folder or module of src needs a row in .dependency-cruiser.cjs.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          ...starts([...Object.keys(ROWS), ...SPINE, ...ENTRIES, ...STARTERS, NODE_ENV]),
          '^src/(env|payload-types)\\.ts$',
        ],
      },
      to: {},
    },
    {
      name: 'entries are started, not imported',
      severity: 'error',
      // The crash tests start a worker that kills itself at a chosen point.
      from: { pathNot: '^test/crash/' },
      to: { path: starts(ENTRIES) },
    },
    {
      name: 'extension without Express',
      comment: 'The extension runs in a Payload site that has no Express.',
      severity: 'error',
      from: { path: '^src/extension\\.ts$' },
      to: {
        reachable: true,
        path: ['^src/env\\.ts$', '(^|/)node_modules/(@types/)?(express|helmet|cors)/'],
      },
    },
    {
      name: 'OpenTelemetry only where it is wanted',
      comment: 'Loading it takes time at every start: src/start-tracing.ts imports it when an endpoint is set.',
      severity: 'error',
      from: { path: '^(src|payload\\.config)', pathNot: '^src/telemetry/' },
      to: {
        path: ['^src/telemetry/', '(^|/)node_modules/@opentelemetry/'],
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'migrations hold their own SQL',
      comment: 'What has been applied never changes; see src/database/sql/README.md.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(src/|payload\\.config)' },
    },
    {
      name: 'src stands alone',
      severity: 'error',
      from: { path: '^(src|migrations|payload\\.config)' },
      to: { path: '^(local|test|bench)/' },
    },
    {
      name: 'local without tests',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'production dependencies',
      comment: 'The image holds no devDependencies.',
      severity: 'error',
      from: { path: '^(src|migrations|payload\\.config)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '/@types/' },
    },
    {
      name: 'declared dependencies',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^\\.next/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
