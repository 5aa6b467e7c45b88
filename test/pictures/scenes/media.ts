import { roomPhoto } from '../room.ts';
import type { Studio } from '../studio.ts';

/** A content manager uploads and describes a photo and sets its focal point. */
export async function media({ staff, keep }: Studio): Promise<void> {
  const page = await staff('content-manager');
  await page.goto('/admin/collections/media/create');
  await page.setInputFiles('input[type=file]', await roomPhoto('island.jpg'));
  await page.fill('#field-alt', 'A white kitchen with an island and brass handles');
  await keep(page, 'editors/photo', { mark: page.locator('#field-alt') });
  await page.click('#action-save');
  await page.waitForURL(/media\/[0-9a-f-]{36}/);
  await page.reload();
  await page.getByRole('button', { name: 'Edit Image' }).waitFor();
  await keep(page, 'editors/photo-saved', { mark: page.getByRole('button', { name: 'Edit Image' }) });
  await page.getByRole('button', { name: 'Edit Image' }).click();
  await page.locator('.edit-upload input[name="X %"]').fill('30');
  await page.locator('.edit-upload input[name="Y %"]').fill('60');
  await keep(page, 'editors/photo-focus', { mark: page.getByRole('button', { name: 'Apply Changes' }) });
  await page.getByRole('button', { name: 'Apply Changes' }).click();
  await page.click('#action-save');
  await page.locator('.toast-success').waitFor();
  await page.goto('/admin/collections/media');
  await page.getByRole('link', { name: 'Without alt text' }).waitFor();
  await keep(page, 'editors/photos', { mark: page.getByRole('link', { name: 'Without alt text' }) });
}
