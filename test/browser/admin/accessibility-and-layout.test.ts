import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { createOrder } from '../../../src/services/sales/create-order.ts';
import { startAdminSite } from '../../support/admin-site.ts';
import { makeBooking, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { findViolationsInFourLooks } from '../../support/axe.ts';
import { type BrowserLook, PHONE } from '../../support/browser.ts';
import { makePhoto } from '../../support/catalogue.ts';
import { MAX_LAYOUT_SHIFT, measureLayoutShift, readFinalLayoutShift } from '../../support/layout-shift.ts';
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
    ...{ products: productId, blogs: post.id, bookings: booking.id },
    orders: (body as { orderId: string }).orderId,
  });
});

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState('networkidle');
}

test.each(['/admin/login', '/admin/forgot'])('%s has no serious accessibility violations in any look', async (path) => {
  const page = await visit();
  await open(page, path);
  expect(await findViolationsInFourLooks(page)).toEqual([]);
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

async function expectStill(page: Page, path: string): Promise<void> {
  await open(page, path);
  expect(await readFinalLayoutShift(page), path).toBeLessThan(MAX_LAYOUT_SHIFT);
}

const WIDE: [string, BrowserLook] = ['a wide screen', { width: 1920, height: 1080 }];
const SMALL: [string, BrowserLook] = ['a phone', PHONE];

test.each([['a desktop', {}], WIDE, SMALL] as const)(
  'the layout shifts little on %s while the sign-in page loads',
  async (_, look) => {
    const page = await visit(look);
    await measureLayoutShift(page.context());
    await expectStill(page, '/admin/login');
  },
);

// every-screen.test.ts checks the same pages on a desktop.
test.each([WIDE, SMALL])(
  'the layout shifts little on %s while lists, forms and our own pages load',
  async (_, look) => {
    const page = await signIn('admin', look);
    await measureLayoutShift(page.context());
    const forms = Object.entries(edit).map(([collection, id]) => `/admin/collections/${collection}/${id}`);
    const others = ['/admin', '/admin/calendar', '/admin/collections/bookings', '/admin/globals/settings'];
    for (const path of [...others, ...forms]) await expectStill(page, path);
  },
);
