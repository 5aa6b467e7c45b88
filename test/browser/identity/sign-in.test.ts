import { expect, test } from 'vitest';
import { strings } from '../../../src/admin/strings/index.ts';
import { staffEmail, startAdminSite } from '../../support/admin-site.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { STAFF_PASSWORD } from '../../support/staff.ts';

const { payload, visit, signIn } = await startAdminSite();

test('signing in opens the dashboard', async () => {
  const page = await visit();
  await page.goto('/admin');
  await page.fill('#field-email', staffEmail('sales'));
  await page.fill('#field-password', STAFF_PASSWORD);
  await page.click('button[type=submit]');
  await page.waitForURL('**/admin');
  await page.getByRole('heading', { name: 'Upcoming visits' }).waitFor();
});

test('a wrong password shows an error and does not sign in', async () => {
  const page = await visit();
  await page.goto('/admin/login');
  await page.fill('#field-email', staffEmail('sales'));
  await page.fill('#field-password', 'another password');
  await page.click('button[type=submit]');
  await page.getByText('The email or password provided is incorrect.').waitFor();
  expect(page.url()).toContain('/admin/login');
  await page.goto('/admin/collections/bookings');
  await page.waitForURL('**/admin/login**');
});

test('an analyst cannot open bookings', async () => {
  const booking = await makeBooking(payload, await makeSlot(payload), { lastName: 'Hidden' });
  const page = await signIn('analyst');
  await page.goto('/admin');
  await page.getByRole('heading', { name: 'Bookings per week' }).waitFor();
  await page.getByRole('link', { name: 'Analytics' }).first().waitFor();
  expect(await page.getByRole('link', { name: 'Bookings' }).count()).toBe(0);
  expect(await page.getByText('Hidden').count()).toBe(0);
  for (const path of ['/admin/collections/bookings', `/admin/collections/bookings/${booking.id}`]) {
    expect((await page.goto(path))?.status()).toBe(404);
  }
  await page.goto('/admin/calendar');
  await page.waitForURL('**/admin');
  const patched = await page.request.patch(`/api/bookings/${booking.id}`, { data: { status: 'CONFIRMED' } });
  expect([patched.status(), (await page.request.get('/api/bookings')).status()]).toEqual([403, 403]);
});

test('staff change their own password by entering the current one', async () => {
  const [email, password] = ['changes@browser.example.com', 'copper larder walnut 27'];
  await payload.create({
    collection: 'users',
    data: { email, password: STAFF_PASSWORD, name: 'Ada', role: 'analyst' },
  });
  const page = await visit();
  const signInWith = async (one: string) =>
    (await page.request.post('/api/users/login', { data: { email, password: one } })).status();
  expect(await signInWith(STAFF_PASSWORD)).toBe(200);
  await page.goto('/admin/account');
  await page.getByRole('button', { name: 'Change Password' }).click();
  await page.fill('#field-password', password);
  await page.fill('#field-confirm-password', password);
  const checked = page.waitForResponse((one) => {
    const { headers, body } = { headers: one.request().headers(), body: one.request().postData() };
    return 'next-action' in headers && Boolean(body?.includes('another password'));
  });
  // Type as slowly as people do, because Payload checks a field up to 150 ms after the last key.
  await page.getByLabel(strings.staff.presentPassword).pressSequentially('another password', { delay: 30 });
  // Payload refuses a save in the browser until the server has checked the last values.
  await checked;
  await page.click('#action-save');
  await page.locator('.toast-error').first().waitFor();
  expect(await signInWith(password)).toBe(401);
  // Delay the check of the field, to simulate a slow connection. Staff then save the corrected value before the server
  // has checked the value.
  let release = () => {};
  const saved = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/admin/account', async (route) => {
    if ('next-action' in route.request().headers()) await saved;
    await route.continue();
  });
  await page.getByLabel(strings.staff.presentPassword).fill(STAFF_PASSWORD);
  const response = page.waitForResponse((one) => one.request().method() === 'PATCH');
  await page.click('#action-save');
  expect((await response).status()).toBe(200);
  release();
  await page.locator('.toast-success').first().waitFor();
  expect(await signInWith(password)).toBe(200);
});
