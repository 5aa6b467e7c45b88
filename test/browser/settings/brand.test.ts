import type { Locator, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { startAdminSite } from '../../support/admin-site.ts';
import { findViolationsInFourLooks } from '../../support/axe.ts';
import { PHONE } from '../../support/browser.ts';
import { makePhoto } from '../../support/catalogue.ts';
import { findOverflow } from '../../support/walk-screens.ts';

const { payload, visit, signIn } = await startAdminSite();

const setBrand = (brand: Record<string, string | null>) => payload.updateGlobal({ slug: 'settings', data: { brand } });

afterEach(() => setBrand({ colour: null, logo: null, logoOnDark: null, icon: null, line: null }));

const buttonColours = (page: Page) =>
  page.locator('button[type=submit]').evaluate((button) => {
    const { backgroundColor, color } = getComputedStyle(button);
    return [backgroundColor, color];
  });

const tabIcon = (page: Page) =>
  page.locator('link[rel=icon]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));

test('a new brand appears on the sign-in page at once, in both themes', async () => {
  const page = await visit();
  await page.goto('/admin/login');
  await page.getByRole('img', { name: 'Lomash Wood' }).first().waitFor();
  expect(await buttonColours(page)).toEqual(['rgb(47, 90, 72)', 'rgb(255, 254, 252)']);
  expect(await tabIcon(page)).toEqual([expect.stringContaining('%232f5a48')]);

  const [logo, logoOnDark, icon] = [
    await makePhoto(payload, 'A'),
    await makePhoto(payload, 'B'),
    await makePhoto(payload, 'C'),
  ];
  await setBrand({ colour: '#7a1fa2', logo, logoOnDark, icon, line: 'Stairs' });
  await page.reload();
  expect(await buttonColours(page)).toEqual(['rgb(122, 31, 162)', 'rgb(255, 254, 252)']);
  const medium = async (id: string) => payload.findByID({ collection: 'media', id });
  expect(await tabIcon(page)).toEqual([(await medium(icon)).sizes?.medium?.url]);
  const readShownTexts = () =>
    page.locator('.login__brand img:visible').evaluateAll((all) => all.map((a) => a.getAttribute('src')));
  expect(await readShownTexts()).toEqual([(await medium(logo)).sizes?.medium?.url]);
  await page.getByText('Stairs · staff').waitFor();

  const atNight = await visit({ colorScheme: 'dark' });
  await atNight.goto('/admin/login');
  // The brand colour #7a1fa2 is too dark on a dark background, so the buttons get a lighter shade with dark text.
  await expect.poll(async () => (await buttonColours(atNight))[1]).toBe('rgb(25, 22, 19)');
  expect((await buttonColours(atNight))[0]).not.toBe('rgb(122, 31, 162)');
  await expect
    .poll(() =>
      atNight.locator('.login__brand img:visible').evaluateAll((all) => all.map((a) => a.getAttribute('src'))),
    )
    .toEqual([(await medium(logoOnDark)).sizes?.medium?.url]);
});

test('an admin chooses the colour in the settings', async () => {
  const page = await signIn('admin');
  await page.goto('/admin/globals/settings');
  await page.getByRole('textbox', { name: 'Colour', exact: true }).fill('#7a1fa2');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/successfully/).waitFor();
  const action = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--lw-action').trim());
  await page.reload();
  expect(await action()).toBe('#7a1fa2');
  expect((await payload.findGlobal({ slug: 'settings' })).brand?.colour).toBe('#7a1fa2');
});

test('a settings group shows how many of its fields are invalid when a save is refused', async () => {
  const page = await signIn('admin');
  await page.goto('/admin/globals/settings');
  const pill = page.locator('#field-brand .group-field__header .error-pill');
  const colour = page.getByRole('textbox', { name: 'Colour', exact: true });
  // The form would lose text that is entered before the form is ready.
  await page.locator('form[data-form-ready=true]').waitFor();
  // Wait for the form-state response. If it arrived after the save, it would remove the error marks.
  const formState = page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url() === page.url(),
  );
  await colour.fill('green');
  await formState;
  expect(await pill.count()).toBe(0);
  await page.getByRole('button', { name: 'Save' }).click();
  await pill.getByText('1 Error', { exact: true }).waitFor();
  expect(await page.locator('.group-field__header .error-pill').count()).toBe(1);
  await colour.fill('#7a1fa2');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/successfully/).waitFor();
  expect(await pill.count()).toBe(0);
});

