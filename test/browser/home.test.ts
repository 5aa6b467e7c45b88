import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import type { Role } from '../../src/access/roles.ts';
import { database } from '../../src/database/transaction.ts';
import { article } from '../integration/content/blog-support.ts';
import { startAdminSite } from '../support/admin-site.ts';
import { makeBooking, makeSlot } from '../support/appointments.ts';
import { seriousViolations } from '../support/axe.ts';
import { PHONE } from '../support/browser.ts';
import * as catalogue from '../support/catalogue.ts';
import { makePhoto } from '../support/catalogue.ts';
import { makeProduct } from '../support/sales.ts';
import { RECORDING, takeStatements } from '../support/statements.ts';

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

test.each(Object.entries(SEES))('%s sees their figures, and no others', async (role, labels) => {
  const page = await signIn(role as Role);
  await page.goto('/admin');
  await page.getByText(labels[0] ?? '', { exact: true }).waitFor();
  const shown = await page.locator('[class*=figure] [class*=label]').allTextContents();
  expect(shown).toEqual(labels);
});

test('every figure leads to a list that its reader may open', async () => {
  const page = await signIn('admin');
  await page.goto('/admin');
  await page.locator('[class*=figures] a').first().waitFor();
  const targets = await page.locator('[class*=figures] a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  expect(targets).toHaveLength(SEES.admin.length);
  for (const target of targets) {
    // Or an address that differs in its fragment alone would be no visit.
    await page.goto('about:blank');
    expect((await page.goto(target ?? ''))?.status(), target ?? '').toBe(200);
  }
});

test('figures count what there is', async () => {
  await makeBooking(payload, await makeSlot(payload));
  const slot = await makeSlot(payload);
  await makeBooking(payload, slot);
  await database(payload).execute(sql`
    UPDATE time_slots SET starts_at = now(), ends_at = now() + interval '1 hour' WHERE id = ${slot}`);
  await makeProduct(payload, { stock: 1 });
  const page = await signIn('admin');
  await page.goto('/admin');
  const figure = (label: string) =>
    page.locator('[class*=figures] li', { hasText: label }).locator('[class*=value]').textContent();
  expect(await figure('Visits today')).toBe('1');
  expect(await figure('To confirm')).toBe('1');
  expect(await figure('Low stock')).toBe('1');
});

test('what a content manager is told of leads to the rows that were counted', async () => {
  const photo = await makePhoto(payload, 'An oak door');
  const described = { description: article('Solid oak.') as never };
  await catalogue.makeProduct(payload, { title: 'Whole', images: [photo], ...described });
  await catalogue.makeProduct(payload, { title: 'Unseen', ...described });
  await catalogue.makeProduct(payload, { title: 'Untold', images: [photo] });
  const unnamed = await makePhoto(payload, 'soon gone');
  await payload.update({ collection: 'media', id: unnamed, data: { alt: '' } });
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
  await card.getByText('No draft waits.').waitFor();
  expect(await open('Without alt text')).toMatchObject({ count: 1, rows: [expect.any(String)] });
});

describe('its cost', () => {
  test.each(['admin', 'sales', 'content-manager', 'analyst'] as const)(
    'is 12 statements at most for %s',
    async (role) => {
      const page = await signIn(role);
      await page.goto('/admin');
      await page.locator('[class*=figures]').waitFor();
      await page.waitForLoadState('networkidle');
      await takeStatements(server());
      const html = await page.evaluate(async () => (await fetch('/admin')).text());
      expect(html).toContain(SEES[role][0]);
      const statements = await takeStatements(server());
      expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(12);
      expect(statements.length).toBeGreaterThan(4);
    },
  );
});

test.each([
  ['a desktop', {}],
  ['a phone', PHONE],
  ['a desktop at night', { colorScheme: 'dark' as const }],
])('nothing on it keeps anybody out, on %s', async (_, look) => {
  const page = await signIn('admin', look);
  await page.goto('/admin');
  await page.getByRole('heading', { name: 'Coming visits' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
});
