import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../../../local/services/ports.ts';
import { ROLES, type Role } from '../../../src/access/roles.ts';
import { isAllowed, isForDevelopers, readableText } from '../../support/admin-pages.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { findSeriousViolations, findViolationsInFourLooks } from '../../support/axe.ts';
import { type BrowserLook, lookInFourWays, PHONE } from '../../support/browser.ts';
import { MAX_LAYOUT_SHIFT, measureLayoutShift, readFinalLayoutShift } from '../../support/layout-shift.ts';
import { makeOneOfEach } from '../../support/make-one-of-each.ts';
import { codesIn } from '../../support/plain-words.ts';
import { startTestStripe, WEBHOOK_SECRET } from '../../support/stripe.ts';
import { findLasting } from '../../support/until.ts';
import { findOverflow, type Inspection, visitCollection, visitPage, walkScreens } from '../../support/walk-screens.ts';

const stripe = await startTestStripe({ demo: true });
// Choose the port before the site starts, because the URLs of pictures contain the origin of the site.
const PORT = String(await findFreePort());
const environment = { ...stripe.environment, PORT, PUBLIC_URL: `http://127.0.0.1:${PORT}` };
const site = await startAdminSite(environment, {}, { demo: true });
const { payload, signIn } = site;

/** The time limit of one test in milliseconds, long enough for the role `admin` on a busy machine. */
const TIMEOUT_MS = 600_000;

beforeAll(async () => {
  stripe.webhooks.sendTo({ url: `${site.base()}/v1/webhooks/stripe`, secrets: [WEBHOOK_SECRET] });
  await makeOneOfEach(payload, stripe);
}, TIMEOUT_MS);

/** The screen size for each role: admins use a desktop, all other roles a phone. */
const LOOKS: Record<Role, BrowserLook> = { admin: {}, 'content-manager': PHONE, sales: PHONE, analyst: PHONE };

const INSPECTIONS: Record<Role, Inspection> = {
  admin: inspectThoroughly,
  // Some parts of a page are chosen when it is loaded, so one role checks pages that were loaded on a phone.
  sales: async (page) => [...(await findOverflow(page)), ...(await findSeriousViolations(page))],
  'content-manager': findOverflow,
  analyst: findOverflow,
};

test.each(ROLES)(
  'the role %s sees every list, trash, form and page without an error, and lists with the same counts as the API',
  async (role) => {
    const context = (await signIn(role, LOOKS[role])).context();
    await measureLayoutShift(context);
    const { collections, globals } = await readAccess(context);
    const isShown = ({ slug, admin: { hidden } }: { slug: string; admin: { hidden?: unknown } }) =>
      !slug.startsWith('payload-') &&
      !(typeof hidden === 'function' ? hidden({ user: { collection: 'users', role } }) : hidden);
    const lists = payload.config.collections.filter(isShown);
    const forms = payload.config.globals.filter(isShown);
    const inspect = INSPECTIONS[role];
    const visits = [
      ...lists.map((list) => visitCollection(list, Boolean(collections[list.slug]?.create), inspect)),
      ...forms.map(({ slug }) => visitPage(`/admin/globals/${slug}`, inspect)),
      ...listPages().map((path) => visitPage(path, inspect)),
    ];
    expect(lists.filter(({ slug }) => !collections[slug]?.read)).toEqual([]);
    expect(forms.filter(({ slug }) => !globals[slug]?.read)).toEqual([]);
    expect(await walkScreens(context, visits)).toEqual([]);
  },
  TIMEOUT_MS,
);

/**
 * Returns the faults of a screen that an admin sees on a desktop: codes in its text, a layout that shifts while a frequent page
 * loads, and, in each of the four looks, violations of accessibility rules and a page that is too wide. Accessibility rules check the
 * form of a new document in one look, because it shares most parts with the form of an existing one.
 */
async function inspectThoroughly(page: Page, isNew = false): Promise<string[]> {
  const codes = await findLasting(() => findCodes(page), TITLE_MS);
  if (isNew) return [...codes, ...(await findSeriousViolations(page)), ...(await lookInFourWays(page, findOverflow))];
  return [...codes, ...(await findLayoutShift(page)), ...(await findViolationsInFourLooks(page, findOverflow))];
}

/** The pages that staff open most, whose layout must not shift while they load. */
const STILL =
  /^\/admin(\/calendar|\/globals\/settings|\/collections\/bookings(\/.+)?|\/collections\/(products|blogs|orders)\/.+)?$/;

async function findLayoutShift(page: Page): Promise<string[]> {
  if (!STILL.test(new URL(page.url()).pathname)) return [];
  const shift = await readFinalLayoutShift(page);
  return shift < MAX_LAYOUT_SHIFT ? [] : [`The layout shifts by ${shift}.`];
}

/** How long the form of a new draft may show the draft's id, until our own title replaces it, in milliseconds. */
const TITLE_MS = 5000;

async function findCodes(page: Page): Promise<string[]> {
  const { pathname } = new URL(page.url());
  if (isForDevelopers(pathname)) return [];
  return codesIn(await readableText(page)).filter((code) => !isAllowed(pathname, code));
}

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
