import type { Page } from 'playwright-core';

/** The number of rows on the current page of a list, and on all its pages. */
type ListCounts = { rows: number; total: number };

/** Returns the counts that a list of the admin UI shows. */
export async function readShownCounts(page: Page): Promise<ListCounts> {
  const rows = await page.locator('.collection-list tbody tr').count();
  if (rows === 0) return { rows, total: 0 };
  const info = await page.locator('.page-controls__page-info').textContent();
  return { rows, total: Number(info?.split(' ').at(-1)) };
}

/** Returns the counts of the API for the query in the list's URL. @throws Error if the API does not return 200 */
export async function readApiCounts(page: Page, collection: string, defaultLimit: number): Promise<ListCounts> {
  const { pathname, searchParams } = new URL(page.url());
  const query = new URLSearchParams([...searchParams].filter(([key]) => key === 'sort' || key.startsWith('where')));
  query.set('limit', searchParams.get('limit') ?? String(defaultLimit));
  query.set('depth', '0');
  query.set('draft', 'true');
  if (pathname.endsWith('/trash')) {
    query.set('trash', 'true');
    query.set('where[deletedAt][exists]', 'true');
  }
  const { status, body } = await page.evaluate(async (path) => {
    const response = await fetch(path);
    return { status: response.status, body: await response.json() };
  }, `/api/${collection}?${query}`);
  if (status !== 200) throw new Error(`The API returned ${status} for ${query}.`);
  return { rows: body.docs.length, total: body.totalDocs };
}
