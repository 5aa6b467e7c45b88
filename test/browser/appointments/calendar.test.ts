import { DateTime } from 'luxon';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { createBooking } from '../../../src/services/appointments/create-booking.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { makeBooking, makeCustomer, makeSlot, toBookingInput } from '../../support/appointments.ts';
import { findSeriousViolations, findViolationsInFourLooks } from '../../support/axe.ts';
import { PHONE } from '../../support/browser.ts';

const { payload, signIn } = await startAdminSite();

let week = 0;

/** Returns a Wednesday in summer, when London time differs from UTC. Each call returns the Wednesday after the previous one. */
function someDay(): DateTime {
  week += 1;
  const firstOfMay = DateTime.fromObject(
    { year: new Date().getUTCFullYear() + 1, month: 5, day: 1 },
    { zone: 'Europe/London' },
  );
  return firstOfMay.plus({ weeks: week }).set({ weekday: 3 });
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
  // The layout may still shift while the entries appear. `hover` waits until its element no longer moves.
  for (const element of [to, from]) await element.hover();
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (!start || !end) throw new Error('The appointment or the free slot is not visible.');
  await page.mouse.move(start.x + start.width / 2, start.y + 8);
  await page.mouse.down();
  await page.mouse.move(start.x + start.width / 2, start.y + 40, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + 8, { steps: 8 });
  await page.mouse.up();
}

describe('a visit', () => {
  test('moves when staff drag it to a free slot and confirm, in London time in any time zone', async () => {
    const day = someDay();
    const [from, to] = [await slotAt(day, 10), await slotAt(day, 14)];
    const id = await bookingAt(from, 'Dragged');
    const page = await open(await signIn('sales', { timezoneId: 'America/New_York' }), day, 'day');
    await entry(page, 'Ada Dragged').getByText('10:00').waitFor();
    await drag(page, entry(page, 'Ada Dragged'), page.locator('[class*=open]', { hasText: '1 free' }).first());
    await page.getByRole('dialog').getByText('14:00–15:00').waitFor();
    expect(await stored(id)).toMatchObject({ slot: from });
    await page.getByRole('button', { name: 'Move it', exact: true }).click();
    await page.getByText('Ada Dragged has been moved to').waitFor();
    expect(await stored(id)).toMatchObject({ slot: to, status: 'PENDING' });
    await entry(page, 'Ada Dragged').getByText('14:00').waitFor();
  });

  test('returns to its slot with a message if a customer has booked the new slot first', async () => {
    const day = someDay();
    const [from, to] = [await slotAt(day, 10), await slotAt(day, 14)];
    const id = await bookingAt(from, 'Beaten');
    const page = await open(await signIn('sales'), day, 'week');
    await entry(page, 'Ada Beaten').waitFor();
    await drag(page, entry(page, 'Ada Beaten'), page.locator('[class*=rail]').first());
    await page.getByRole('button', { name: 'Move it', exact: true }).waitFor();
    const { status } = await createBooking(
      payload,
      await makeCustomer(payload),
      toBookingInput(to, { lastName: 'Quick' }),
    );
    expect(status).toBe(201);
    await page.getByRole('button', { name: 'Move it', exact: true }).click();
    await page.getByText('This slot has just been booked.').waitFor();
    await entry(page, 'Ada Quick').getByText('14:00').waitFor();
    await entry(page, 'Ada Beaten').getByText('10:00').waitFor();
    expect(await stored(id)).toMatchObject({ slot: from });
  });

  test('cannot be dropped where no slot is free', async () => {
    const day = someDay();
    const id = await bookingAt(await slotAt(day, 10), 'Stays');
    await slotAt(day, 14, { type: 'ONLINE' });
    const page = await open(await signIn('sales'), day, 'day');
    await drag(page, entry(page, 'Ada Stays'), page.locator('[class*=open]', { hasText: '1 free' }).first());
    await entry(page, 'Ada Stays').getByText('10:00').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await stored(id)).toMatchObject({ status: 'PENDING' });
  });

  test('can be confirmed, and cancelled after a confirmation, with the keyboard alone', async () => {
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
    await page.getByRole('button', { name: 'Keep the booking' }).press('Enter');
    expect((await stored(id)).status).toBe('CONFIRMED');
    await page.getByRole('button', { name: 'Cancel booking' }).press('Enter');
    await page.getByRole('button', { name: 'Yes, cancel it' }).press('Enter');
    await expect.poll(async () => (await stored(id)).status).toBe('CANCELLED');
    await entry(page, 'Ada Keyed').waitFor({ state: 'detached' });
  });

  test('is rescheduled on a phone by choosing a time', async () => {
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
    await page.getByText('Ada Phoned has been moved to').waitFor();
    expect(await stored(id)).toMatchObject({ slot: to });
  });
});

