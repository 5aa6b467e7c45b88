import { DateTime } from 'luxon';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { book } from '../../src/services/appointments/book.ts';
import { startAdminSite } from '../support/admin-site.ts';
import { bookingOf, makeBooking, makeCustomer, makeSlot } from '../support/appointments.ts';
import { seriousViolations } from '../support/axe.ts';
import { PHONE } from '../support/browser.ts';

const { payload, signIn } = await startAdminSite();

/** A London day in summer, when London is not at UTC, that no other test uses; on a Wednesday, in the middle of its week. */
let week = 0;
function someDay(): DateTime {
  week += 1;
  const july = DateTime.fromObject(
    { year: new Date().getUTCFullYear() + 1, month: 5, day: 1 },
    { zone: 'Europe/London' },
  );
  return july.plus({ weeks: week }).set({ weekday: 3 });
}

const slotAt = (day: DateTime, hour: number, more: object = {}) =>
  makeSlot(payload, { startsAt: day.set({ hour }).toJSDate(), ...more });

const bookingAt = async (slot: string, lastName: string) => (await makeBooking(payload, slot, { lastName })).id;

const stored = (id: string) => payload.findByID({ collection: 'bookings', id, depth: 0 });

const open = async (page: Page, day: DateTime, view: 'day' | 'week' | 'month') => {
  await page.goto(`/admin/calendar?view=${view}&date=${day.toISODate()}`);
  return page;
};

const entry = (page: Page, name: string) => page.locator('[class*=visit]', { hasText: name }).first();

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (!start || !end) throw new Error('There is nothing to drag, or nowhere to drag it to.');
  await page.mouse.move(start.x + start.width / 2, start.y + 8);
  await page.mouse.down();
  await page.mouse.move(start.x + start.width / 2, start.y + 40, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + 8, { steps: 8 });
  await page.mouse.up();
}

describe('a visit', () => {
  test('is dragged to a free slot, after a question, at London’s time in any browser', async () => {
    const day = someDay();
    const [from, to] = [await slotAt(day, 10), await slotAt(day, 14)];
    const id = await bookingAt(from, 'Dragged');
    const page = await open(await signIn('sales', { timezoneId: 'America/New_York' }), day, 'day');
    await entry(page, 'Ada Dragged').getByText('10:00').waitFor();
    await drag(page, entry(page, 'Ada Dragged'), page.locator('[class*=open]', { hasText: '1 free' }).first());
    await page.getByRole('dialog').getByText('14:00–15:00').waitFor();
    expect(await stored(id)).toMatchObject({ slot: from });
    await page.getByRole('button', { name: 'Move it' }).click();
    await page.getByText('Ada Dragged is moved to').waitFor();
    expect(await stored(id)).toMatchObject({ slot: to, status: 'PENDING' });
    await entry(page, 'Ada Dragged').getByText('14:00').waitFor();
  });

  test('snaps back, and says why, when a customer was quicker with the slot', async () => {
    const day = someDay();
    const [from, to] = [await slotAt(day, 10), await slotAt(day, 14)];
    const id = await bookingAt(from, 'Beaten');
    const page = await open(await signIn('sales'), day, 'week');
    await entry(page, 'Ada Beaten').waitFor();
    await drag(page, entry(page, 'Ada Beaten'), page.locator('[class*=rail]').first());
    await page.getByRole('button', { name: 'Move it' }).waitFor();
    const { status } = await book(payload, await makeCustomer(payload), bookingOf(to, { lastName: 'Quick' }));
    expect(status).toBe(201);
    await page.getByRole('button', { name: 'Move it' }).click();
    await page.getByText('This slot has just been booked.').waitFor();
    await entry(page, 'Ada Quick').getByText('14:00').waitFor();
    await entry(page, 'Ada Beaten').getByText('10:00').waitFor();
    expect(await stored(id)).toMatchObject({ slot: from });
  });

  test('is not dropped where nothing is free', async () => {
    const day = someDay();
    const id = await bookingAt(await slotAt(day, 10), 'Stays');
    await slotAt(day, 14, { type: 'ONLINE' });
    const page = await open(await signIn('sales'), day, 'day');
    await drag(page, entry(page, 'Ada Stays'), page.locator('[class*=open]', { hasText: '1 free' }).first());
    await entry(page, 'Ada Stays').getByText('10:00').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await stored(id)).toMatchObject({ status: 'PENDING' });
  });

  test('is confirmed and then cancelled by keyboard alone, the cancelling after a question', async () => {
    const day = someDay();
    const id = await bookingAt(await slotAt(day, 10), 'Keyed');
    const page = await open(await signIn('sales'), day, 'day');
    await entry(page, 'Ada Keyed').waitFor();
    await entry(page, 'Ada Keyed').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Confirm' }).press('Enter');
    await expect.poll(async () => (await stored(id)).status).toBe('CONFIRMED');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await entry(page, 'Ada Keyed').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Cancel booking' }).press('Enter');
    await page.getByRole('button', { name: 'Keep it' }).press('Enter');
    expect((await stored(id)).status).toBe('CONFIRMED');
    await page.getByRole('button', { name: 'Cancel booking' }).press('Enter');
    await page.getByRole('button', { name: 'Yes, cancel it' }).press('Enter');
    await expect.poll(async () => (await stored(id)).status).toBe('CANCELLED');
    await entry(page, 'Ada Keyed').waitFor({ state: 'detached' });
  });

  test('is moved on a phone, by choosing the time', async () => {
    const day = someDay();
    const [from, to] = [await slotAt(day, 10), await slotAt(day, 14)];
    const id = await bookingAt(from, 'Phoned');
    const page = await open(await signIn('sales', PHONE), day, 'week');
    await page.getByText('Ada Phoned').click();
    await page.getByRole('button', { name: 'Move to another slot' }).click();
    const date = day.toFormat('ccc d LLL');
    await page.getByRole('group', { name: 'Day' }).getByRole('button', { name: date }).click();
    await page.getByRole('group', { name: 'Time' }).getByRole('button', { name: '14:00' }).click();
    const sideways = await page.getByRole('dialog').evaluate((sheet) => sheet.scrollWidth - sheet.clientWidth);
    expect(sideways).toBe(0);
    await page.getByRole('button', { name: /^Move it to/ }).click();
    await page.getByText('Ada Phoned is moved to').waitFor();
    expect(await stored(id)).toMatchObject({ slot: to });
  });
});

