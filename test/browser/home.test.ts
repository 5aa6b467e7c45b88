import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import type { Role } from '../../src/access/roles.ts';
import { database } from '../../src/database/transaction.ts';
import { startAdminSite } from '../support/admin-site.ts';
import { makeBooking, makeSlot } from '../support/appointments.ts';
import { seriousViolations } from '../support/axe.ts';
import { PHONE } from '../support/browser.ts';
import { makeProduct } from '../support/sales.ts';
import { RECORDING, takeStatements } from '../support/statements.ts';

const { payload, signIn, server } = await startAdminSite({}, RECORDING);

const SALES = ['Visits today', 'Visits this week', 'To confirm', 'Brochure requests'];
const MONEY = ['Revenue', 'Orders paid', 'Failed payments'];
const CONTENT = ['Posts scheduled', 'Drafts', 'Low stock'];

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
