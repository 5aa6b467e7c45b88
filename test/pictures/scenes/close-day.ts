import type { Studio } from '../studio.ts';
import { workingDay } from '../working-days.ts';

/** Staff close a day and reopen it. */
export async function closeDay({ staff, keep }: Studio): Promise<void> {
  const day = workingDay(8);
  const page = await staff('sales');
  await page.goto(`/admin/calendar?view=week&date=${day.toISODate()}`);
  const heading = page.getByRole('link', { name: day.toFormat('d LLLL yyyy') });
  await heading.getByText(/free/).waitFor();
  await keep(page, 'editors/close-day-heading', { mark: heading });
  await heading.click();
  await page.getByRole('button', { name: 'Close this day' }).click();
  await page.getByLabel('Reason').fill('Stocktaking');
  await keep(page, 'editors/close-day', { mark: page.getByRole('button', { name: 'Yes, close the day' }) });
  await page.getByRole('button', { name: 'Yes, close the day' }).click();
  await heading.getByText('Stocktaking').waitFor();
  await heading.click();
  await keep(page, 'editors/closed-day', { mark: page.getByRole('button', { name: 'Open again' }) });
  await page.getByRole('button', { name: 'Open again' }).click();
  await heading.getByText(/free/).waitFor();
}