test.each([
  ['a desktop', 'week', {}, '[class*=rail]'],
  ['a phone', 'day', PHONE, '[class*=open]'],
] as const)('staff book a free slot from the calendar on %s', async (_, view, look, free) => {
  const day = someDay();
  const slot = await slotAt(day, 15, { type: 'ONLINE' });
  const page = await open(await signIn('sales', look), day, view);
  await page.locator(free).filter({ hasText: '1 free' }).first().click();
  const sheet = page.getByRole('dialog');
  expect(await sheet.locator('.btn--style-primary').allTextContents()).toEqual(['New booking']);
  expect(await sheet.locator('.btn--style-secondary').allTextContents()).toEqual(['Close it']);
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

test('a day has one column for each place, and its free slots name their type', async () => {
  const day = someDay();
  const name = `Richmond ${week}`;
  const { id: showroom } = await payload.create({
    collection: 'showrooms',
    data: { name, slug: `richmond-${week}`, address: '1 Hill Street', postcode: 'TW9 1TN' },
  });
  await bookingAt(await slotAt(day, 10), 'Measured');
  await slotAt(day, 10, { type: 'SHOWROOM', showroom });
  await slotAt(day, 11, { type: 'ONLINE' });
  const page = await open(await signIn('sales'), day, 'day');
  const lane = (label: string) => page.getByRole('region', { name: label });
  await entry(page, 'Ada Measured').waitFor();
  expect(await lane('Home measurement').locator('[class*=visit]').count()).toBe(1);
  await lane(`${name} showroom`).getByText('Showroom visit').waitFor();
  expect(await lane(`${name} showroom`).locator('[class*=visit]').count()).toBe(0);
  const free = lane('Online consultation').locator('[class*=open]');
  expect(await free.textContent()).toBe('11:00 1 freeOnline consultation');
});

test('a closed day looks different from a day that is not open yet', async () => {
  const { horizonDays } = await payload.findGlobal({ slug: 'availability' });
  const beyond = DateTime.now()
    .setZone('Europe/London')
    .plus({ days: horizonDays + 1 });
  const page = await open(await signIn('sales'), beyond.minus({ weeks: 1 }), 'month');
  const heading = (at: DateTime) => page.getByRole('link', { name: at.toFormat('d LLLL') }).first();
  for (const [at, mark] of [
    [beyond.minus({ days: 1 }), 'Closed'],
    [beyond, 'Not yet open'],
  ] as const) {
    await open(page, at, 'week');
    await heading(at).getByText(mark).waitFor();
  }
});

test('a day with one closed showroom still shows the free times elsewhere', async () => {
  const day = someDay();
  const place = { name: `Kew ${week}`, slug: `kew-${week}`, address: '1 Kew Road', postcode: 'TW9 2AB' };
  const { id: showroom } = await payload.create({ collection: 'showrooms', data: place });
  await slotAt(day, 10, { type: 'SHOWROOM', showroom });
  await slotAt(day, 11);
  const page = await open(await signIn('sales'), day, 'week');
  const heading = page.getByRole('link', { name: day.toFormat('d LLLL yyyy') });
  await heading.getByText('2 free').waitFor();
  await heading.click();
  await page.getByRole('button', { name: 'Close this day' }).click();
  await page.getByLabel('Close for').selectOption({ label: `${place.name} showroom` });
  await page.getByRole('button', { name: 'Yes, close the day' }).click();
  await heading.getByText('1 free').waitFor();
});

test('staff close and reopen a day from its heading', async () => {
  const day = someDay();
  const slot = await slotAt(day, 10);
  const isClosed = async () => (await payload.findByID({ collection: 'time-slots', id: slot })).isClosed;
  const page = await open(await signIn('sales'), day, 'week');
  const heading = page.getByRole('link', { name: day.toFormat('d LLLL yyyy') });
  await heading.click();
  await page.getByRole('button', { name: 'Close this day' }).click();
  await page.getByLabel('Reason').fill('Stocktaking');
  await page.getByRole('button', { name: 'Yes, close the day' }).click();
  await expect.poll(isClosed).toBe(true);
  await heading.getByText('Stocktaking').waitFor();
  await heading.click();
  await page.getByRole('button', { name: 'Open again' }).click();
  await expect.poll(isClosed).toBe(false);
  await heading.getByText('1 free').waitFor();
});

test('staff close some hours of a day, see which visits they must move, and open the hours again', async () => {
  const day = someDay();
  const [booked, inside, outside] = [await slotAt(day, 10), await slotAt(day, 11), await slotAt(day, 15)];
  await bookingAt(booked, 'Displaced');
  const isClosed = async (id: string) => (await payload.findByID({ collection: 'time-slots', id })).isClosed;
  const page = await open(await signIn('sales'), day, 'week');
  const heading = page.getByRole('link', { name: day.toFormat('d LLLL yyyy') });
  await heading.getByText('2 free').waitFor();
  await heading.click();
  await page.getByRole('button', { name: 'Close this day or a part of it' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.locator('select').filter({ hasText: 'The whole day' }).selectOption('part');
  const close = page.getByRole('button', { name: 'Yes, close these hours' });
  expect(await close.isDisabled()).toBe(true);
  await page.getByLabel('Closed from').fill('09:30');
  await page.getByLabel('Closed until').fill('11:30');
  await page.getByLabel('Reason').fill('Training');
  await sheet.getByText('One visit to move or cancel:').waitFor();
  expect(await findSeriousViolations(page)).toEqual([]);
  await close.click();
  await heading.getByText('1 free').waitFor();
  expect(await Promise.all([inside, outside].map(isClosed))).toEqual([true, false]);
  await heading.click();
  await sheet.getByText('Closed 09:30–11:30: Training').waitFor();
  await sheet.getByRole('button', { name: '10:00 Ada Displaced' }).waitFor();
  await page.getByRole('button', { name: 'Open again' }).click();
  await heading.getByText('2 free').waitFor();
  expect(await isClosed(inside)).toBe(false);
});

test('the filter can show a single type, and the URL contains the filter', async () => {
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

test('the page has no serious accessibility violations in any look', async () => {
  const day = someDay();
  await bookingAt(await slotAt(day, 10), 'Seen');
  await slotAt(day, 12);
  await slotAt(day, 13, { isClosed: true });
  const page = await signIn('sales');
  for (const view of ['day', 'week', 'month'] as const) {
    await open(page, day, view);
    await entry(page, view === 'month' ? '10:00' : 'Ada Seen').waitFor();
    expect(await findViolationsInFourLooks(page), view).toEqual([]);
  }
  await entry(page, '10:00').click();
  await page.getByRole('dialog').waitFor();
  expect(await findViolationsInFourLooks(page), 'a visit').toEqual([]);
});
