import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createOrder } from '../../../src/services/sales/create-order.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { makeBooking, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { findSeriousViolations } from '../../support/axe.ts';
import { type BrowserLook, PHONE } from '../../support/browser.ts';
import { makePhoto } from '../../support/catalogue.ts';
import { measureLayoutShift, readLayoutShift } from '../../support/layout-shift.ts';
import { makeSaleProduct } from '../../support/sales.ts';

const { payload, visit, signIn } = await startAdminSite();

const edit: Record<string, string> = {};

beforeAll(async () => {
  const [customerId, productId] = [await makeCustomer(payload), await makeSaleProduct(payload, { price: 50_000 })];
  const { body } = await createOrder(payload, { customerId, name: 'Ada' }, { items: [{ productId, quantity: 2 }] });
  const coverImage = await makePhoto(payload, 'A kitchen');
  const post = await payload.create({
    collection: 'blogs',
    data: { title: 'A post', coverImage } as never,
    draft: true,
  });
  const booking = await makeBooking(payload, await makeSlot(payload));
  await payload.update({ collection: 'products', id: productId, data: { images: [coverImage] } });
  Object.assign(edit, {
    ...{ products: productId, blogs: post.id, bookings: booking.id, customers: customerId },
    orders: (body as { orderId: string }).orderId,
  });
});

const LOOKS: [string, BrowserLook][] = [
  ['a desktop by day', {}],
  ['a desktop by night', { colorScheme: 'dark' }],
  ['a phone by day', PHONE],
  ['a phone by night', { ...PHONE, colorScheme: 'dark' }],
];

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState('networkidle');
}

/**
 * Expects axe to find no serious violations. Retries for ten seconds, because the admin UI sets accessible names only after
 * controls have appeared.
 */
const expectOpenToAll = (page: Page, what: string) =>
  expect.poll(() => findSeriousViolations(page), { message: what, timeout: 10_000 }).toEqual([]);

describe.each(LOOKS)('the admin UI on %s has no serious accessibility violations', (_, look) => {
  test('on the pages before sign-in', async () => {
    const page = await visit(look);
    for (const path of ['/admin/login', '/admin/forgot']) {
      await open(page, path);
      await expectOpenToAll(page, path);
    }
  });

  test('on our own pages', async () => {
    const page = await signIn('admin', look);
    for (const path of ['/admin', '/admin/calendar', '/admin/operations', '/admin/analytics', '/admin/price-list']) {
      await open(page, path);
      await expectOpenToAll(page, path);
    }
  });

  test('on lists', async () => {
    const page = await signIn('admin', look);
    for (const list of ['bookings', 'products', 'media']) {
      await open(page, `/admin/collections/${list}`);
      await expectOpenToAll(page, list);
    }
  });

  test('on forms', async () => {
    const page = await signIn('admin', look);
    const pages = Object.entries(edit).map(([collection, id]) => `/admin/collections/${collection}/${id}`);
    for (const path of [...pages, '/admin/globals/settings']) {
      await open(page, path);
      await expectOpenToAll(page, path);
    }
  });
});

test('the checkboxes of rows and the paging buttons have accessible names', async () => {
  const page = await signIn('admin');
  await open(page, '/admin/collections/products');
  await page
    .getByRole('checkbox', { name: /^Select (?!all)/ })
    .first()
    .waitFor();
  const paging = page.getByRole('button', { name: 'Next page' });
  expect(await paging.count()).toBe(await page.locator('.clickable-arrow--right').count());
});

/** Expects a layout shift below 0.1. Values up to 0.1 are good (web.dev/cls). */
async function expectStill(page: Page): Promise<void> {
  // Wait for 2.5 s, because the navigation opens and closes in this time and may shift the layout.
  await page.waitForFunction(() => performance.now() > 2500);
  expect(await readLayoutShift(page)).toBeLessThan(0.1);
}

describe.each([
  ['a desktop', {}],
  ['a wide screen', { width: 1920, height: 1080 }],
  ['a phone', PHONE],
])('the layout of a page shifts little on %s', (_, look: BrowserLook) => {
  test.each(['/admin/login', '/admin', '/admin/calendar', '/admin/collections/bookings'])('%s', async (path) => {
    const page = await (path === '/admin/login' ? visit(look) : signIn('admin', look));
    await measureLayoutShift(page.context());
    await open(page, path);
    await expectStill(page);
  });

  test.each(['settings', 'products', 'blogs', 'bookings', 'orders'])('the form of %s', async (slug) => {
    const page = await signIn('admin', look);
    await measureLayoutShift(page.context());
    await open(page, edit[slug] ? `/admin/collections/${slug}/${edit[slug]}` : `/admin/globals/${slug}`);
    await expectStill(page);
  });
});
