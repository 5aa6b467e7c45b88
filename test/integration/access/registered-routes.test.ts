import type { CollectionSlug, Endpoint } from 'payload';
import { describe, expect, test } from 'vitest';
import { backofficeEndpoints, endpoints } from '../../../src/endpoints/index.ts';
import { makeProduct } from '../../support/catalogue.ts';
import { collectErrors } from '../../support/collect-errors.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
const errors = collectErrors(payload);
const staff = await staffTokens(payload);
const tokens = { anonymous: undefined, customer: await customerToken(payload), ...staff };
type Caller = keyof typeof tokens;
const CALLERS = Object.keys(tokens) as Caller[];

/**
 * Who may call a route. `by rule` means that the access rule of the collection decides (matrix.test.ts tests these rules).
 * `versions` means that the access rule for the versions of the collection decides. The other values name the callers.
 */
type Who = 'by rule' | 'versions' | 'everybody' | 'nobody' | 'staff' | Caller[];

/** The routes that Payload registers for every collection. */
const COLLECTION: Record<string, Who> = {
  'get /count': 'by rule',
  'get /': 'by rule',
  'get /:id': 'by rule',
  'post /': 'by rule',
  'patch /': 'by rule',
  'patch /:id': 'by rule',
  'delete /': 'by rule',
  'delete /:id': 'by rule',
  'post /:id/duplicate': 'by rule',
  // The response only contains the caller's own permissions.
  'post /access/:id?': 'everybody',
  'get /versions': 'versions',
  'get /versions/:id': 'versions',
  'post /versions/:id': 'versions',
};
const UPLOADS: Record<string, Who> = { 'get /file/:filename': 'by rule', 'get /paste-url/:id?': 'by rule' };
/** The sign-in routes, which are protected by a rate limit per address and not by access rules. */
const SIGN_IN: Record<string, Who> = {
  'post /login': 'everybody',
  'post /forgot-password': 'everybody',
  'post /reset-password': 'everybody',
  'post /accept-invitation': 'everybody',
  // Everybody gets 400, because staff accounts need no verification.
  'post /verify/:id': 'everybody',
  'post /logout': 'everybody',
  'post /refresh-token': 'everybody',
  'get /me': 'everybody',
  'get /init': 'everybody',
  'post /unlock': 'by rule',
  'post /first-register': 'nobody',
};
const OF_ONE: Partial<Record<CollectionSlug, Record<string, Who>>> = {
  users: SIGN_IN,
  blogs: { 'get /:id/preview': ['admin', 'content-manager'] },
  // Nobody may use these routes, because customers sign in through /v1.
  customers: Object.fromEntries(Object.keys(SIGN_IN).map((route) => [route, 'nobody' as const])),
  'payload-preferences': { 'get /:key': 'staff', 'post /:key': 'staff', 'delete /:key': 'staff' },
  'payload-jobs': { 'get /run': 'nobody', 'get /handle-schedules': 'nobody' },
};
const GLOBAL: Record<string, Who> = {
  'get /': 'staff',
  'post /': ['admin'],
  'post /access': 'everybody',
  'get /versions': 'nobody',
  'get /versions/:id': 'nobody',
  'post /versions/:id': 'nobody',
};
const ROOT: Record<string, Who> = {
  'get /access': 'everybody',
  'post /plugin-seo/generate-title': ['admin', 'content-manager'],
  'post /plugin-seo/generate-description': ['admin', 'content-manager'],
  'post /plugin-seo/generate-url': ['admin', 'content-manager'],
  'post /plugin-seo/generate-image': ['admin', 'content-manager'],
};

const toRouteName = ({ method, path }: Pick<Endpoint, 'method' | 'path'>) => `${method} ${path}`;
const list = (of: Endpoint[] | false | undefined) => (of || []).map(toRouteName);
const ours = new Set([...endpoints, ...backofficeEndpoints].map(toRouteName));

const toTable = (slug: CollectionSlug): Record<string, Who> => {
  const { upload } = payload.collections[slug].config;
  return { ...COLLECTION, ...(upload ? UPLOADS : {}), ...OF_ONE[slug] };
};

test('every route that Payload registers is in the table', () => {
  const unknown = payload.config.collections.flatMap(({ slug, endpoints: of }) =>
    list(of)
      .filter((route) => !(route in toTable(slug)))
      .map((route) => `${slug}: ${route}`),
  );
  const global = payload.config.globals.flatMap(({ slug, endpoints: of }) =>
    list(of)
      .filter((route) => !(route in GLOBAL))
      .map((route) => `${slug}: ${route}`),
  );
  const root = list(payload.config.endpoints).filter((route) => !ours.has(route) && !(route in ROOT));
  expect([...unknown, ...global, ...root]).toEqual([]);
});

const UNKNOWN = '0190b5a0-0000-7000-8000-00000000dead';
const refused = (status: number) => [401, 403, 404, 405, 501].includes(status);

/**
 * Whether an anonymous request reads a preference, as the login page does. Payload responds that the preference does not exist.
 */
