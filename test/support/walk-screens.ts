import type { BrowserContext, Page } from 'playwright-core';
import { strings } from '../../src/admin/strings/index.ts';
import { readApiCounts, readShownCounts } from './list-counts.ts';
import { openWatchedPage, type WatchedPage } from './watched-page.ts';

/** The part of a collection's configuration that `visitCollection` needs. */
export type VisitedCollection = { slug: string; trash?: boolean; admin: { pagination?: { defaultLimit?: number } } };

/** A visit opens one screen, or several linked screens, and returns their faults. */
export type Visit = { name: string; findFaults: (tab: WatchedPage) => Promise<string[]> };

/** Returns the faults of a screen that is open and no longer changes. `isNew` is true for the form of a new document. */
export type Inspection = (page: Page, isNew?: boolean) => Promise<string[]>;

/** The number of tabs that are open at a time. */
const TABS = 2;

/** Makes all visits, {@link TABS} at a time. @returns all faults, each with the name of its visit */
export async function walkScreens(context: BrowserContext, visits: readonly Visit[]): Promise<string[]> {
  const waiting = [...visits];
  const faults: string[] = [];
  const visitNext = async () => {
    for (let visit = waiting.shift(); visit; visit = waiting.shift()) {
      const { name, findFaults } = visit;
      const tab = await openWatchedPage(context);
      const found = await findFaults(tab).catch((error: unknown) => [`${tab.page.url()}: ${error}`]);
      faults.push(...[...found, ...tab.takeErrors()].map((fault) => `${name}: ${fault}`));
      await tab.page.close();
    }
  };
  await Promise.all(Array.from({ length: TABS }, visitNext));
  return faults;
}

/** Returns a visit to a single page. */
export const visitPage = (path: string, inspect: Inspection): Visit => ({
  name: path,
  findFaults: async (tab) => {
    await tab.page.goto(path);
    await tab.waitUntilSettled();
    return inspect(tab.page);
  },
});

/**
 * Returns a visit to the list of a collection, each of its presets, its trash, the form of one document and, if `mayCreate`, the
 * form of a new document. The visit compares the lists with the API.
 * @param inspect inspects the list and the forms
 */
export const visitCollection = (collection: VisitedCollection, mayCreate: boolean, inspect: Inspection): Visit => ({
  name: collection.slug,
  findFaults: async (tab) => {
    const { page, takeErrors, waitUntilSettled } = tab;
    const list = `/admin/collections/${collection.slug}`;
    const faults: string[] = [];
    const add = (screen: string, found: string[]) =>
      faults.push(...[...found, ...takeErrors()].map((fault) => `${screen}: ${fault}`));
    const checkList = async (screen: string) => add(screen, await findListFaults(tab, collection));

    await page.goto(list);
    await checkList('list');
    add('list', await inspect(page));
    const document = await findOldestId(page, collection.slug);
    const presets = page.getByRole('navigation', { name: strings.lists.readyMade });
    for (const preset of await presets.getByRole('link').allTextContents()) {
      await presets.getByRole('link', { name: preset, exact: true }).click();
      await presets.locator('[aria-current=page]').getByText(preset, { exact: true }).waitFor();
      await checkList(preset);
    }
    if (collection.trash) {
      await page.getByRole('button', { name: 'Trash' }).click();
      await page.waitForURL(`**${list}/trash*`);
      await checkList('trash');
    }
    for (const form of [document, ...(mayCreate ? ['create'] : [])]) {
      await page.goto(`${list}/${form}`);
      await waitUntilSettled();
      add(`form ${form}`, await inspect(page, form === 'create'));
    }
    return faults;
  },
});

/** How long the layout of a screen may change after its last response, in milliseconds. */
const REST_MS = 5000;

/** Returns a fault if the page scrolls sideways. */
export async function findOverflow(page: Page): Promise<string[]> {
  const pixels = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  const fits = () => document.documentElement.scrollWidth - window.innerWidth <= 1;
  const isAtRest = await page.waitForFunction(fits, undefined, { timeout: REST_MS }).catch(() => undefined);
  return isAtRest ? [] : [`The page is ${await pixels()} px too wide.`];
}

/** Returns the id of the oldest document. With demo data, it is one with pictures and all fields. */
const findOldestId = (page: Page, slug: string): Promise<string> =>
  page.evaluate(
    async (path) => (await (await fetch(path)).json()).docs[0].id,
    `/api/${slug}?limit=1&depth=0&draft=true&sort=createdAt`,
  );

/** Returns the faults of a list: counts that differ from the API, and filters that cannot be displayed or cover the list. */
async function findListFaults({ page, waitUntilSettled }: WatchedPage, { slug, admin }: VisitedCollection) {
  await waitUntilSettled();
  const faults = await findOverflow(page);
  const shown = await readShownCounts(page);
  const stored = await readApiCounts(page, slug, admin.pagination?.defaultLimit ?? 10);
  if (shown.rows !== stored.rows || shown.total !== stored.total)
    faults.push(
      `The list shows ${shown.rows} of ${shown.total} rows, but the API has ${stored.rows} of ${stored.total}.`,
    );
  // The filter builder shows this text in place of a filter that it does not support.
  if ((await page.locator('.where-builder').getByText('Select a value').count()) > 0)
    faults.push('The filter cannot be displayed.');
  // A React effect closes the panel a moment after the list has appeared.
  const openPanel = page.locator('.list-controls__toggle-where[aria-expanded=true]');
  await openPanel
    .waitFor({ state: 'detached', timeout: REST_MS })
    .catch(() => faults.push('The filter panel did not close.'));
  return faults;
}
