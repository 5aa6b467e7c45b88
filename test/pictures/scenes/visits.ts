import { dayWith } from '../diary.ts';
import type { Studio } from '../studio.ts';

/** The appointments of a day, and the actions on them. */
export async function visits({ staff, keep }: Studio): Promise<void> {
  const page = await staff('sales');
  const date = await dayWith(
    page,
    (appointments) => appointments.length > 4 && appointments.some(({ status }) => status === 'PENDING'),
  );
  await page.goto(`/admin/calendar?view=day&date=${date}`);
  await page.locator('[class*=visit][class*=PENDING]').first().waitFor();
  await keep(page, 'editors/visits-day', { mark: page.locator('[class*=visit][class*=PENDING]').first() });

  await page.locator('[class*=visit][class*=PENDING]').first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Confirm' }).waitFor();
  await keep(page, 'editors/visit', { mark: sheet.getByRole('button', { name: 'Confirm' }) });
  await sheet.getByRole('button', { name: 'Cancel booking' }).click();
  await keep(page, 'editors/visit-cancel', { mark: sheet.getByRole('button', { name: 'Yes, cancel it' }) });
  await sheet.getByRole('button', { name: 'Keep the booking' }).click();
  await sheet.getByRole('button', { name: 'Confirm' }).click();
  await sheet.waitFor({ state: 'detached' });

  await page.goto('/admin');
  await page.getByRole('link', { name: /^To confirm/ }).click();
  await page.waitForURL(/collections\/bookings/);
  await page.getByRole('row').nth(1).getByRole('checkbox').check();
  await page.getByRole('row').nth(2).getByRole('checkbox').check();
  await page.getByRole('row').nth(3).getByRole('checkbox').check();
  await keep(page, 'editors/visits-confirm', { mark: page.getByRole('button', { name: 'Confirm 3 selected' }) });
}
