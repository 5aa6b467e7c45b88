import type { Page } from 'playwright-core';
import { toLondon } from '../../../src/lib/dates.ts';
import type { Studio } from '../studio.ts';
import { workingDay } from '../working-days.ts';

/** A content manager writes, previews and schedules a post. */
export async function post({ staff, keep }: Studio): Promise<void> {
  const page = await staff('content-manager');
  await page.goto('/admin/collections/blogs');
  await page.locator('tbody tr').first().waitFor();
  await keep(page, 'editors/posts', {
    mark: page.locator('.list-create-new-doc__create-new-button'),
  });
  await page.goto('/admin/collections/blogs/create');
  await page.fill('#field-title', 'Five questions before you choose a worktop');
  await page.fill('#field-excerpt', 'Stone, wood or laminate? What to ask before you decide.');
  await page.locator('[data-lexical-editor=true]').first().click();
  await page.keyboard.type('A worktop is what you touch most in a kitchen. Ask these questions first.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('How hot are the pans that you put down?');
  await saved(page);
  await page.evaluate(() => window.scrollTo(0, 0));
  await keep(page, 'editors/post');

  await page.click('#live-preview-toggler');
  const preview = page.frameLocator('#live-preview-iframe');
  await preview.getByRole('heading', { name: 'Five questions' }).waitFor();
  await keep(page, 'editors/post-preview', { mark: page.locator('#live-preview-toggler') });
  await page.click('#live-preview-toggler');

  await page.locator('.form-submit .popup-button').click();
  await page.locator('#schedule-publish').waitFor();
  await keep(page, 'editors/post-menu', { mark: page.locator('#schedule-publish') });
  await page.click('#schedule-publish');
  const time = page.locator('.schedule-publish .date-time-picker input').first();
  await time.fill(`${workingDay(3).toFormat('d LLL yyyy')}, 09:00`);
  await page.keyboard.press('Enter');
  await keep(page, 'editors/post-schedule', { mark: page.locator('#scheduled-publish-save') });
  await page.click('#scheduled-publish-save');
  await page
    .locator('.schedule-publish')
    .getByText(toLondon(workingDay(3).toJSDate()).toFormat('yyyy'))
    .first()
    .waitFor();
}

/** Waits until autosave has stored the post. */
const saved = (page: Page) => page.waitForURL(/blogs\/[0-9a-f-]{36}/, { timeout: 30_000 });
