import { sql } from '@payloadcms/db-postgres';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { database } from '../../src/database/transaction.ts';
import { runDueSchedules } from '../../src/services/content/blog/run-schedules.ts';
import { topicsOf } from '../integration/content/blog-support.ts';
import { startAdminSite } from '../support/admin-site.ts';

const { payload, signIn } = await startAdminSite();

const stored = async (title: string) => {
  const { docs } = await payload.find({ collection: 'blogs', where: { title: { equals: title } }, draft: true });
  return docs[0];
};

const isSaved = (title: string) => expect.poll(() => stored(title), { timeout: 20_000 }).toBeDefined();

test('an editor writes a post, watches its preview, schedules it, and publishes a change', async () => {
  const page = await signIn('content-manager');
  // What a form with something unsaved asks when it is left: it would be waited for.
  page.on('dialog', (dialog) => dialog.accept());
  await page.goto('/admin/collections/blogs/create');
  await page.fill('#field-title', 'Choosing oak');
  await page.locator('[data-lexical-editor=true]').first().click();
  await page.keyboard.type('Oak lasts.');
  await isSaved('Choosing oak');

  await page.click('#live-preview-toggler');
  const preview = page.frameLocator('#live-preview-iframe');
  await preview.getByRole('heading', { name: 'Choosing oak' }).waitFor();
  await preview.getByText('Oak lasts.').waitFor();
  await page.fill('#field-title', 'Choosing good oak');
  await preview.getByRole('heading', { name: 'Choosing good oak' }).waitFor({ timeout: 20_000 });
  const post = await stored('Choosing good oak');
  expect(post).toMatchObject({ slug: 'choosing-good-oak', _status: 'draft' });
  const id = String(post?.id);
  expect((await page.request.get(`/v1/blog/${post?.slug}`)).status()).toBe(404);
  await page.click('#live-preview-toggler');

  await schedule(page);
  expect(await topicsOf(payload, id)).toEqual([]);
  await page.goto('/admin/collections/blogs');
  const row = page.getByRole('row', { name: 'Choosing good oak' });
  await row.getByText(/Publishes \w{3} \d+ \w{3} \d{4}, \d\d:\d\d/).waitFor();
  await database(payload).execute(sql`UPDATE payload_jobs SET wait_until = now() - interval '1 second'`);
  await runDueSchedules(payload);
  expect(await topicsOf(payload, id)).toEqual(['blog.published']);
  const published = await page.request.get('/v1/blog/choosing-good-oak');
  expect(await published.json()).toMatchObject({ title: 'Choosing good oak', content: { html: '<p>Oak lasts.</p>' } });

  await page.goto(`/admin/collections/blogs/${id}`);
  await page.getByRole('link', { name: 'View on site' }).waitFor();
  await page.fill('#field-excerpt', 'Which oak, and why.');
  await expect.poll(async () => (await stored('Choosing good oak'))?.excerpt, { timeout: 20_000 }).toBeTruthy();
  await page.click('#action-save');
  await expect
    .poll(async () => (await (await page.request.get('/v1/blog/choosing-good-oak')).json()).excerpt, {
      timeout: 20_000,
    })
    .toBe('Which oak, and why.');
  expect(await topicsOf(payload, id)).toEqual(['blog.published', 'blog.updated']);
});

/** Plans the publication for tomorrow. */
async function schedule(page: Page): Promise<void> {
  await page.locator('.form-submit .popup-button').click();
  await page.click('#schedule-publish');
  const tomorrow = new Date(Date.now() + 86_400_000);
  const text = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }).format(tomorrow);
  await page
    .locator('.schedule-publish #field-time input, .schedule-publish .date-time-picker input')
    .first()
    .fill(`${text}, 09:00`);
  await page.keyboard.press('Enter');
  await page.click('#scheduled-publish-save');
  // The form itself says "Publish", so only the database tells when it has been taken.
  const planned = async () => (await payload.count({ collection: 'payload-jobs' })).totalDocs;
  await expect.poll(planned, { timeout: 20_000 }).toBe(1);
}
