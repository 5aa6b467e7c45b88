import { expect, test } from 'vitest';
import { startAdminSite } from '../support/admin-site.ts';
import { makeBooking, makeSlot } from '../support/appointments.ts';
import { seriousViolations } from '../support/axe.ts';
import { PHONE } from '../support/browser.ts';
import { makeProduct } from '../support/sales.ts';

const { payload, signIn } = await startAdminSite();

test('ticked bookings are confirmed together, after a question', async () => {
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
  await page.getByText('2 are confirmed.').waitFor();
  expect(await statuses()).toEqual(['CONFIRMED', 'CONFIRMED', 'PENDING']);
});

test('the export is of the list that is looked at', async () => {
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

test('a price list is shown with its mistakes, and applied without them', async () => {
  const id = await makeProduct(payload, { price: 10_000 });
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
  expect(await seriousViolations(page)).toEqual([]);
  await choose(`slug,price\n${slug},120\n`);
  await page.getByText('+£20.00 (+20.0 %)').waitFor();
  await page.getByRole('button', { name: 'Change one price' }).click();
  await page.getByText('The new price is on the website at once.').waitFor();
  expect((await payload.findByID({ collection: 'products', id })).price).toBe(10_000);
  await page.getByRole('button', { name: 'Yes, change' }).click();
  await page.getByText('One price is changed.').waitFor();
  expect((await payload.findByID({ collection: 'products', id })).price).toBe(12_000);
});

test('price lists are for editors', async () => {
  const page = await signIn('sales');
  await page.goto('/admin/price-list');
  await page.waitForURL('**/admin');
});

test.each([
  ['a desktop', {}],
  ['a phone', PHONE],
])('nothing in the lists keeps anybody out, on %s', async (_, look) => {
  await makeBooking(payload, await makeSlot(payload));
  await makeProduct(payload);
  const page = await signIn('admin', look);
  for (const list of ['bookings', 'orders', 'products', 'blogs', 'brochure-requests', 'customers']) {
    await page.goto(`/admin/collections/${list}`);
    await page.locator('.list-header__title, .collection-list__header, h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await seriousViolations(page), list).toEqual([]);
  }
});
