import type { CollectionSlug, Endpoint } from 'payload';
import { expect, test } from 'vitest';
import { deskEndpoints } from '../../../src/endpoints/desk/index.ts';
import { endpoints } from '../../../src/endpoints/index.ts';
import { customerToken, staffTokens, startGateway } from '../../support/gateway.ts';

const { payload, call } = await startGateway();
const staff = await staffTokens(payload);
const tokens = { anonymous: undefined, customer: await customerToken(payload), ...staff };
type Caller = keyof typeof tokens;
const CALLERS = Object.keys(tokens) as Caller[];

/**
 * Who may call a route: `by rule` has the rule of its collection for what it does (matrix.test.ts holds those), `versions` as well, where
 * any are kept; the others say it themselves.
 */
type Who = 'by rule' | 'versions' | 'everybody' | 'nobody' | 'staff' | Caller[];

/** What Payload registers for every collection. */
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
  // Says what the caller may do, and does nothing.
  'post /access/:id?': 'everybody',
  'get /versions': 'versions',
  'get /versions/:id': 'versions',
  'post /versions/:id': 'versions',
};
const UPLOADS: Record<string, Who> = { 'get /file/:filename': 'by rule', 'get /paste-url/:id?': 'by rule' };
/** Of these, the address of the sender is what limits them. */
const SIGN_IN: Record<string, Who> = {
  'post /login': 'everybody',
  'post /forgot-password': 'everybody',
  'post /reset-password': 'everybody',
  // 400 to everybody: staff have nothing to verify.
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
  // Customers sign in through /v1.
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

const nameOf = ({ method, path }: Pick<Endpoint, 'method' | 'path'>) => `${method} ${path}`;
const list = (of: Endpoint[] | false | undefined) => (of || []).map(nameOf);
const ours = new Set([...endpoints, ...deskEndpoints].map(nameOf));

const tableOf = (slug: CollectionSlug): Record<string, Who> => {
  const { upload } = payload.collections[slug].config;
  return { ...COLLECTION, ...(upload ? UPLOADS : {}), ...OF_ONE[slug] };
};

test('every route that Payload registers is in the table', () => {
  const unknown = payload.config.collections.flatMap(({ slug, endpoints: of }) =>
    list(of)
      .filter((route) => !(route in tableOf(slug)))
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

/** The sign-in page asks for a preference before anybody is signed in, and hears from Payload that there is none. */
const hearsOfNone = (caller: Caller, method: string, path: string) =>
  caller === 'anonymous' && method === 'get' && path.startsWith('/api/payload-preferences/');

async function allowed(method: string, path: string): Promise<Caller[]> {
  // Many at once are asked for by a filter.
  const many = /^\/api\/[\w-]+\/$/.test(path) && (method === 'patch' || method === 'delete');
  const url = `${path.replace(/:\w+\??/g, UNKNOWN).replace(/\/$/, '')}${many ? `?where[id][equals]=${UNKNOWN}` : ''}`;
  const answers = await Promise.all(
    CALLERS.map(async (caller) => {
      if (hearsOfNone(caller, method, path)) return false;
      const body = method === 'get' ? undefined : {};
      const { status } = await call(method, url, { body, token: tokens[caller] });
      expect(status === 501 || status < 500, `${caller} ${method} ${url}: ${status}`).toBe(true);
      return !refused(status);
    }),
  );
  return CALLERS.filter((_, i) => answers[i]);
}

const STAFF: Caller[] = ['admin', 'content-manager', 'sales', 'analyst'];
const said = (who: Who): Caller[] =>
  CALLERS.filter((caller) =>
    Array.isArray(who) ? who.includes(caller) : who === 'everybody' || (who === 'staff' && STAFF.includes(caller)),
  );

const spoken = [
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

test.each(spoken)('$at $route', async ({ at, route, who }) => {
  const [method = '', path = ''] = route.split(' ');
  expect(await allowed(method, `${at}${path}`)).toEqual(said(who));
});

test.each(payload.config.collections.filter(({ slug }) => slug.startsWith('payload-')).map(({ slug }) => slug))(
  '%s is nothing to customers and the public',
  async (slug) => {
    for (const route of Object.keys(tableOf(slug)).filter((each) => tableOf(slug)[each] !== 'everybody')) {
      const [method = '', path = ''] = route.split(' ');
      const callers = await allowed(method, `/api/${slug}${path}`);
      expect(
        callers.filter((caller) => caller === 'anonymous' || caller === 'customer'),
        route,
      ).toEqual([]);
    }
  },
);

test('a link to verify an address of staff leads nowhere', async () => {
  expect((await call('POST', '/api/users/verify/x')).status).toBe(400);
});
