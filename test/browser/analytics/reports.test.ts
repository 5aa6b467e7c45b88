import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { startAdminSite } from '../../support/admin-site.ts';
import { PHONE } from '../../support/browser.ts';
import { copyDemoCounts } from '../../support/demo.ts';

const { payload, signIn } = await startAdminSite();

const CHARTS = 5;
const PANELS = [
  'Visitors and sessions',
  'Appointment funnel',
  'Purchase funnel',
  'Top pages',
  'Referrers',
  'Campaigns',
];

async function expectNoSideways(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(Number(window));
}

test('the analytics page says when no events are recorded yet', async () => {
  const page = await signIn('analyst');
  await page.goto('/admin/analytics');
  await page.getByText('Nothing was recorded in this period.').waitFor();
  await page.getByText('No pages were viewed in this period.').waitFor();
});

describe('with a year of demo visits', () => {
  beforeAll(() => copyDemoCounts(payload), 180_000);

  test.each([
    ['a desktop', {}],
    ['a phone', PHONE],
    ['a dark desktop', { colorScheme: 'dark' as const }],
  ])('the dashboard fits %s and draws every chart', async (_, look) => {
    const page = await signIn('analyst', look);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto('/admin/analytics');
    for (const name of PANELS) await page.getByRole('region', { name, exact: true }).waitFor();
    await expect.poll(() => page.locator('figure .recharts-wrapper').count()).toBe(CHARTS);
    await expect.poll(() => page.locator('figure .recharts-line-curve').count()).toBeGreaterThan(2);
    await expectNoSideways(page);
    expect(errors).toEqual([]);
  });

  test('the page shows other periods by link or form, and every figure in a table', async () => {
    const page = await signIn('analyst');
    await page.goto('/admin/analytics');
    await page.getByRole('link', { name: 'Last month' }).click();
    await page.waitForURL(/from=/);
    await page.locator('[aria-current=true]', { hasText: 'Last month' }).waitFor();
    await page.getByRole('link', { name: '7 days' }).click();
    await page.locator('[aria-current=true]', { hasText: '7 days' }).waitFor();
    await page.getByText('All figures as a table').click();
    const rows = page.getByRole('region', { name: 'Figures by day' }).getByRole('row');
    await expect.poll(() => rows.count()).toBe(8);
    await page.getByLabel('Compare').selectOption('none');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/compare=none/);
    await page
      .getByRole('figure', { name: /Visitors and sessions by day/ })
      .or(page.getByRole('img', { name: /Visitors/ }))
      .first()
      .waitFor();
    expect(await page.getByText('compared with').count()).toBe(0);
  });

  test('tables can be exported as CSV', async () => {
    const page = await signIn('analyst');
    await page.goto('/admin/analytics');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Top pages as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^pages-.*\.csv$/);
  });

  test('only analysts and admins can open the analytics page', async () => {
    const page = await signIn('sales');
    await page.goto('/admin/analytics');
    await page.waitForURL((url) => url.pathname === '/admin');
    expect(await page.getByRole('link', { name: 'Analytics', exact: true }).count()).toBe(0);
  });
});
