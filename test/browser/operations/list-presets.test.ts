import { expect, test } from 'vitest';
import { startAdminSite } from '../../support/admin-site.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { findSeriousViolations } from '../../support/axe.ts';
import { PHONE } from '../../support/browser.ts';
import { makeSaleProduct } from '../../support/sales.ts';

const { payload, signIn } = await startAdminSite();

test('selected bookings are confirmed together, after one confirmation by the user', async () => {
  const bookings = [
    await makeBooking(payload, await makeSlot(payload), { lastName: 'Ticked' }),
    await makeBooking(payload, await makeSlot(payload), { lastName: 'Ticked' }),
  ];
  const other = await makeBooking(payload, await makeSlot(payload), { lastName: 'Left' });
  const statuses = () =>
    Promise.all(
      [...bookings, other].map(async ({ id }) => (await payload.findByID({ collection: 'bookings', id })).status),
    );
  const page = await signIn('sales');
  await page.goto('/admin/collections/bookings');
  for (const { referenceCode } of bookings) {
    await page
      .getByRole('row', { name: referenceCode as string })
      .getByRole('checkbox')
      .check();
  }
  await page.getByRole('button', { name: 'Confirm 2 selected' }).click();
  await page.getByText('2 customers get an e-mail.').waitFor();
  expect(await statuses()).toEqual(['PENDING', 'PENDING', 'PENDING']);
  await page.getByRole('button', { name: 'Yes, confirm' }).click();
  await page.getByText('2 bookings have been confirmed.').waitFor();
  expect(await statuses()).toEqual(['CONFIRMED', 'CONFIRMED', 'PENDING']);
});

test('the export contains the rows of the current list', async () => {
  const { id, referenceCode } = await makeBooking(payload, await makeSlot(payload), { lastName: 'Cancelled' });
  await payload.update({ collection: 'bookings', id, data: { status: 'CANCELLED' } });
  const page = await signIn('sales');
  await page.goto('/admin/collections/bookings');
  await page.getByRole('link', { name: 'Cancelled' }).click();
  await page.locator('[aria-current=page]', { hasText: 'Cancelled' }).waitFor();
  const link = page.getByRole('link', { name: 'Export CSV' });
  await expect.poll(async () => decodeURIComponent((await link.getAttribute('href')) ?? '')).toContain('CANCELLED');
  const text = await link.evaluate(async (a) => (await fetch(a.getAttribute('href') ?? '')).text());
  expect(text.trim().split('\r\n').slice(1)).toEqual([expect.stringContaining(`${referenceCode},CANCELLED`)]);
});

test('the preview of a price list shows errors, only valid rows are applied, and the price list can be undone', async () => {
  const id = await makeSaleProduct(payload, { price: 10_000 });
  const { slug } = await payload.findByID({ collection: 'products', id });
  const page = await signIn('content-manager');
  await page.goto('/admin/collections/products');
  await page.getByRole('link', { name: 'Price list' }).click();
  const choose = (csv: string) =>
    page
      .getByLabel('Choose the changed file')
      .setInputFiles({ name: 'p.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await choose(`slug,price\n${slug},120\nnowhere,1\n`);
  await page.getByText('There is no product with this slug.').waitFor();
  await page.getByRole('button', { name: 'Change one price' }).waitFor();
  expect(await findSeriousViolations(page)).toEqual([]);
  await choose(`slug,price\n${slug},120\n`);
  await page.getByText('+£20.00 (+20.0 %)').waitFor();
  await page.getByRole('button', { name: 'Change one price' }).click();
  await page.getByText('The new price appears on the website at once.').waitFor();
  expect((await payload.findByID({ collection: 'products', id })).price).toBe(10_000);
  await page.getByRole('button', { name: 'Yes, change' }).click();
  await page.getByText('One price has been changed.').waitFor();
  expect((await payload.findByID({ collection: 'products', id })).price).toBe(12_000);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByText('The former prices appear on the website at once.').waitFor();
  expect(await findSeriousViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Yes, undo' }).click();
  await page.getByText('One price has been restored.').waitFor();
  expect((await payload.findByID({ collection: 'products', id })).price).toBe(10_000);
  await expect.poll(() => page.getByText('Undo a price list').count()).toBe(0);
});

test('only editors may import price lists', async () => {
  const page = await signIn('sales');
  await page.goto('/admin/price-list');
  await page.waitForURL('**/admin');
});

test('the first row of a list is visible on a phone without scrolling', async () => {
  await makeBooking(payload, await makeSlot(payload));
  await makeSaleProduct(payload);
  const page = await signIn('admin', PHONE);
  const lists = ['Newest', 'To confirm', 'Upcoming'].map((name) => ['bookings', name] as const);
  for (const [collection, name] of [...lists, ['time-slots', 'Free'], ['products', 'Newest']] as const) {
    await page.goto(`/admin/collections/${collection}`);
    await page.getByRole('link', { name, exact: true }).click();
    await page.locator('[aria-current=page]', { hasText: name }).waitFor();
    const top = async () => (await page.locator('tbody tr').first().boundingBox())?.y;
    await expect.poll(top, { message: `${collection}: ${name}` }).toBeLessThanOrEqual(400);
  }
});

test('a tab works as soon as it is visible', async () => {
  const page = await signIn('sales');
  await page.goto('/admin/collections/orders');
  const isCurrent = (name: string) => page.locator('[aria-current=page]', { hasText: name }).waitFor();
  await isCurrent('Newest');
  // A mutation observer runs before the effects of React that Payload's list uses to set the URL.
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      const tabs = [...document.querySelectorAll<HTMLAnchorElement>('nav a')];
      if (!tabs.some((tab) => tab.textContent === 'Paid' && tab.ariaCurrent)) return;
      observer.disconnect();
      tabs.find((tab) => tab.textContent === 'Unpaid')?.click();
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await page.getByRole('link', { name: 'Paid', exact: true }).click();
  await isCurrent('Unpaid');
});

test('amounts are aligned, and phone numbers are in national format', async () => {
  await makeSaleProduct(payload, { price: 123_456 });
  const { id } = await makeBooking(payload, await makeSlot(payload), { lastName: 'Dialled' });
  const page = await signIn('admin');
  await page.goto('/admin/collections/products');
  const price = page.locator('td.cell-price').first();
  await price.getByText('£1,234.56').waitFor();
  const alignment = (cell: typeof price) => cell.evaluate((td) => getComputedStyle(td).textAlign);
  expect(await alignment(price)).toBe('end');
  await page.goto(`/admin/collections/bookings/${id}`);
  await expect.poll(() => page.locator('#field-phone').inputValue()).toMatch(/^0\d/);
  await page.locator('a[href^="tel:+44"]').first().waitFor();
  expect(await page.getByText('+44').count()).toBe(0);
});

test('an empty list says what it will contain', async () => {
  const page = await signIn('sales');
  await page.goto('/admin/collections/payments');
  await page.getByText('No payments yet.').waitFor();
  expect(await page.getByText('No Results').isVisible()).toBe(false);
  await page.getByRole('link', { name: 'Failed' }).click();
  await page.getByText('Nothing matches.').waitFor();
});
