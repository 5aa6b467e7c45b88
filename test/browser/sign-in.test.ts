import { expect, test } from 'vitest';
import { STAFF_PASSWORD, staffEmail, startAdminSite } from '../support/admin-site.ts';
import { makeBooking, makeSlot } from '../support/appointments.ts';
import { PHONE } from '../support/browser.ts';

const { payload, visit, signIn } = await startAdminSite();

test('signing in opens the dashboard', async () => {
  const page = await visit();
  await page.goto('/admin');
  await page.fill('#field-email', staffEmail('sales'));
  await page.fill('#field-password', STAFF_PASSWORD);
  await page.click('button[type=submit]');
  await page.waitForURL('**/admin');
  await page.getByRole('heading', { name: 'Coming visits' }).waitFor();
});

test('a wrong password says so and stays out', async () => {
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

test('bookings are out of an analyst’s reach', async () => {
  const booking = await makeBooking(payload, await makeSlot(payload), { lastName: 'Hidden' });
  const page = await signIn('analyst');
  await page.goto('/admin');
  await page.getByRole('heading', { name: 'Bookings per week' }).waitFor();
  await page.getByRole('link', { name: 'Showrooms' }).first().waitFor();
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

const SCREENS = [
  '/admin',
  '/admin/calendar',
  ...['bookings', 'time-slots', 'showrooms', 'customers', 'users', 'domain-events'].map(
    (slug) => `/admin/collections/${slug}`,
  ),
  ...['bookings', 'time-slots', 'showrooms'].map((slug) => `/admin/collections/${slug}/create`),
  '/admin/globals/availability',
  '/admin/globals/settings',
  '/admin/account',
];

test.each([
  ['a desktop', {}],
  ['a phone', PHONE],
])('every screen fits %s', async (_, look) => {
  const page = await signIn('admin', look);
  for (const screen of SCREENS) {
    expect((await page.goto(screen))?.status(), screen).toBe(200);
    await page.locator('main, .dashboard, h1').first().waitFor();
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.poll(overflow, { message: screen, timeout: 10_000 }).toBeLessThanOrEqual(1);
  }
});