test.each([
  ['a desktop', 'week', {}, '[class*=rail]'],
  ['a phone', 'day', PHONE, '[class*=open]'],
] as const)('a free slot is booked from the calendar, on %s', async (_, view, look, free) => {
  const day = someDay();
  const slot = await slotAt(day, 15, { type: 'ONLINE' });
  const page = await open(await signIn('sales', look), day, view);
  await page.locator(free).filter({ hasText: '1 free' }).first().click();
  await page.getByRole('link', { name: 'New booking' }).click();
  await page.waitForURL(/bookings\/create/);
  await page.locator('#field-slot').getByText('15:00–16:00').waitFor();
  await page.locator('#field-type').getByText('Online consultation').waitFor();
  await page.fill('#field-firstName', 'Grace');
  await page.fill('#field-lastName', 'Caller');
  await page.fill('#field-email', 'grace@example.com');
  await page.fill('#field-phone', '020 7946 0958');
  await page.fill('#field-address', '1 High Street');
  await page.fill('#field-postcode', 'sw47aa');
  await page.check('#field-forKitchen');
  await page.click('#action-save');
  await page.waitForURL(/bookings\/[0-9a-f-]{36}/);
  expect(await stored(new URL(page.url()).pathname.split('/').at(-1) ?? '')).toMatchObject({ slot, type: 'ONLINE' });
});

test('a day is closed and opened again from its heading', async () => {
  const day = someDay();
  const slot = await slotAt(day, 10);
  const isClosed = async () => (await payload.findByID({ collection: 'time-slots', id: slot })).isClosed;
  const page = await open(await signIn('sales'), day, 'week');
  const heading = page.getByRole('link', { name: day.toFormat('d LLLL yyyy') });
  await heading.click();
  await page.getByRole('button', { name: 'Close this day' }).click();
  await page.getByLabel('Reason').fill('Stocktaking');
  await page.getByRole('button', { name: 'Yes, close it' }).click();
  await expect.poll(isClosed).toBe(true);
  await heading.getByText('Stocktaking').waitFor();
  await heading.click();
  await page.getByRole('button', { name: 'Open again' }).click();
  await expect.poll(isClosed).toBe(false);
  await heading.getByText('1 free').waitFor();
});

test('filters show one type alone, and stand in the address', async () => {
  const day = someDay();
  await bookingAt(await slotAt(day, 10), 'Measured');
  await makeBooking(payload, await slotAt(day, 11, { type: 'ONLINE' }), { type: 'ONLINE', lastName: 'Called' });
  const page = await open(await signIn('sales'), day, 'week');
  await entry(page, 'Ada Measured').waitFor();
  await page.getByRole('button', { name: 'Home measurement' }).click();
  await entry(page, 'Ada Measured').waitFor({ state: 'detached' });
  await page.reload();
  await entry(page, 'Ada Called').waitFor();
  expect(await entry(page, 'Ada Measured').count()).toBe(0);
});

test.each([
  ['a desktop', {}],
  ['a phone', PHONE],
  ['a desktop at night', { colorScheme: 'dark' as const }],
])('nothing on it keeps anybody out, on %s', async (_, look) => {
  const day = someDay();
  await bookingAt(await slotAt(day, 10), 'Seen');
  await slotAt(day, 12);
  await slotAt(day, 13, { isClosed: true });
  const page = await signIn('sales', look);
  for (const view of ['day', 'week', 'month'] as const) {
    await open(page, day, view);
    await entry(page, view === 'month' ? '10:00' : 'Ada Seen').waitFor();
    expect(await seriousViolations(page), view).toEqual([]);
  }
  await entry(page, '10:00').click();
  await page.getByRole('dialog').waitFor();
  expect(await seriousViolations(page), 'a visit').toEqual([]);
});
