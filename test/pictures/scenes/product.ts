import type { Page } from 'playwright-core';
import type { Studio } from '../studio.ts';

/** A content manager adds a product, publishes it, and marks it as sold out. */
export async function product({ staff, keep }: Studio): Promise<void> {
  const page = await staff('content-manager');
  await page.goto('/admin/collections/products/create');
  await page.fill('#field-title', 'Hampstead in white');
  await page.fill('#field-summary', 'A painted shaker kitchen with an island, brass handles and room for a family.');
  await page.locator('[data-lexical-editor=true]').first().click();
  await page.keyboard.type('Hampstead brings painted doors together with solid oak drawers.');
  await page.click('#field-category .rs__control');
  await page.locator('.rs__option', { hasText: 'Kitchen' }).first().click();
  await page.fill('#field-price', '12,499.00');
  await page.fill('#field-stock', '4');
  await keep(page, 'editors/product');

  await page.locator('#field-images').getByRole('button', { name: 'Choose from existing' }).click();
  const drawer = page.locator('.list-drawer');
  await drawer.locator('tbody tr').first().waitFor();
  await drawer.locator('tbody tr').first().getByRole('checkbox').check();
  await drawer.locator('tbody tr').nth(1).getByRole('checkbox').check();
  await keep(page, 'editors/product-pictures', { mark: drawer.getByRole('button', { name: /^Select/ }) });
  await drawer.getByRole('button', { name: /^Select/ }).click();
  await drawer.waitFor({ state: 'detached' });
  await page.locator('#field-images img').first().waitFor();
  await keep(page, 'editors/product-publish', { mark: page.locator('#action-save') });
  await page.click('#action-save');
  await page.waitForURL(/products\/[0-9a-f-]{36}/);
  await soldOut(page);
  await page.locator('#field-stock').scrollIntoViewIfNeeded();
  await keep(page, 'editors/product-sold-out', { mark: page.locator('#field-stock') });

  await page.goto('/admin/collections/products');
  await page.getByRole('link', { name: 'Out of stock' }).click();
  await page.getByRole('row', { name: 'Hampstead in white' }).first().waitFor();
  // The list loads the names of ranges again after each change.
  await page.waitForLoadState('networkidle');
  await page.getByRole('cell', { name: 'Ashford', exact: true }).first().waitFor();
  await keep(page, 'editors/products-out', { mark: page.getByRole('link', { name: 'Out of stock' }) });
}

async function soldOut(page: Page): Promise<void> {
  await page.locator('.toast-success').waitFor();
  await page.locator('.toast-success').waitFor({ state: 'detached' });
  await page.fill('#field-stock', '0');
  await page.click('#action-save');
  await page.locator('.toast-success').waitFor();
}
