import type { Studio } from '../studio.ts';

/** Staff refund part of an order. */
export async function refund({ staff, keep }: Studio): Promise<void> {
  const page = await staff('sales');
  await page.goto('/admin/collections/orders');
  await page.getByRole('link', { name: 'Paid', exact: true }).click();
  await page.locator('[aria-current=page]', { hasText: 'Paid' }).waitFor();
  await page.locator('tbody tr').first().waitFor();
  await keep(page, 'editors/orders', { mark: page.locator('tbody tr').first() });
  await page.locator('tbody tr').first().getByRole('link').first().click();
  const amount = page.locator('[name=refundAmount]');
  await amount.fill('150.00');
  const button = page.getByRole('button', { name: 'Refund', exact: true });
  await keep(page, 'editors/refund', { mark: button });
  await button.click();
  const yes = page.getByRole('button', { name: 'Yes, refund it' });
  await keep(page, 'editors/refund-question', { mark: yes });
  await yes.click();
  await page.getByText('is on its way back').waitFor();
  const credit = page.getByRole('link', { name: /^CN-/ });
  for (let look = 0; look < 20 && (await credit.count()) === 0; look += 1) {
    await page.reload();
    await page.getByText('Documents').waitFor();
  }
  await keep(page, 'editors/refund-done', { mark: credit.first() });
}