test.each([
  ['a desktop', {}],
  ['a phone', PHONE],
])('the sign-in page greets visitors on %s', async (_, look) => {
  const page = await visit(look);
  await page.goto('/admin/login');
  await page.getByRole('heading', { name: /^Good (morning|afternoon|evening)$/ }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
});

test('the pages to reset a password show the brand in every look', async () => {
  await setBrand({ colour: '#7a1fa2', line: 'Stairs' });
  const page = await visit();
  for (const path of ['/admin/forgot', '/admin/reset/a-token', '/admin/unauthorized']) {
    await page.goto(path);
    const masthead = page.getByRole('banner');
    const logo = masthead.getByRole('img', { name: 'Lomash Wood' });
    const findFaults = async () => {
      await logo.waitFor();
      await masthead.getByText('Stairs · staff').waitFor();
      const [above, card] = [await readPlace(logo), await readPlace(page.locator('.template-minimal__wrap'))];
      const distance = Math.abs(above.centre - card.centre);
      return [
        ...(distance > 1 ? [`The centre of the logo is ${distance} px beside that of the form.`] : []),
        ...(above.bottom >= card.top ? ['The logo is not above the form.'] : []),
        ...(await findOverflow(page)),
      ];
    };
    expect(await findViolationsInFourLooks(page, findFaults), path).toEqual([]);
  }
});

async function readPlace(part: Locator) {
  const box = await part.boundingBox();
  if (!box) throw new Error('The element is not on the page.');
  return { centre: box.x + box.width / 2, top: box.y, bottom: box.y + box.height };
}

test('a click on “Forgot password?” shows the banner of the brand, and a click back to the sign-in page removes it', async () => {
  const page = await visit();
  await page.goto('/admin/login');
  expect(await page.getByRole('banner').count()).toBe(0);
  await page.getByRole('link', { name: 'Forgot password?' }).click();
  await page.getByRole('banner').waitFor();
  await page.getByRole('link', { name: 'Back to login' }).click();
  await page.getByRole('heading', { name: /^Good (morning|afternoon|evening)$/ }).waitFor();
  expect(await page.getByRole('banner').count()).toBe(0);
});

test('window titles end with the company’s name', async () => {
  const page = await signIn('admin');
  const readTitle = async (path: string) => {
    await page.goto(path);
    return page.title();
  };
  expect(await readTitle('/admin/collections/bookings')).toBe('Bookings · Lomash Wood');
  const ours = { calendar: 'Calendar', analytics: 'Analytics', operations: 'Operations', 'price-list': 'Price list' };
  for (const [path, name] of Object.entries(ours))
    expect(await readTitle(`/admin/${path}`)).toBe(`${name} · Lomash Wood`);
  const { company } = await payload.findGlobal({ slug: 'settings' });
  await payload.updateGlobal({ slug: 'settings', data: { company: { ...company, name: 'Oak & <Sons>' } } });
  try {
    expect(await readTitle('/admin/collections/bookings')).toBe('Bookings · Oak & <Sons>');
    const visitor = await visit();
    await visitor.goto('/admin/login');
    expect(await visitor.title()).toBe('Login · Oak & <Sons>');
  } finally {
    await payload.updateGlobal({ slug: 'settings', data: { company: { ...company, name: 'Lomash Wood' } } });
  }
});
