import { sql } from '@payloadcms/db-postgres';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { database } from '../../src/database/transaction.ts';
import { startAdminSite } from '../support/admin-site.ts';
import { makeBooking, makeSlot } from '../support/appointments.ts';
import { PHONE } from '../support/browser.ts';

const { payload, signIn } = await startAdminSite();

const isBooked = async (id: string) => (await payload.findByID({ collection: 'time-slots', id })).isBooked;

const topicsOf = async (bookingId: string) => {
  const events = await payload.find({ collection: 'domain-events', sort: 'id', limit: 100 });
  return events.docs
    .filter((event) => (event.payload as { bookingId?: string }).bookingId === bookingId)
    .map(({ topic }) => topic);
};

const statusOf = async (id: string) => (await payload.findByID({ collection: 'bookings', id })).status;

describe('the list', () => {
  test('shows when in London, who, how to call and how it stands, wherever the reader is', async () => {
    const summer = new Date(`${new Date().getUTCFullYear() + 1}-07-01T08:30:00Z`);
    const { referenceCode } = await makeBooking(payload, await makeSlot(payload, { startsAt: summer }), {
      lastName: 'Listed',
    });
    const page = await signIn('sales', { timezoneId: 'America/New_York' });
    await page.goto('/admin/collections/bookings');
    const row = page.getByRole('row', { name: referenceCode as string });
    await row.waitFor();
    const text = await row.textContent();
    for (const part of ['1 Jul', '09:30', 'Ada Listed', '020 7946 0958', 'Pending', 'Home measurement']) {
      expect(text).toContain(part);
    }
  });

  test('has ready-made views', async () => {
    const pending = await makeBooking(payload, await makeSlot(payload), { lastName: 'Waiting' });
    const cancelled = await makeBooking(payload, await makeSlot(payload), { lastName: 'Gone' });
    await payload.update({ collection: 'bookings', id: cancelled.id, data: { status: 'CANCELLED' } });
    const page = await signIn('sales');
    await page.goto('/admin/collections/bookings');
    await page.getByRole('link', { name: 'Cancelled' }).click();
    await page.getByText('Ada Waiting').waitFor({ state: 'detached' });
    await page.getByText('Ada Gone').waitFor();
    await page.getByRole('link', { name: 'To confirm' }).click();
    await page.getByText(pending.referenceCode as string).waitFor();
    await page.getByText('Ada Gone').waitFor({ state: 'detached' });
    await page.locator('[aria-current=page]', { hasText: 'To confirm' }).waitFor();
  });
});

describe('staff', () => {
  test('make a booking: it takes the slot and tells the customer', async () => {
    const slot = await makeSlot(payload, { type: 'ONLINE' });
    const page = await signIn('sales');
    await fillIn(page, 'Hopper');
    await pickTime(page, slot);
    await page.click('#action-save');
    await page.waitForURL(/bookings\/[0-9a-f-]{36}/);
    await expect.poll(() => isBooked(slot)).toBe(true);
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    expect(await payload.findByID({ collection: 'bookings', id, depth: 0 })).toMatchObject({
      slot,
      status: 'PENDING',
      lastName: 'Hopper',
      phone: '+442079460958',
      postcode: 'SW4 7AA',
    });
    expect(await topicsOf(id)).toEqual(['booking.created']);
  });

  test('are told at the field when the slot was taken meanwhile, and nothing is stored', async () => {
    const slot = await makeSlot(payload, { type: 'ONLINE' });
    const page = await signIn('sales', PHONE);
    await fillIn(page, 'Late');
    await pickTime(page, slot);
    await makeBooking(payload, slot, { type: 'ONLINE', lastName: 'Quick' });
    await page.click('#action-save');
    await page.locator('#field-slot').getByText('This slot has just been booked.').waitFor();
    const late = await payload.count({ collection: 'bookings', where: { lastName: { equals: 'Late' } } });
    expect(late.totalDocs).toBe(0);
  });

  test('confirm and complete a booking by button', async () => {
    const slot = await makeSlot(payload);
    const { id } = await makeBooking(payload, slot);
    const page = await signIn('sales');
    await page.goto(`/admin/collections/bookings/${id}`);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect.poll(() => statusOf(id)).toBe('CONFIRMED');
    await page.getByRole('button', { name: 'Cancel booking' }).waitFor();
    expect(await page.getByRole('button', { name: 'Complete' }).count()).toBe(0);
    await database(payload).execute(
      sql`UPDATE time_slots SET starts_at = now() - interval '1 minute', ends_at = now() + interval '1 hour' WHERE id = ${slot}`,
    );
    await page.reload();
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.getByRole('button', { name: 'Yes, complete it' }).click();
    await expect.poll(() => statusOf(id)).toBe('COMPLETED');
    await page.getByRole('button', { name: 'Complete' }).waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Cancel booking' }).count()).toBe(0);
    expect(await topicsOf(id)).toEqual(['booking.created', 'booking.confirmed']);
  });

  test('cancel a booking only after a second look, which frees the slot', async () => {
    const slot = await makeSlot(payload);
    const { id } = await makeBooking(payload, slot);
    const page = await signIn('sales');
    await page.goto(`/admin/collections/bookings/${id}`);
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    expect(await statusOf(id)).toBe('PENDING');
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await expect.poll(() => statusOf(id)).toBe('CANCELLED');
    expect(await isBooked(slot)).toBe(false);
    expect(await topicsOf(id)).toEqual(['booking.created', 'booking.cancelled']);
  });

  test('move a booking to another slot in one step', async () => {
    const [from, to] = [await makeSlot(payload), await makeSlot(payload)];
    const { id } = await makeBooking(payload, from);
    const page = await signIn('sales');
    await page.goto(`/admin/collections/bookings/${id}`);
    await page.getByRole('button', { name: 'Move to another slot' }).click();
    await pickTime(page, to);
    await page.click('#action-save');
    await expect.poll(() => isBooked(to)).toBe(true);
    expect(await isBooked(from)).toBe(false);
    expect(await topicsOf(id)).toEqual(['booking.created', 'booking.rescheduled']);
  });
});

/** Everything of a new online appointment but the slot. */
async function fillIn(page: Page, lastName: string): Promise<void> {
  await page.goto('/admin/collections/bookings/create');
  await page.click('#field-type .rs__control');
  await page.locator('.rs__option', { hasText: 'Online consultation' }).first().click();
  await page.fill('#field-firstName', 'Grace');
  await page.fill('#field-lastName', lastName);
  await page.fill('#field-email', 'grace@example.com');
  await page.fill('#field-phone', '020 7946 0958');
  await page.fill('#field-address', '1 High Street');
  await page.fill('#field-postcode', 'sw47aa');
  await page.check('#field-forKitchen');
}

/** Chooses a slot as people do: its day, then its time. */
async function pickTime(page: Page, slot: string): Promise<void> {
  const { startsAt } = await payload.findByID({ collection: 'time-slots', id: slot });
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', ...options }).format(new Date(startsAt));
  const day = part({ weekday: 'short', day: 'numeric', month: 'short' }).replace(',', '');
  await page.getByRole('group', { name: 'Day' }).getByRole('button', { name: day }).click();
  const time = part({ hour: '2-digit', minute: '2-digit' });
  await page.getByRole('group', { name: 'Time' }).getByRole('button', { name: time }).click();
}
