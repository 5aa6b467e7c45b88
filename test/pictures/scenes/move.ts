import type { Locator, Page } from 'playwright-core';
import { PHONE } from '../../support/browser.ts';
import { dayWith } from '../diary.ts';
import type { Studio } from '../studio.ts';

/** Staff reschedule an appointment by dragging it and by choosing a time. */
export async function move({ staff, keep }: Studio): Promise<void> {
  const page = await staff('sales');
  const atHome = ({ type }: { type: string }) => type === 'HOME_MEASUREMENT';
  const date = await dayWith(
    page,
    (appointments, free) => appointments.filter(atHome).length === 1 && free.some(atHome),
  );
  const visit = '[class*=visit][class*=HOME_MEASUREMENT]:is([class*=CONFIRMED], [class*=PENDING])';
  await page.goto(`/admin/calendar?view=day&date=${date}&types=HOME_MEASUREMENT`);
  await page.locator(visit).first().waitFor();
  await lift(page, page.locator(visit).first(), page.locator('[class*=open][class*=FREE]').first());
  await keep(page, 'editors/move-drag');
  await page.mouse.up();
  await page.getByRole('button', { name: 'Move it' }).waitFor();
  await keep(page, 'editors/move-question', { mark: page.getByRole('button', { name: 'Move it' }) });
  await page.getByRole('button', { name: 'Move it' }).click();
  await page.getByText('has been moved to').waitFor();

  const phone = await staff('sales', PHONE);
  await phone.goto(`/admin/calendar?view=day&date=${date}&types=HOME_MEASUREMENT`);
  await phone.locator(visit).first().click();
  await phone.getByRole('button', { name: 'Move to another slot' }).click();
  await phone.getByRole('group', { name: 'Time' }).getByRole('button').first().click();
  await keep(phone, 'editors/move-phone', { mark: phone.getByRole('button', { name: /^Move it to/ }) });
}

/** Drags `from` over `to` without dropping it. */
async function lift(page: Page, from: Locator, to: Locator): Promise<void> {
  await to.scrollIntoViewIfNeeded();
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (!start || !end) throw new Error('The appointment or the free slot is not visible.');
  await page.mouse.move(start.x + start.width / 2, start.y + 8);
  await page.mouse.down();
  await page.mouse.move(start.x + start.width / 2, start.y + 40, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + 8, { steps: 8 });
}
