import { expect, test } from 'vitest';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { findViolationsInFourLooks } from '../../support/axe.ts';
import { PHONE } from '../../support/browser.ts';

const { payload, signIn } = await startAdminSite();

async function customer() {
  const id = await makeCustomer(payload);
  await createBooking(payload, id, toBookingInput(await makeSlot(payload)));
  const { email } = await payload.findByID({ collection: 'customers', id });
  return { id, email, path: `/admin/collections/customers/${id}` };
}

test('the customer page shows the history with links', async () => {
  const { path } = await customer();
  const page = await signIn('sales');
  await page.goto(path);
  await page.getByRole('link', { name: /^Home measurement booked for/ }).click();
  await page.waitForURL('**/collections/bookings/**');
  await page.goto(path);
  const exported = page.getByRole('link', { name: 'Export everything' });
  const answer = await exported.evaluate(async (link) => (await fetch(link.getAttribute('href') ?? '')).json());
  expect(answer).toMatchObject({ bookings: [{ firstName: 'Ada' }] });
  expect(await page.getByRole('button', { name: 'Erase this customer' }).count()).toBe(0);
});

test('an admin erases a customer after reading the consequences and typing their e-mail address', async () => {
  const { id, email, path } = await customer();
  const page = await signIn('admin', PHONE);
  await page.goto(path);
  await page.getByRole('button', { name: 'Erase this customer' }).click();
  const yes = page.getByRole('button', { name: 'Yes, erase' });
  expect(await yes.isDisabled()).toBe(true);
  await page.getByLabel('to confirm').fill(email);
  await yes.click();
  await page.waitForURL('**/collections/customers');
  const { totalDocs } = await payload.count({ collection: 'customers', where: { id: { equals: id } } });
  expect(totalDocs).toBe(0);
});

test('the page has no serious accessibility violations in any look', async () => {
  const { path } = await customer();
  const page = await signIn('admin');
  await page.goto(path);
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  expect(await findViolationsInFourLooks(page)).toEqual([]);
});
