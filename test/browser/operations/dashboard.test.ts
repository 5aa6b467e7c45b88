import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import type { Role } from '../../../src/access/roles.ts';
import { database } from '../../../src/database/transaction.ts';
import { article } from '../../integration/content/blog-support.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import * as catalogue from '../../support/catalogue.ts';
import { makePhoto } from '../../support/catalogue.ts';
import { makeSaleProduct } from '../../support/sales.ts';
import { collectStatements, RECORDING } from '../../support/statements.ts';

const { payload, signIn, server } = await startAdminSite({}, RECORDING);

const SALES = ['Visits today', 'Visits this week', 'To confirm', 'Brochure requests', 'Brochures not delivered'];
const MONEY = ['Revenue less refunds', 'Orders paid', 'Failed payments'];
const CONTENT = [
  ...['Posts scheduled', 'Drafts', 'Low stock'],
  ...['Without pictures', 'Without description', 'Without alt text'],
];

const SEES: Record<Role, string[]> = {
  sales: [...SALES, ...MONEY],
  'content-manager': CONTENT,
  analyst: [...SALES.slice(0, 3), ...MONEY],
  admin: [...SALES, ...MONEY, ...CONTENT, 'Queue', 'Dead jobs', 'Webhooks'],
};

/** Selects all figures of the dashboard, including the links of checks that found no problem. */
const FIGURES = '[class*=figures] a, [class*=well] a';

test.each(Object.entries(SEES))('the role %s sees only its own figures', async (role, labels) => {
  const page = await signIn(role as Role);
  await page.goto('/admin');
  await page.getByText(labels[0] ?? '', { exact: true }).waitFor();
  const shownLabels = await page.locator('[class*=figure] [class*=label], [class*=well] a').allTextContents();
  expect(shownLabels.toSorted()).toEqual(labels.toSorted());
});

test.each([
  ['sales', ['New booking', 'Send a brochure']],
  ['content-manager', ['Write a post', 'Add a product']],
  ['analyst', []],
] as const)('the role %s sees buttons for its most frequent actions', async (role, acts) => {
  const page = await signIn(role);
  await page.goto('/admin');
  await page.locator('[class*=figures]').first().waitFor();
  const links = page.getByRole('navigation', { name: 'Quick actions' }).getByRole('link');
  expect(await links.allTextContents()).toEqual(acts);
  if (acts.length === 0) return;
  await links.first().press('Enter');
  await page.waitForURL('**/create*');
});

test('every figure links to a page that the user may open', async () => {
  const page = await signIn('admin');
  await page.goto('/admin');
  await page.locator(FIGURES).first().waitFor();
  const targets = await page.locator(FIGURES).evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  expect(targets).toHaveLength(SEES.admin.length);
  for (const target of targets) {
    // Leave the page first, because `goto` does not navigate between two URLs that differ only in their fragments.
    await page.goto('about:blank');
    expect((await page.goto(target ?? ''))?.status(), target ?? '').toBe(200);
  }
});

test('the figures equal the numbers of existing rows', async () => {
  await makeBooking(payload, await makeSlot(payload));
  const slot = await makeSlot(payload);
  await makeBooking(payload, slot);
  await database(payload).execute(sql`
    UPDATE time_slots SET starts_at = now(), ends_at = now() + interval '1 hour' WHERE id = ${slot}`);
  await makeSaleProduct(payload, { stock: 1 });
  const page = await signIn('admin');
  await page.goto('/admin');
  const urgent = page.getByRole('region', { name: 'Needs attention' });
  await urgent.waitFor();
  expect((await urgent.locator('[class*=label]').allTextContents()).slice(0, 2)).toEqual(['To confirm', 'Low stock']);
  await page.getByText(/^All well \(\d+ checks\)$/).press('Enter');
  await page.getByRole('link', { name: 'Dead jobs' }).waitFor();
  const figure = (label: string) =>
    page.locator('[class*=figures] li', { hasText: label }).locator('[class*=value]').textContent();
  expect(await figure('Visits today')).toBe('1');
  expect(await figure('To confirm')).toBe('1');
  expect(await figure('Low stock')).toBe('1');
});

test('the figures of a content manager link to the counted rows', async () => {
  const photo = await makePhoto(payload, 'An oak door');
  const described = { description: article('Solid oak.') as never };
  await catalogue.makeProduct(payload, { title: 'Whole', images: [photo], ...described });
  await catalogue.makeProduct(payload, { title: 'Unseen', ...described });
  await catalogue.makeProduct(payload, { title: 'Untold', images: [photo] });
  const unnamed = await makePhoto(payload, 'soon gone');
  await payload.update({ collection: 'media', id: unnamed, data: { alt: '' } });
  // Delete the drafts of earlier tests: opening the form of a new post saves a draft.
  await payload.delete({ collection: 'blogs', where: { _status: { equals: 'draft' } } });
  const post = await payload.create({
    collection: 'blogs',
    data: { content: article('Soon.') as never, _status: 'draft' },
    draft: true,
  });
  const titled = { title: 'Next week' };
  await payload.update({ collection: 'blogs', id: post.id, data: titled, draft: true, autosave: true });
  await payload.jobs.queue({
    task: 'schedulePublish',
    input: { type: 'publish', doc: { relationTo: 'blogs', value: post.id } },
    waitUntil: new Date(Date.now() + 7 * 24 * 3_600_000),
  });

  const page = await signIn('content-manager');
  const open = async (label: string) => {
    await page.goto('/admin');
    const tile = page.locator('[class*=figures] li', { hasText: label });
    const count = Number(await tile.locator('[class*=value]').textContent());
    await tile.getByRole('link').click();
    await page.locator('tbody tr').first().waitFor();
    return { count, rows: await page.locator('tbody tr').allTextContents() };
  };
  for (const [label, title] of [
    ['Without pictures', 'Unseen'],
    ['Without description', 'Untold'],
    ['Posts scheduled', 'Next week'],
  ] as const) {
    const { count, rows } = await open(label);
    expect(rows).toHaveLength(count);
    expect(
      rows.some((row) => row.includes(title)),
      label,
    ).toBe(true);
    expect(
      rows.some((row) => row.includes('Whole')),
      label,
    ).toBe(false);
  }
  await page.goto('/admin');
  const card = page.locator('section', { has: page.getByRole('heading', { name: 'Posts', exact: true }) });
  await card.getByRole('link', { name: /^Next week.*Publishes/ }).waitFor();
  await card.getByText('There are no drafts. Write a post to start one.').waitFor();
  expect(await open('Without alt text')).toMatchObject({ count: 1, rows: [expect.any(String)] });
});

describe('the dashboard', () => {
  test.each(['admin', 'sales', 'content-manager', 'analyst'] as const)(
    'runs at most 12 SQL statements for the role %s',
    async (role) => {
      const page = await signIn(role);
      await page.goto('/admin');
      await page.locator('[class*=figures]').first().waitFor();
      await page.waitForLoadState('networkidle');
      // Leave the page, so that none of its later requests is counted.
      await page.goto('about:blank');
      await collectStatements(server());
      const html = await (await page.request.get('/admin', { headers: { 'sec-fetch-site': 'same-origin' } })).text();
      expect(html).toContain(SEES[role][0]);
      const statements = await collectStatements(server());
      expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(12);
      expect(statements.length).toBeGreaterThan(4);
    },
  );
});
