import type { Studio } from '../studio.ts';

/** Staff find a customer and handle their data protection requests. */
export async function customer({ staff, keep }: Studio): Promise<void> {
  const page = await staff('admin');
  await page.goto('/admin/collections/customers');
  await page.getByPlaceholder(/^Search/).fill('lewis');
  await page.waitForURL(/search=/);
  await page.getByRole('row').nth(1).waitFor();
  await keep(page, 'editors/customers', { mark: page.getByPlaceholder(/^Search/) });
  await page.getByRole('row').nth(1).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  await keep(page, 'customer');
  const erase = page.getByRole('button', { name: 'Erase this customer' });
  await keep(page, 'editors/customer-rights', { mark: page.getByRole('link', { name: /^Export everything/ }) });
  await erase.click();
  await keep(page, 'editors/customer-erase', { mark: page.getByLabel('to confirm') });
}
