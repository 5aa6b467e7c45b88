import { PHONE } from '../../support/browser.ts';
import type { Studio } from '../studio.ts';
import { workingDay } from '../working-days.ts';

/** The calendar on a desktop and on a phone. */
export async function calendar({ staff, keep }: Studio): Promise<void> {
  const date = workingDay(1).toISODate();
  const page = await staff('sales');
  await page.goto(`/admin/calendar?view=week&date=${date}`);
  await page.locator('[class*=visit]').first().waitFor();
  await keep(page, 'calendar');
  const phone = await staff('sales', PHONE);
  await phone.goto(`/admin/calendar?view=day&date=${date}`);
  await phone.locator('[class*=visit]').first().waitFor();
  await keep(phone, 'calendar-phone');
}
