import { strings } from '../../../src/admin/strings/index.ts';
import { makeProduct } from '../catalogue.ts';
import { button, openFromMenu, type Task } from './task.ts';

const DAY_MS = 86_400_000;

let number = 0;

const schedulePost: Task = {
  role: 'content-manager',
  name: 'publish a post at a set time',
  // Clicks: the post, the menu beside "Publish", "Schedule Publish", the time and "Save". Typed: the time.
  budget: { clicks: 5, fields: 1, keys: 18 },
  run: async ({ payload, page, user }) => {
    number += 1;
    const title = `Waiting ${number}`;
    const { id } = await payload.create({ collection: 'blogs', data: { title } as never, draft: true });
    await page.reload();
    await user.click(page.getByRole('link', { name: new RegExp(`^${title}`) }).first());
    await user.click(page.locator('.form-submit .popup-button'));
    await user.click(page.locator('#schedule-publish'));
    const tomorrow = new Date(Date.now() + DAY_MS);
    const day = tomorrow.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
    await user.fill(page.locator('.schedule-publish .date-time-picker input').first(), `${day}, 09:00`);
    await page.keyboard.press('Enter');
    const ofPost = { 'input.doc.value': { equals: id } };
    return {
      save: () => user.click(page.locator('#scheduled-publish-save')),
      isSaved: async () => (await payload.count({ collection: 'payload-jobs', where: ofPost })).totalDocs === 1,
      shown: page.locator('.schedule-publish td').getByText('09:00'),
    };
  },
};

const changePrice: Task = {
  role: 'content-manager',
  name: 'change a price with a price list',
  // Clicks: the menu (2), "Price list", the file, "Change one price" and "Yes, change".
  budget: { clicks: 6, fields: 1, keys: 0 },
  run: async (context) => {
    const { payload, page, user } = context;
    const { id, slug } = await makeProduct(payload, { price: 10_000 });
    await openFromMenu(context, 'Products');
    await user.click(page.getByRole('link', { name: strings.lists.priceList }));
    await user.upload(page.getByLabel(strings.products.chooseFile), 'prices.csv', `slug,price\n${slug},120\n`);
    await user.click(button(page, strings.products.apply_one));
    return {
      save: () => user.click(button(page, strings.products.applyYes)),
      isSaved: async () => (await payload.findByID({ collection: 'products', id })).price === 12_000,
      shown: page.getByText(strings.products.applied_one),
    };
  },
};

const countBookings: Task = {
  role: 'analyst',
  name: 'find the number of bookings of the last 7 days',
  // Clicks: the menu (2) and "7 days".
  budget: { clicks: 3, fields: 0, keys: 0 },
  run: async (context) => {
    const { page, user } = context;
    await openFromMenu(context, strings.analytics.analytics);
    await user.click(page.getByRole('link', { name: '7 days' }));
    await page.locator('[aria-current]', { hasText: '7 days' }).waitFor();
    const label = page.getByText(strings.analytics.bookings, { exact: true });
    await page.locator('dl > div').filter({ has: label }).locator('dd').filter({ hasText: /^\d/ }).first().waitFor();
    return undefined;
  },
};

export const CONTENT_TASKS: Task[] = [schedulePost, changePrice, countBookings];
