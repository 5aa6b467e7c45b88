import { dayWith } from '../diary.ts';
import type { Studio } from '../studio.ts';

/** Staff book an appointment for a customer on the phone. */
export async function booking({ staff, keep }: Studio): Promise<void> {
  const page = await staff('sales');
  const date = await dayWith(
    page,
    (appointments, free) => appointments.length > 1 && free.some(({ type }) => type === 'HOME_MEASUREMENT'),
  );
  await page.goto(`/admin/calendar?view=day&date=${date}`);
  const free = page.locator('[class*=open][class*=HOME_MEASUREMENT][class*=FREE]').first();
  await free.click();
  await page.getByRole('link', { name: 'New booking' }).waitFor();
  await keep(page, 'editors/free-slot', { mark: page.getByRole('link', { name: 'New booking' }) });
  await page.getByRole('link', { name: 'New booking' }).click();
  await page.waitForURL(/bookings\/create/);
  await page.locator('#field-type').getByText('Home measurement').waitFor();
  await page.getByRole('group', { name: 'Time' }).getByRole('button', { pressed: true }).waitFor();
  await keep(page, 'editors/new-booking');
  await page.fill('#field-firstName', 'Grace');
  await page.fill('#field-lastName', 'Hopper');
  await page.fill('#field-email', 'grace.hopper@example.com');
  await page.fill('#field-phone', '020 7946 0958');
  await page.fill('#field-address', '1 High Street, London');
  await page.fill('#field-postcode', 'SW4 7AA');
  await page.check('#field-forKitchen');
  await keep(page, 'editors/new-booking-customer', { mark: page.locator('#action-save') });
  await page.click('#action-save');
  await page.waitForURL(/bookings\/[0-9a-f-]{36}/);
  await page.getByRole('button', { name: 'Confirm' }).waitFor();
  await keep(page, 'editors/new-booking-saved', { mark: page.getByRole('button', { name: 'Confirm' }) });
}
