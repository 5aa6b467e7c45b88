import type { Studio } from '../studio.ts';

/** The analytics page, the button that resends a brochure, and a price list import. */
export async function extras({ staff, keep }: Studio): Promise<void> {
  const analyst = await staff('analyst');
  await analyst.goto('/admin/analytics');
  await analyst.locator('figure .recharts-line-curve').first().waitFor();
  await keep(analyst, 'editors/analytics');

  const sales = await staff('sales');
  await sales.goto('/admin/collections/brochure-requests');
  await sales.locator('tbody tr').first().getByRole('link').first().click();
  const again = sales.getByRole('button', { name: 'Send the brochure again' });
  await again.waitFor();
  await keep(sales, 'editors/brochure', { mark: again });

  const editor = await staff('content-manager');
  await editor.goto('/admin/price-list');
  const { docs } = (await (await editor.request.get('/api/products?limit=3&sort=title&depth=0')).json()) as {
    docs: { slug: string; price: number }[];
  };
  const rows = docs.map(({ slug, price }) => `${slug},${((price * 1.05) / 100).toFixed(2)}`);
  await editor.getByLabel('Choose the changed file').setInputFiles({
    ...{ name: 'prices.csv', mimeType: 'text/csv' },
    buffer: Buffer.from(['slug,price', ...rows, ''].join('\n')),
  });
  const change = editor.getByRole('button', { name: /^Change/ });
  await change.waitFor();
  await keep(editor, 'editors/prices', { mark: change });
}
