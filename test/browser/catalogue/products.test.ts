import { sql } from '@payloadcms/db-postgres';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { findFreePort } from '../../../local/services/ports.ts';
import { database } from '../../../src/database/transaction.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { PHONE } from '../../support/browser.ts';
import { makePhoto, makeProduct } from '../../support/catalogue.ts';
import { expectShownOnceSaved } from '../../support/saved-change.ts';

// Choose the port before the site starts, because the URLs of pictures contain the origin of the site.
const PORT = String(await findFreePort());
const { payload, signIn } = await startAdminSite({ PORT, PUBLIC_URL: `http://127.0.0.1:${PORT}` });

test('an editor uploads a photo and sets its focal point', async () => {
  const page = await signIn('content-manager');
  const buffer = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#8a9a5b' } })
    .jpeg()
    .toBuffer();
  await page.goto('/admin/collections/media/create');
  await page.setInputFiles('input[type=file]', { name: 'island.jpg', mimeType: 'image/jpeg', buffer });
  await page.fill('#field-alt', 'A kitchen island');
  await page.click('#action-save');
  const stored = async () => {
    const { docs } = await payload.find({ collection: 'media', where: { alt: { equals: 'A kitchen island' } } });
    return docs[0];
  };
  await expect.poll(stored, { timeout: 20_000 }).toMatchObject({ width: 1200, focalX: 50, focalY: 50 });

  await page.goto(`/admin/collections/media/${(await stored())?.id}`);
  await page.getByRole('button', { name: 'Edit Image' }).click();
  await page.locator('.edit-upload input[name="X %"]').fill('20');
  await page.locator('.edit-upload input[name="Y %"]').fill('75');
  await page.getByRole('button', { name: 'Apply Changes' }).click();
  await page.click('#action-save');
  await expect.poll(stored, { timeout: 20_000 }).toMatchObject({ focalX: 20, focalY: 75, alt: 'A kitchen island' });
});

test('an editor chooses existing photos for a product without leaving the form', async () => {
  const photo = await makePhoto(payload, 'A larder');
  const { id } = await makeProduct(payload);
  const page = await signIn('content-manager');
  await page.goto(`/admin/collections/products/${id}`);
  await page.locator('#field-images').getByRole('button', { name: 'Choose from existing' }).click();
  const drawer = page.getByRole('dialog').filter({ has: page.getByRole('heading', { name: /Media/ }) });
  await drawer.getByRole('row', { name: 'A larder' }).getByRole('checkbox').check();
  await drawer.getByRole('button', { name: /^Select/ }).click();
  await page.locator('#field-images').getByText('A larder').or(page.locator('#field-images img')).first().waitFor();
  await page.click('#action-save');
  await page.locator('.toast-success').waitFor();
  expect(await payload.findByID({ collection: 'products', id, depth: 0 })).toMatchObject({ images: [photo] });
});

test.each([
  ['desktop', {}],
  ['phone', PHONE],
])('an editor on a %s changes a product while it is being sold, and enters its price in pounds', async (_, look) => {
  const { id } = await makeProduct(payload, { stock: 10, price: 100_000 });
  const page = await signIn('content-manager', look);
  await page.goto(`/admin/collections/products/${id}`);
  const price = page.locator('#field-price');
  await expect.poll(() => price.inputValue()).toBe('1000.00');
  await database(payload).execute(sql`UPDATE products SET stock = stock - 3 WHERE id = ${id}`);
  await price.fill('£1,234.5');
  await page.click('#action-save');
  await page.locator('.toast-success').waitFor();
  await expect.poll(() => price.inputValue()).toBe('1234.50');
  await expect.poll(() => page.inputValue('#field-stock')).toBe('7');
  expect(await payload.findByID({ collection: 'products', id })).toMatchObject({ stock: 7, price: 123_450 });
});

test('a renamed product shows its new title at once', async () => {
  const { id } = await makeProduct(payload);
  const page = await signIn('content-manager');
  await page.goto(`/admin/collections/products/${id}`);
  await page.fill('#field-title', 'Renamed kitchen');
  const change = {
    save: () => page.click('#action-save'),
    isSaved: async () => (await payload.findByID({ collection: 'products', id })).title === 'Renamed kitchen',
    shown: page.getByRole('heading', { name: 'Renamed kitchen' }),
  };
  await expectShownOnceSaved(page, change);
});

test('a deleted product is in the trash at once, and back in the list when it is restored', async () => {
  const { id } = await makeProduct(payload, { title: 'Unloved kitchen' });
  const isInTrash = async () =>
    Boolean((await payload.findByID({ collection: 'products', id, trash: true })).deletedAt);
  const page = await signIn('content-manager');
  await page.goto('/admin/collections/products');
  const row = page.getByRole('row', { name: 'Unloved kitchen' });
  await row.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const confirm = () => page.getByRole('button', { name: 'Confirm', exact: true }).click();
  const deleted = page.locator('.collection-list:not(:has-text("Unloved kitchen"))');
  await expectShownOnceSaved(page, { save: confirm, isSaved: isInTrash, shown: deleted });

  await page.getByRole('button', { name: 'Trash', exact: true }).click();
  await page.waitForURL('**/collections/products/trash*');
  await row.getByRole('link').first().click();
  await page.waitForURL(`**/collections/products/trash/${id}*`);
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  const isRestored = async () => !(await isInTrash());
  const restored = page.locator('#action-save');
  await expectShownOnceSaved(page, { save: confirm, isSaved: isRestored, shown: restored });
  await page.waitForURL(`**/collections/products/${id}*`);
});
