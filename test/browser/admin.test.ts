import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWeb, type WebProcess } from '../integration/gateway/web-process.ts';
import { ensureAdminBuild } from '../support/admin-build.ts';
import { bookingOf, makeCustomer, makeSlot } from '../support/appointments.ts';
import { newVisitor, openBrowser } from '../support/browser.ts';
import { startSite } from '../support/site.ts';

const { payload, environment } = await startSite();
let browser: Browser;
let web: WebProcess;

const PASSWORD = 'a password of the staff';
const staff = (role: 'admin' | 'sales' | 'analyst') => ({ email: `${role}@browser.example.com`, password: PASSWORD });

beforeAll(async () => {
  for (const role of ['admin', 'sales', 'analyst'] as const) {
    await payload.create({ collection: 'users', data: { ...staff(role), name: role, role } });
  }
  await ensureAdminBuild(environment);
  const production = { ...environment, NODE_ENV: 'production', WEB_ROLES: 'api,admin' };
  [browser, web] = await Promise.all([openBrowser(), startWeb(production)]);
});

afterAll(async () => {
  await browser?.close();
  await web?.stop();
});

async function signIn(role: 'admin' | 'sales' | 'analyst', look = {}): Promise<Page> {
  const visitor = await newVisitor(browser, web.base, look);
  const { email, password } = staff(role);
  const login = await visitor.request.post('/api/users/login', { data: { email, password } });
  expect(login.ok()).toBe(true);
  return visitor.newPage();
}

const isBooked = async (id: string) => (await payload.findByID({ collection: 'time-slots', id })).isBooked;

describe('signing in', () => {
  test('opens the dashboard', async () => {
    const page = await (await newVisitor(browser, web.base)).newPage();
    await page.goto('/admin');
    await page.fill('#field-email', staff('sales').email);
    await page.fill('#field-password', PASSWORD);
    await page.click('button[type=submit]');
    await page.waitForURL('**/admin');
    await page.getByRole('link', { name: 'Bookings' }).first().waitFor();
  });

  test('with a wrong password says so and stays out', async () => {
    const page = await (await newVisitor(browser, web.base)).newPage();
    await page.goto('/admin/login');
    await page.fill('#field-email', staff('sales').email);
    await page.fill('#field-password', 'another password');
    await page.click('button[type=submit]');
    await page.getByText('The email or password provided is incorrect.').waitFor();
    expect(page.url()).toContain('/admin/login');
  });
});

describe('bookings', () => {
  test('are listed with what sales look for', async () => {
    const { slotId, ...rest } = bookingOf(await makeSlot(payload), { lastName: 'Listed' });
    const { referenceCode } = await payload.create({
      collection: 'bookings',
      data: { ...rest, slot: slotId, status: 'PENDING', customer: await makeCustomer(payload) } as never,
    });
    const page = await signIn('sales');
    await page.goto('/admin/collections/bookings');
    await page.getByText(referenceCode as string).waitFor();
    await page.getByText('Home measurement').first().waitFor();
  });

  test('are made by staff, which takes the slot and tells the customer', async () => {
    const slot = await makeSlot(payload, { type: 'ONLINE' });
    const page = await signIn('sales');
    await page.goto('/admin/collections/bookings/create');
    await page.fill('#field-firstName', 'Grace');
    await page.fill('#field-lastName', 'Hopper');
    await page.fill('#field-email', 'grace@example.com');
    await page.fill('#field-phone', '020 7946 0958');
    await page.fill('#field-address', '1 High Street');
    await page.fill('#field-postcode', 'sw47aa');
    await page.check('#field-forKitchen');
    await choose(page, '#field-type', 'Online consultation');
    await page.locator('#field-slot fieldset[aria-label=Time] button').first().click();
    await page.click('#action-save');
    await page.waitForURL(/bookings\/[0-9a-f-]{36}/);
    await expect.poll(() => isBooked(slot)).toBe(true);
    const events = await payload.find({ collection: 'domain-events', where: { topic: { equals: 'booking.created' } } });
    expect(events.docs.map((event) => (event.payload as { email: string }).email)).toContain('grace@example.com');
  });

  test('of a slot that was taken meanwhile are refused at the field', async () => {
    const slot = await makeSlot(payload);
    const { slotId, ...rest } = bookingOf(slot);
    const page = await signIn('sales');
    await page.goto('/admin');
    const answers = await page.evaluate(
      async (data) => {
        const post = () =>
          fetch('/api/bookings', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(data),
          });
        const responses = [await post(), await post()];
        return Promise.all(responses.map(async (one) => ({ status: one.status, body: (await one.json()) as unknown })));
      },
      { ...rest, slot: slotId, status: 'PENDING' },
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 400]);
    expect(answers[1]?.body).toMatchObject({ errors: [{ data: { code: 'slot_taken', errors: [{ path: 'slot' }] } }] });
  });

  test('are out of an analyst’s reach', async () => {
    const page = await signIn('analyst');
    await page.goto('/admin');
    await page.getByRole('link', { name: 'Showrooms' }).first().waitFor();
    expect(await page.getByRole('link', { name: 'Bookings' }).count()).toBe(0);
    expect((await page.request.get('/api/bookings')).status()).toBe(403);
  });

  test('can be read on a phone', async () => {
    const page = await signIn('sales', { width: 390, height: 844 });
    await page.goto('/admin/collections/bookings');
    await page.getByRole('heading', { name: 'Bookings' }).waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(1);
  });
});

async function choose(page: Page, field: string, label: string): Promise<void> {
  await page.click(`${field} .rs__control`);
  await page.locator('.rs__option', { hasText: label }).first().click();
}
