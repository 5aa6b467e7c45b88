import { tmpdir } from 'node:os';
import path from 'node:path';
import { postgresAdapter } from '@payloadcms/db-postgres';
import { type Access, buildConfig, type CollectionConfig, type Config, type Endpoint, handleEndpoints } from 'payload';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { createGraphqlHandler } from '../../../src/gateway/graphql/handler.ts';
import { lomashWood } from '../../../src/plugin/index.ts';
import { createDiskStore } from '../../../src/storage/open-storage.ts';
import { makeCustomer } from '../../support/appointments.ts';
import { emptyDatabase } from '../../support/database.ts';
import { customerToken } from '../../support/gateway.ts';
import { startPayload } from '../../support/site.ts';

/**
 * The database of a site whose access rules admit anybody who is signed in, as in Payload's templates. Plugins run before and
 * after the extension. The last plugin discards the `onInit` of the others.
 */
const host = await emptyDatabase();

const anybodySignedIn: Access = ({ req }) => Boolean(req.user);
const open = { create: anybodySignedIn, read: anybodySignedIn, update: anybodySignedIn, delete: anybodySignedIn };
const openVersions = { ...open, readVersions: anybodySignedIn, unlock: anybodySignedIn };
const purge: Endpoint = {
  method: 'post',
  path: '/purge',
  handler: ({ user }) => Response.json({}, { status: user ? 200 : 403 }),
};
const things = (slug: string, more: Partial<CollectionConfig> = {}): CollectionConfig => ({
  slug,
  access: openVersions,
  versions: { drafts: { schedulePublish: true } },
  trash: true,
  endpoints: [purge],
  fields: [{ name: 'title', type: 'text' }],
  ...more,
});
const adding =
  (prefix: string) =>
  (config: Config): Config => ({
    ...config,
    collections: [...(config.collections ?? []), things(`${prefix}-things`), { slug: `${prefix}-silent`, fields: [] }],
    globals: [
      ...(config.globals ?? []),
      { slug: `${prefix}-global`, access: { ...open }, versions: true, endpoints: [purge], fields: [] },
    ],
  });

const config = buildConfig({
  secret: 'another-site-with-its-own-secret',
  telemetry: false,
  db: postgresAdapter({ idType: 'uuidv7', push: true, pool: { connectionString: host.url, max: 5 } }),
  admin: { user: 'editors' },
  folders: { browseByFolder: false },
  queryPresets: { access: { ...open }, constraints: {} },
  jobs: {
    access: { run: anybodySignedIn as never, queue: anybodySignedIn as never, cancel: anybodySignedIn as never },
    tasks: [],
  },
  collections: [
    things('pages', { folders: true, enableQueryPresets: true }),
    things('files', { upload: { staticDir: path.join(tmpdir(), 'lomash-test-hostile') } }),
    { slug: 'editors', auth: true, access: openVersions, fields: [] },
  ],
  globals: [{ slug: 'footer', access: { ...open }, versions: true, fields: [{ name: 'text', type: 'text' }] }],
  plugins: [
    adding('before'),
    lomashWood({
      customerTokenSecret: 'a-customer-token-secret-of-another-site',
      redisUrl: `${inject('services').redisUrl}/14`,
      publicUrl: 'http://localhost:3000',
      cdnUrl: 'http://localhost:3000',
      storage: createDiskStore(path.join(tmpdir(), 'lomash-test-media', new URL(host.url).pathname)),
      teamEmails: { kitchen: 'k@example.com', bedroom: 'b@example.com', sales: 's@example.com' },
      emailFrom: 'hello@example.com',
      internalTokens: ['an-internal-token-of-another-site'],
      stripe: { secretKey: 'sk_test_host', webhookSecrets: ['whsec_host'], apiUrl: 'http://127.0.0.1:9' },
    }),
    adding('after'),
    (extended) => ({ ...extended, onInit: () => undefined }),
  ],
  logger: { options: { level: 'silent' } },
});

afterAll(host.drop);
const payload = await startPayload(config);
const token = await customerToken(payload, await makeCustomer(payload));
const credentials = { email: 'editor@example.com', password: 'a long password' };
await payload.create({ collection: 'editors' as never, data: credentials as never });
const editor = await payload.login({ collection: 'editors' as never, data: credentials as never });

const ask = async (method: string, route: string, bearer: string, body?: object) => {
  const sent = method === 'get' ? {} : { body: JSON.stringify(body ?? { title: 'Mine', value: { a: 1 } }) };
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  const request = new Request(`http://localhost:3000/api${route}`, { method: method.toUpperCase(), headers, ...sent });
  return handleEndpoints({ config, request });
};

