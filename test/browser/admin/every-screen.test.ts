import type { BrowserContext } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../../../local/services/ports.ts';
import { ROLES, type Role } from '../../../src/access/roles.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { type BrowserLook, PHONE } from '../../support/browser.ts';
import { makeOneOfEach } from '../../support/make-one-of-each.ts';
import { startTestStripe, WEBHOOK_SECRET } from '../../support/stripe.ts';
import { visitCollection, visitPage, walkScreens } from '../../support/walk-screens.ts';

// Choose the port before the site starts, because the URLs of pictures contain the origin of the site.
const PORT = String(await findFreePort());
const stripe = await startTestStripe();
const site = await startAdminSite({ ...stripe.environment, PORT, PUBLIC_URL: `http://127.0.0.1:${PORT}` });
const { payload, signIn } = site;

beforeAll(async () => {
  stripe.webhooks.sendTo({ url: `${site.base()}/v1/webhooks/stripe`, secrets: [WEBHOOK_SECRET] });
  await makeOneOfEach(payload, stripe);
});

/**
 * The time limit of one test in milliseconds. The longest test, that of the role `admin`, took up to five minutes on an
 * overloaded machine.
 */
const TIMEOUT_MS = 600_000;

/** The screen size for each role: admins use a desktop, all other roles a phone. */
const LOOKS: Record<Role, BrowserLook> = { admin: {}, 'content-manager': PHONE, sales: PHONE, analyst: PHONE };

test.each(ROLES)(
  'every list, trash, form and page shows the role %s the same counts as the API, without an error',
  async (role) => {
    const context = (await signIn(role, LOOKS[role])).context();
    const { collections, globals } = await readAccess(context);
    const isShown = ({ slug, admin: { hidden } }: { slug: string; admin: { hidden?: unknown } }) =>
      !slug.startsWith('payload-') &&
      !(typeof hidden === 'function' ? hidden({ user: { collection: 'users', role } }) : hidden);
    const lists = payload.config.collections.filter(isShown);
    const forms = payload.config.globals.filter(isShown);
    const visits = [
      ...lists.map((collection) => visitCollection(collection, Boolean(collections[collection.slug]?.create))),
      ...forms.map(({ slug }) => visitPage(`/admin/globals/${slug}`)),
      ...listPages().map(visitPage),
    ];
    expect(lists.filter(({ slug }) => !collections[slug]?.read)).toEqual([]);
    expect(forms.filter(({ slug }) => !globals[slug]?.read)).toEqual([]);
    expect(await walkScreens(context, visits)).toEqual([]);
  },
  TIMEOUT_MS,
);

type Permissions = Record<string, { read?: boolean; create?: boolean }>;

/** Requests the permissions of the signed-in member of staff, as the admin UI does. */
async function readAccess(context: BrowserContext): Promise<{ collections: Permissions; globals: Permissions }> {
  const answer = await context.request.get('/api/access', { headers: { 'sec-fetch-site': 'same-origin' } });
  return answer.json();
}

/**
 * Lists the paths of the pages that are neither lists nor forms. The admin UI shows the dashboard instead of a page that the role
 * may not open.
 */
function listPages(): string[] {
  const views = Object.values(payload.config.admin.components.views ?? {});
  return ['/admin', '/admin/account', ...views.flatMap((view) => (view?.path ? [`/admin${view.path}`] : []))];
}
