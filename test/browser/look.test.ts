import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createOrder } from '../../src/services/sales/create-order.ts';
import { startAdminSite } from '../support/admin-site.ts';
import { makeBooking, makeCustomer, makeSlot } from '../support/appointments.ts';
import { seriousViolations } from '../support/axe.ts';
import { type Look, PHONE } from '../support/browser.ts';
import { makePhoto } from '../support/catalogue.ts';
import { layoutShiftOf, measureLayoutShift } from '../support/layout-shift.ts';
import { makeProduct } from '../support/sales.ts';

const { payload, visit, signIn } = await startAdminSite();

const edit: Record<string, string> = {};

beforeAll(async () => {
  const [customerId, productId] = [await makeCustomer(payload), await makeProduct(payload, { price: 50_000 })];
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

const LOOKS: [string, Look][] = [
  ['a desktop by day', {}],
  ['a desktop by night', { colorScheme: 'dark' }],
  ['a phone by day', PHONE],
  ['a phone by night', { ...PHONE, colorScheme: 'dark' }],
];

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState('networkidle');
}

/** Without what is serious once the page has settled: names are given as controls appear. */
const expectOpenToAll = (page: Page, what: string) =>
  expect.poll(() => seriousViolations(page), { message: what, timeout: 10_000 }).toEqual([]);

describe.each(LOOKS)('nothing keeps anybody out, on %s,', (_, look) => {
  test('before signing in', async () => {
    const page = await visit(look);
    for (const path of ['/admin/login', '/admin/forgot']) {
      await open(page, path);
      await expectOpenToAll(page, path);
    }
  });

  test('of the pages that are ours', async () => {
    const page = await signIn('admin', look);
    for (const path of ['/admin', '/admin/calendar', '/admin/operations', '/admin/analytics', '/admin/price-list']) {
      await open(page, path);
      await expectOpenToAll(page, path);
    }
  });

  test('of lists', async () => {
    const page = await signIn('admin', look);
    for (const list of ['bookings', 'products', 'media']) {
      await open(page, `/admin/collections/${list}`);
      await expectOpenToAll(page, list);
    }
  });

  test('of what is edited', async () => {
    const page = await signIn('admin', look);
    const pages = Object.entries(edit).map(([collection, id]) => `/admin/collections/${collection}/${id}`);
    for (const path of [...pages, '/admin/globals/settings']) {
      await open(page, path);
      await expectOpenToAll(page, path);
    }
  });
});

test('rows and pages can be told apart by ear', async () => {
  const page = await signIn('admin');
  await open(page, '/admin/collections/products');
  await page
    .getByRole('checkbox', { name: /^Select (?!all)/ })
    .first()
    .waitFor();
  const paging = page.getByRole('button', { name: 'Next page' });
  expect(await paging.count()).toBe(await page.locator('.clickable-arrow--right').count());
});

/** Without much moving by itself (web.dev/cls: below 0.1 is good). */
async function expectStill(page: Page): Promise<void> {
  // The navigation opens and closes within this time of the scripts' beginning, and what moves is counted by then.
  await page.waitForFunction(() => performance.now() > 2500);
  expect(await layoutShiftOf(page)).toBeLessThan(0.1);
}

describe.each([
  ['a desktop', {}],
  ['a wide screen', { width: 1920, height: 1080 }],
  ['a phone', PHONE],
])('nothing jumps on %s:', (_, look: Look) => {
  test.each(['/admin/login', '/admin', '/admin/calendar', '/admin/collections/bookings'])('%s', async (path) => {
    const page = await (path === '/admin/login' ? visit(look) : signIn('admin', look));
    await measureLayoutShift(page.context());
    await open(page, path);
    await expectStill(page);
  });

  test.each(['settings', 'products', 'blogs', 'bookings', 'orders'])('what is edited of %s', async (what) => {
    const page = await signIn('admin', look);
    await measureLayoutShift(page.context());
    await open(page, edit[what] ? `/admin/collections/${what}/${edit[what]}` : `/admin/globals/${what}`);
    await expectStill(page);
  });
});
