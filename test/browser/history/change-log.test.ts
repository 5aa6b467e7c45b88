import { expect, test } from 'vitest';
import { startAdminSite } from '../../support/admin-site.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { PHONE } from '../../support/browser.ts';

const { payload, signIn } = await startAdminSite();

test('an admin sees the changes of a booking and a link to all changes', async () => {
  const { id } = await makeBooking(payload, await makeSlot(payload));
  const sales = await signIn('sales');
  const confirmed = await sales.request.post(`/v1/appointments/${id}/confirm`, {
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(confirmed.status()).toBe(200);
  await sales.goto(`/admin/collections/bookings/${id}`);
  await sales.getByText('Reference').first().waitFor();
  expect(await sales.getByText('History', { exact: true }).count()).toBe(0);

  for (const look of [{}, PHONE]) {
    const page = await signIn('admin', look);
    await page.goto(`/admin/collections/bookings/${id}`);
    await page.getByText('History', { exact: true }).last().click();
    const panel = page.getByRole('group').filter({ hasText: 'Booking confirmed' });
    await panel.getByText('Status: Pending → Confirmed').waitFor();
    await panel.getByText('sales', { exact: true }).waitFor();
    await panel.getByRole('link', { name: 'All changes' }).click();
    await page.waitForURL(/collections\/changes\?/);
    const row = page.getByRole('row').filter({ hasText: 'Pending → Confirmed' });
    await row.getByText('sales', { exact: true }).waitFor();
  }
});

test('the history of the settings shows the changes of each setting', async () => {
  const page = await signIn('admin');
  await page.goto('/admin/globals/settings');
  await page.getByLabel('Hours to pay an order').fill('36');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('successfully').first().waitFor();
  await page.reload();
  await page.getByText('History', { exact: true }).last().click();
  await page.getByText(/Sales: hours to pay an order: .* → 36/).waitFor();
});
