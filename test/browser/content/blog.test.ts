import { sql } from '@payloadcms/db-postgres';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { runDueSchedules } from '../../../src/services/content/blog/schedule-publication.ts';
import { readTopics } from '../../integration/content/blog-support.ts';
import { startAdminSite } from '../../support/admin-site.ts';

const { payload, signIn } = await startAdminSite();

const stored = async (title: string) => {
  const { docs } = await payload.find({ collection: 'blogs', where: { title: { equals: title } }, draft: true });
  return docs[0];
};

const isSaved = (title: string) => expect.poll(() => stored(title), { timeout: 20_000 }).toBeDefined();

test('an editor writes, previews and schedules a post, and publishes a change', async () => {
  const page = await signIn('content-manager');
  // Confirm the browser's dialog about unsaved changes, because an open dialog would block the test.
  page.on('dialog', (dialog) => dialog.accept());
  const refused: string[] = [];
  page.on('console', (message) => message.text().includes('Content Security Policy') && refused.push(message.text()));
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
  expect(refused).toEqual([]);
  await page.click('#live-preview-toggler');

  await schedule(page);
  expect(await readTopics(payload, id)).toEqual([]);
  await page.goto('/admin/collections/blogs');
  const row = page.getByRole('row', { name: 'Choosing good oak' });
  await row.getByText(/Publishes \w{3} \d+ \w{3} \d{4}, \d\d:\d\d/).waitFor();
  await database(payload).execute(sql`UPDATE payload_jobs SET wait_until = now() - interval '1 second'`);
  await runDueSchedules(payload);
  expect(await readTopics(payload, id)).toEqual(['blog.published']);
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
  expect(await readTopics(payload, id)).toEqual(['blog.published', 'blog.updated']);
});

/** Schedules the publication of the post for 09:00 tomorrow. */
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
  // The form always contains the word "Publish", so check in the database that the schedule was saved.
  const planned = async () => (await payload.count({ collection: 'payload-jobs' })).totalDocs;
  await expect.poll(planned, { timeout: 20_000 }).toBe(1);
}
