import { sql } from '@payloadcms/db-postgres';
import type { Page, Request, Route } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { PHONE } from '../../support/browser.ts';

const { payload, signIn } = await startAdminSite();

const isBooked = async (id: string) => (await payload.findByID({ collection: 'time-slots', id })).isBooked;

const readTopics = async (bookingId: string) => {
  const events = await payload.find({ collection: 'domain-events', sort: 'id', limit: 100 });
  return events.docs
    .filter((event) => (event.payload as { bookingId?: string }).bookingId === bookingId)
    .map(({ topic }) => topic);
};

const readStatus = async (id: string) => (await payload.findByID({ collection: 'bookings', id })).status;

describe('the list of bookings', () => {
  test('shows London time, name, phone number and status in any time zone', async () => {
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

  test('has list presets', async () => {
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

describe('members of staff', () => {
  test('create a booking, which reserves the slot and notifies the customer', async () => {
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
    expect(await readTopics(id)).toEqual(['booking.created']);
  });

  test('see an error at the slot if a customer has taken it meanwhile, and nothing is stored', async () => {
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

  test('see the error of a taken slot until they choose another slot, even if the response to an earlier form-state request arrives late', async () => {
    const [slot, other] = [await makeSlot(payload, { type: 'ONLINE' }), await makeSlot(payload, { type: 'ONLINE' })];
    const page = await signIn('sales');
    await fillIn(page, 'Slow');
    await pickTime(page, slot);
    const answer = await holdFormState(page);
    await page.fill('#field-lastName', 'Slower');
    await answer.requested();
    await makeBooking(payload, slot, { type: 'ONLINE', lastName: 'Quicker' });
    await page.click('#action-save');
    const error = page.locator('#field-slot').getByText('This slot has just been booked.');
    await error.waitFor();
    await answer.release();
    expect(await error.isVisible()).toBe(true);
    // The response to this change contains the error of the last name. The error of the slot must stay visible beside it.
    await page.fill('#field-lastName', '');
    await page.locator('.field-type:has(#field-lastName) .field-error').waitFor();
    expect(await error.isVisible()).toBe(true);
    await pickTime(page, other);
    await error.waitFor({ state: 'detached' });
  });

  test('see all errors at their fields after one save', async () => {
    const slot = await makeSlot(payload, { type: 'ONLINE' });
    const page = await signIn('sales');
    await fillIn(page, '');
    await page.fill('#field-phone', '');
    await page.uncheck('#field-forKitchen');
    await pickTime(page, slot);
    await makeBooking(payload, slot, { type: 'ONLINE', lastName: 'First' });
    await page.click('#action-save');
    await page.locator('#field-slot').getByText('This slot has just been booked.').waitFor();
    for (const field of ['lastName', 'phone', 'forKitchen'])
      expect(await page.locator(`.field-type:has(#field-${field}) .field-error`).count(), field).toBe(1);
  });

  test('confirm and complete a booking with buttons', async () => {
    const slot = await makeSlot(payload);
    const { id } = await makeBooking(payload, slot);
    const page = await signIn('sales');
    await page.goto(`/admin/collections/bookings/${id}`);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect.poll(() => readStatus(id)).toBe('CONFIRMED');
    await page.getByRole('button', { name: 'Cancel booking' }).waitFor();
    expect(await page.getByRole('button', { name: 'Complete' }).count()).toBe(0);
    await database(payload).execute(
      sql`UPDATE time_slots SET starts_at = now() - interval '1 minute', ends_at = now() + interval '1 hour' WHERE id = ${slot}`,
    );
    await page.reload();
    // Choose another slot without saving it. The form must discard that slot, because the visit took place in the saved slot.
    const other = await makeSlot(payload);
    await page.getByRole('button', { name: 'Move to another slot' }).click();
    await pickTime(page, other);
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.getByRole('button', { name: 'Yes, mark it completed' }).click();
    await expect.poll(() => readStatus(id)).toBe('COMPLETED');
    expect([await isBooked(slot), await isBooked(other)]).toEqual([true, false]);
    await page.getByRole('button', { name: 'Complete' }).waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Cancel booking' }).count()).toBe(0);
    expect(await readTopics(id)).toEqual(['booking.created', 'booking.confirmed']);
  });

  test('cancel a booking after a confirmation, take the cancellation back, and send the confirmation e-mail again', async () => {
    const slot = await makeSlot(payload);
    const { id } = await makeBooking(payload, slot);
    const page = await signIn('sales');
    await page.goto(`/admin/collections/bookings/${id}`);
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByRole('button', { name: 'Keep the booking' }).click();
    expect(await readStatus(id)).toBe('PENDING');
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await expect.poll(() => readStatus(id)).toBe('CANCELLED');
    expect(await isBooked(slot)).toBe(false);
    expect(await readTopics(id)).toEqual(['booking.created', 'booking.cancelled']);

    await page.getByRole('button', { name: 'Take back' }).click();
    await expect.poll(() => readStatus(id)).toBe('PENDING');
    await page.getByRole('button', { name: 'Send the e-mail again' }).click();
    await page.getByText('The confirmation is on its way to the customer by e-mail.').waitFor();
    expect(await page.getByRole('button', { name: 'Take back' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Confirm', exact: true }).first().waitFor();
    expect(await isBooked(slot)).toBe(true);
    expect((await readTopics(id)).slice(2)).toEqual(['booking.reinstated', 'booking.resend_requested']);
  });

  test('reschedule a booking to another slot in one step', async () => {
    const [from, to] = [await makeSlot(payload), await makeSlot(payload)];
    const { id } = await makeBooking(payload, from);
    const page = await signIn('sales');
    await page.goto(`/admin/collections/bookings/${id}`);
    await page.getByRole('button', { name: 'Move to another slot' }).click();
    await pickTime(page, to);
    await page.click('#action-save');
    await expect.poll(() => isBooked(to)).toBe(true);
    expect(await isBooked(from)).toBe(false);
    expect(await readTopics(id)).toEqual(['booking.created', 'booking.rescheduled']);
  });
});

/** Fills in all fields of a new online appointment except the slot. */
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

/** Chooses a slot as users do: first its day, then its time. */
async function pickTime(page: Page, slot: string): Promise<void> {
  const { startsAt } = await payload.findByID({ collection: 'time-slots', id: slot });
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', ...options }).format(new Date(startsAt));
  const day = part({ weekday: 'short', day: 'numeric', month: 'short' }).replace(',', '');
  await page.getByRole('group', { name: 'Day' }).getByRole('button', { name: day }).click();
  const time = part({ hour: '2-digit', minute: '2-digit' });
  await page.getByRole('group', { name: 'Time' }).getByRole('button', { name: time }).click();
}

/** Holds back the next form-state request until `release` is called. */
async function holdFormState(page: Page) {
  let held: Route | undefined;
  const isFormState = (request: Request) => request.method() === 'POST' && 'next-action' in request.headers();
  const requested = page.waitForRequest(isFormState);
  await page.route('**/admin/collections/bookings/create', (route) => {
    if (held || !isFormState(route.request())) return route.continue();
    held = route;
    return undefined;
  });
  return {
    requested: () => requested,
    /** Sends the request on, and waits until the form has received and rendered the response. */
    release: async () => {
      const request = held?.request();
      const answered = page.waitForResponse((response) => response.request() === request);
      await held?.continue();
      await answered;
      // `waitForResponse` resolves when the headers have arrived. Allow half a second for the body and the rendering, because no
      // event reports their end.
      await page.evaluate(() => new Promise((shown) => setTimeout(shown, 500)));
    },
  };
}