const isLoginPagePreference = (caller: Caller, method: string, path: string) =>
  caller === 'anonymous' && method === 'get' && path.startsWith('/api/payload-preferences/');

async function allowed(method: string, path: string): Promise<Caller[]> {
  // Bulk updates and bulk deletions select documents with a filter.
  const many = /^\/api\/[\w-]+\/$/.test(path) && (method === 'patch' || method === 'delete');
  const url = `${path.replace(/:\w+\??/g, UNKNOWN).replace(/\/$/, '')}${many ? `?where[id][equals]=${UNKNOWN}` : ''}`;
  const answers = await Promise.all(
    CALLERS.map(async (caller) => {
      if (isLoginPagePreference(caller, method, path)) return false;
      const body = method === 'get' ? undefined : {};
      const { status } = await call(method, url, { body, token: tokens[caller] });
      expect(status === 501 || status < 500, `${caller} ${method} ${url}: ${status}`).toBe(true);
      return !refused(status);
    }),
  );
  return CALLERS.filter((_, i) => answers[i]);
}

const STAFF: Caller[] = ['admin', 'content-manager', 'sales', 'analyst'];
const toCallers = (who: Who): Caller[] =>
  CALLERS.filter((caller) =>
    Array.isArray(who) ? who.includes(caller) : who === 'everybody' || (who === 'staff' && STAFF.includes(caller)),
  );

const explicitRoutes = [
  ...payload.config.collections.flatMap(({ slug }) =>
    Object.entries(OF_ONE[slug] ?? {}).map(([route, who]) => ({ at: `/api/${slug}`, route, who })),
  ),
  ...payload.config.globals.flatMap(({ slug }) =>
    Object.entries(GLOBAL).map(([route, who]) => ({ at: `/api/globals/${slug}`, route, who })),
  ),
].filter(
  ({ at, route, who }) =>
    who !== 'by rule' &&
    !(at === '/api/users' && who === 'everybody') &&
    !route.includes('preview') &&
    !route.includes('versions'),
);

test.each(explicitRoutes)('$at $route admits exactly the listed callers', async ({ at, route, who }) => {
  const [method = '', path = ''] = route.split(' ');
  expect(await allowed(method, `${at}${path}`)).toEqual(toCallers(who));
});

test.each(payload.config.collections.filter(({ slug }) => slug.startsWith('payload-')).map(({ slug }) => slug))(
  '%s is closed to customers and the public',
  async (slug) => {
    for (const route of Object.keys(toTable(slug)).filter((each) => toTable(slug)[each] !== 'everybody')) {
      const [method = '', path = ''] = route.split(' ');
      const callers = await allowed(method, `/api/${slug}${path}`);
      expect(
        callers.filter((caller) => caller === 'anonymous' || caller === 'customer'),
        route,
      ).toEqual([]);
    }
  },
);

describe('the routes that generate SEO texts', () => {
  const routes = Object.keys(ROOT).filter((route) => route.includes('/plugin-seo/'));
  const doc = { title: 'Shaker', summary: 'Painted oak.', slug: 'shaker', category: 'KITCHEN', images: [UNKNOWN] };

  test.each(routes)('admit at %s only those who may edit the document', async (route) => {
    const path = `/api${route.split(' ')[1]}`;
    const { id } = await makeProduct(payload, { _status: 'published' });
    for (const body of [
      { collectionSlug: 'products', id, doc: { ...doc, id } },
      { collectionSlug: 'products', doc },
    ]) {
      const statuses = await Promise.all(
        CALLERS.map(async (caller) => [caller, (await call('POST', path, { body, token: tokens[caller] })).status]),
      );
      expect(Object.fromEntries(statuses)).toEqual({
        ...{ anonymous: 403, customer: 403, sales: 403, analyst: 403, admin: 200, 'content-manager': 200 },
      });
    }
  });

  test('return the title of the document’s page', async () => {
    const sent = { body: { collectionSlug: 'products', doc }, token: tokens['content-manager'] };
    const { body } = await call('POST', '/api/plugin-seo/generate-title', sent);
    expect(JSON.parse(String(body))).toEqual({ result: 'Shaker · Lomash Wood' });
    const other = { body: { collectionSlug: 'customers', doc }, token: tokens['content-manager'] };
    expect((await call('POST', '/api/plugin-seo/generate-title', other)).status).toBe(403);
  });
});

test.each(payload.config.globals.map(({ slug }) => slug))(
  'the global %s has no versions, and responds with 404',
  async (slug) => {
    for (const path of ['/versions', `/versions/${UNKNOWN}`]) {
      const { status } = await call('GET', `/api/globals/${slug}${path}`, { token: tokens.admin });
      expect(status, path).toBe(404);
    }
    const restored = await call('POST', `/api/globals/${slug}/versions/${UNKNOWN}`, { body: {}, token: tokens.admin });
    expect(restored.status).toBe(404);
  },
);

test('a request to verify the address of a staff account is refused', async () => {
  expect((await call('POST', '/api/users/verify/x')).status).toBe(400);
});

test('refused requests are not logged as errors', () => {
  expect(errors).toEqual([]);
});