/** The collections and globals of the extension, which have access rules of their own. */
const OWN = new Set([
  ...['products', 'ranges', 'styles', 'finishes', 'colours', 'blogs', 'media', 'bookings', 'time-slots', 'showrooms'],
  ...['brochures', 'brochure-requests', 'orders', 'payments', 'invoices', 'loyalty-accounts', 'loyalty-entries'],
  ...['customers', 'users', 'domain-events', 'refused-events', 'changes', 'redirects'],
  ...['availability', 'settings', 'analytics-settings'],
]);
const foreign = [
  ...payload.config.collections.map(({ slug, endpoints }) => ({ slug: slug as string, at: `/${slug}`, endpoints })),
  ...payload.config.globals.map(({ slug, endpoints }) => ({ slug: slug as string, at: `/globals/${slug}`, endpoints })),
].filter(({ slug }) => !OWN.has(slug));

/** The routes of auth collections that everybody may call to sign in. */
const PUBLIC = /\/(login|forgot-password|reset-password|accept-invitation|first-register|verify\/.*|init)$/;

test('these tests cover the site, all plugins and Payload’s own collections', () => {
  expect(foreign.map(({ slug }) => slug).sort()).toEqual(
    [
      ...['pages', 'files', 'editors', 'footer', 'before-things', 'before-silent', 'before-global'],
      ...['after-things', 'after-silent', 'after-global', 'payload-folders', 'payload-jobs', 'payload-kv'],
      ...['payload-locked-documents', 'payload-migrations', 'payload-preferences', 'payload-query-presets'],
    ].sort(),
  );
});

describe.each(foreign)('$slug', ({ slug, at, endpoints }) => {
  test('refuses a customer on every route', async () => {
    for (const { method, path: route } of endpoints || []) {
      if (PUBLIC.test(route)) continue;
      const url = `${at}${route.replace(/:\w+\??/g, '0190b5a0-0000-7000-8000-00000000dead')}`.replace(/\/$/, '');
      const response = await ask(method, url, token);
      expect(response.status, `${method} ${url}`).toBe(403);
    }
  });

  test('refuses a customer through the Local API, which GraphQL and the site’s own pages use', async () => {
    const { user } = await payload.auth({ headers: new Headers({ authorization: `Bearer ${token}` }) });
    const as = { user, overrideAccess: false as const };
    const isGlobal = at.startsWith('/globals');
    const operations = isGlobal
      ? [
          () => payload.findGlobal({ slug: slug as never, ...as }),
          () => payload.updateGlobal({ slug: slug as never, data: {} as never, ...as }),
          () => payload.findGlobalVersions({ slug: slug as never, ...as }),
        ]
      : [
          () => payload.find({ collection: slug as never, ...as }),
          () => payload.count({ collection: slug as never, ...as }),
          () => payload.create({ collection: slug as never, data: {} as never, ...as }),
          () => payload.update({ collection: slug as never, where: {}, data: {} as never, ...as }),
          () => payload.delete({ collection: slug as never, where: {}, ...as }),
        ];
    for (const operation of operations) await expect(operation()).rejects.toMatchObject({ status: 403 });
  });
});

test('a customer can’t run, queue or cancel jobs', async () => {
  const { user } = await payload.auth({ headers: new Headers({ authorization: `Bearer ${token}` }) });
  const { access } = payload.config.jobs;
  for (const allowed of [access?.run, access?.queue, access?.cancel])
    expect(await allowed?.({ req: { user } as never })).toBe(false);
});

test('GraphQL returns a customer no data of the site', async () => {
  const request = new Request('http://localhost:3000/api/graphql', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ Pages { docs { id } } }' }),
  });
  const response = await createGraphqlHandler(payload.config)(request, {
    onAnonymous: async () => undefined,
    count: async () => undefined,
  });
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { statusCode: 403 } }] });
});

test('the site’s own editors have the permissions of the site’s access rules', async () => {
  const bearer = String(editor.token);
  for (const { slug, at } of foreign) {
    if (slug.startsWith('payload-') || slug === 'files') continue;
    expect((await ask('get', at, bearer)).status, at).toBe(200);
  }
  const made = await ask('post', '/pages', bearer, { title: 'About us' });
  expect(made.status).toBe(201);
  expect((await ask('post', '/pages/purge', bearer)).status).toBe(200);
  expect((await ask('post', '/payload-preferences/nav', bearer, { value: { open: true } })).status).toBe(200);
});
