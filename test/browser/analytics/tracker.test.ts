import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, expect, test } from 'vitest';
import { STREAM_KEY } from '../../../src/services/analytics/buffer-scripts.ts';
import { startWebProcess } from '../../integration/gateway/web-process.ts';
import { readWaitingEvents } from '../../support/analytics.ts';
import { newVisitor, openBrowser } from '../../support/browser.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const { redis, environment } = await startSite();

let api = '';
/**
 * HTML that the test website appends to its page, by path. Other paths serve the page without additions. The page has an initial
 * data layer. At `/own-views`, the page turns off the page views that the tracker sends by itself.
 */
const BODIES: Record<string, string> = {
  '/framing': '<iframe src="/framed"></iframe>',
};
const website = createServer((req, res) => {
  res.setHeader('content-type', 'text/html');
  res.end(`<!doctype html><title>Kitchens</title>
    <script>window.dataLayer = [{ event: 'gtm.js', 'gtm.start': 1 }, { event: 'offer_seen', offer: 7 }];
    function gtag() { dataLayer.push(arguments); }</script>
    <script async ${req.url === '/own-views' ? 'data-page-views="off"' : ''} src="${api}/v1/analytics/tracker.js"></script><a href="/next">Next</a>${BODIES[String(req.url)] ?? ''}`);
});
await new Promise<void>((resolve) => website.listen(0, '127.0.0.1', resolve));
const site = `http://127.0.0.1:${(website.address() as AddressInfo).port}`;
const web = await startWebProcess({ ...environment, CORS_ORIGINS: site });
api = web.base;
const browser = await openBrowser();
const contexts: BrowserContext[] = [];

afterEach(async () => {
  for (const openPage of contexts.splice(0)) await openPage.close();
  await redis.del(STREAM_KEY);
});
afterAll(async () => {
  await browser.close();
  await web.stop();
  website.closeAllConnections();
  website.close();
});

async function openPage(prepare: (context: BrowserContext) => Promise<unknown> = async () => {}): Promise<Page> {
  const context = await newVisitor(browser, site);
  contexts.push(context);
  await prepare(context);
  return context.newPage();
}

const sent = (type: string, count = 1) =>
  until(async () => {
    const found = (await readWaitingEvents(redis)).filter((event) => event.type === type);
    return found.length >= count ? found : undefined;
  }, `${count} events ${type}`);

const waitForTracker = (page: Page) => page.waitForFunction('typeof lomashTrack === "function"');

test('the tracker sends page views of client-side navigation, and events of the data layer', async () => {
  const page = await openPage();
  await page.goto('/kitchens?utm_source=news');
  await waitForTracker(page);
  await page.evaluate(`history.pushState({}, '', '/kitchens/oak'); document.title = 'Oak'`);
  await page.evaluate(`history.replaceState({}, '', '/kitchens/oak#reviews')`);
  await page.evaluate(`dataLayer.push({ event: 'add_to_cart', value: 3, element: document.body, call: () => 1 })`);
  await page.evaluate(`gtag('event', 'search', { term: 'oak' })`);
  await page.evaluate(`lomashTrack('brochure_opened', { page: 2 })`);
  const views = await sent('page_view', 2);
  expect(views).toMatchObject([
    { pageUrl: `${site}/kitchens?utm_source=news`, utm: { utm_source: 'news' }, properties: { title: 'Kitchens' } },
    { pageUrl: `${site}/kitchens/oak`, referrer: `${site}/kitchens?utm_source=news`, properties: { title: 'Oak' } },
  ]);
  await page.goBack();
  expect((await sent('page_view', 3))[2]).toMatchObject({ pageUrl: `${site}/kitchens?utm_source=news` });
  expect((await sent('offer_seen'))[0]).toMatchObject({ properties: { offer: 7 } });
  expect((await sent('add_to_cart'))[0]?.properties).toEqual({ value: 3 });
  expect((await sent('search'))[0]?.properties).toEqual({ term: 'oak' });
  expect((await sent('brochure_opened'))[0]?.properties).toEqual({ page: 2 });
  const all = await readWaitingEvents(redis);
  expect(all.filter(({ type }) => type.startsWith('gtm.'))).toEqual([]);
  expect(new Set(all.map(({ sessionId }) => sessionId)).size).toBe(1);
  expect(all[0]?.sessionId).toBeTruthy();
  for (const { id } of all) expect(id[14]).toBe('7');
});

test('the tracker sends pending events when the visitor leaves the page', async () => {
  const page = await openPage();
  await page.goto('/');
  await waitForTracker(page);
  await sent('page_view');
  // The tracker sends events one second after it has recorded them. The browser leaves the page before that.
  await page.evaluate(`lomashTrack('left'); location.href = '/next'`);
  expect(await sent('left')).toHaveLength(1);
  expect((await sent('page_view', 2))[1]).toMatchObject({ referrer: `${site}/` });
});

test('the tracker retries failed events with the same ids, in a batch or one by one', async () => {
  const page = await openPage();
  const bodies: { events: { event: string; eventId: string }[] }[] = [];
  await page.route('**/v1/analytics/batch', (route) => {
    bodies.push(JSON.parse(route.request().postData() ?? ''));
    return bodies.length === 1
      ? route.abort()
      : bodies.length === 2
        ? route.fulfill({ status: 503 })
        : route.continue();
  });
  await page.goto('/');
  await waitForTracker(page);
  await sent('page_view');
  const ids = bodies.slice(0, 3).map((body) => body.events.map(({ eventId }) => eventId));
  expect(ids[1]?.slice(0, ids[0]?.length)).toEqual(ids[0]);
  expect((await readWaitingEvents(redis)).map(({ id }) => id)).toEqual(expect.arrayContaining(ids[0] ?? []));

  await page.evaluate(`lomashTrack(''); lomashTrack('good')`);
  expect(await sent('good')).toHaveLength(1);
  expect((await readWaitingEvents(redis)).filter(({ type }) => type === '')).toEqual([]);
});

test('an event that cannot be serialised, or an invalid data layer, does not cause the loss of other events', async () => {
  const page = await openPage((context) =>
    context.addInitScript(`Object.defineProperty(window, 'dataLayer', { value: { other: 'thing' } })`),
  );
  await page.goto('/');
  await waitForTracker(page);
  await page.evaluate(`const circle = { value: 1 }; circle.circle = circle;
    lomashTrack('circle', circle); lomashTrack('bigint', { number: 1n }); lomashTrack('good', { event: 'kept' })`);
  expect((await sent('good'))[0]?.properties).toEqual({ event: 'kept' });
  expect((await sent('circle'))[0]?.properties).toEqual({});
  expect((await sent('bigint'))[0]?.properties).toEqual({});
  await page.evaluate(`lomashTrack('last'); location.href = '/next'`);
  expect(await sent('last')).toHaveLength(1);
});

/** Returns the paths of all page views so far, oldest first. */
async function viewed(page: Page): Promise<string[]> {
  marks += 1;
  const mark = `mark-${marks}`;
  await waitForTracker(page);
  await page.evaluate(`lomashTrack('${mark}')`);
  await sent(mark);
  const views = (await readWaitingEvents(redis)).filter(({ type }) => type === 'page_view');
  return views
    .sort((a, b) => a.occurredAt.localeCompare(b.occurredAt) || a.id.localeCompare(b.id))
    .map(({ pageUrl }) => String(pageUrl).slice(site.length));
}
let marks = 0;

/**
 * Makes a property of `document` return `during` until the page calls `end()`, and `value` afterwards. `end()` also dispatches
 * `event`.
 */
const pretend = (property: string, value: string, during: string, event: string) => (context: BrowserContext) =>
  context.addInitScript(`let during = true;
    Object.defineProperty(document, '${property}', { get: () => during ? ${during} : ${value}, configurable: true });
    window.end = () => { during = false; document.dispatchEvent(new Event('${event}')); };`);

test('the tracker sends one page view when a page is opened, reloaded, or restored with the back and forward buttons', async () => {
  const page = await openPage();
  await page.goto('/a');
  expect(await viewed(page)).toEqual(['/a']);
  await page.reload();
  expect(await viewed(page)).toEqual(['/a', '/a']);
  await page.goto('/b');
  expect(await viewed(page)).toEqual(['/a', '/a', '/b']);
  await page.goBack();
  expect(await viewed(page)).toEqual(['/a', '/a', '/b', '/a']);
  await page.goForward();
  expect(await viewed(page)).toEqual(['/a', '/a', '/b', '/a', '/b']);
  // This browser has no back/forward cache. Dispatch the events that a page receives when the browser restores it from that
  // cache.
  await page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
  expect(await viewed(page)).toEqual(['/a', '/a', '/b', '/a', '/b', '/b']);
  await page.evaluate(`history.pushState({}, '', '/c'); history.replaceState({}, '', '/c#part')`);
  await page.evaluate(`location.hash = 'other'`);
  await page.waitForTimeout(50);
  expect((await viewed(page)).slice(6)).toEqual(['/c']);
  const ids = (await readWaitingEvents(redis)).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the tracker sends the page view of a background tab once, when the tab becomes visible', async () => {
  const page = await openPage(pretend('visibilityState', `'visible'`, `'hidden'`, 'visibilitychange'));
  await page.goto('/behind', { referer: `${site}/search` });
  expect(await viewed(page)).toEqual([]);
  await page.evaluate(`history.pushState({}, '', '/behind/2')`);
  await page.waitForTimeout(50);
  await page.evaluate('end(); end()');
  expect(await viewed(page)).toEqual(['/behind/2']);
  expect((await sent('page_view'))[0], 'where the visitor came from').toMatchObject({ referrer: `${site}/search` });
});

test('a prerendered page sends its events only after it becomes visible', async () => {
  const page = await openPage(pretend('prerendering', 'false', 'true', 'prerenderingchange'));
  await page.goto('/prepared');
  await waitForTracker(page);
  await page.evaluate(`lomashTrack('early', { n: 1 }); dataLayer.push({ event: 'pushed' })`);
  await page.waitForTimeout(1500);
  expect(await readWaitingEvents(redis)).toEqual([]);
  await page.evaluate('end()');
  expect(await viewed(page)).toEqual(['/prepared']);
  expect((await sent('early'))[0]?.properties).toEqual({ n: 1 });
  expect(await sent('pushed')).toHaveLength(1);
  expect(await sent('offer_seen')).toHaveLength(1);
});

test('a page that changes its address while it is prerendered sends its page view under the new address', async () => {
  const page = await openPage(pretend('prerendering', 'false', 'true', 'prerenderingchange'));
  await page.goto('/prepared', { referer: `${site}/search` });
  await waitForTracker(page);
  await page.evaluate(`lomashTrack('early'); history.pushState({}, '', '/prepared/2')`);
  await page.evaluate('end()');
  expect(await viewed(page)).toEqual(['/prepared/2']);
  await page.evaluate(`history.pushState({}, '', '/prepared/3')`);
  expect(await sent('page_view', 2)).toMatchObject([
    { pageUrl: `${site}/prepared/2`, referrer: `${site}/search` },
    { pageUrl: `${site}/prepared/3`, referrer: `${site}/prepared/2` },
  ]);
  expect((await sent('early'))[0]).toMatchObject({ pageUrl: `${site}/prepared/2` });
});

test('a page that sends its own page views sends its events under its present address', async () => {
  const page = await openPage();
  await page.goto('/own-views');
  await waitForTracker(page);
  await page.evaluate(`history.pushState({}, '', '/own-views/2')`);
  await page.waitForTimeout(50);
  await page.evaluate(`lomashTrack('later')`);
  expect((await sent('later'))[0]).toMatchObject({ pageUrl: `${site}/own-views/2`, referrer: `${site}/own-views` });
  expect(await viewed(page)).toEqual([]);
});

test('a page in a frame sends its events, but no page view', async () => {
  const page = await openPage();
  await page.goto('/framing');
  const frame = await until(async () => page.frame({ url: /\/framed$/ }) ?? undefined, 'the frame');
  await frame.waitForFunction('typeof lomashTrack === "function"');
  await frame.evaluate(`lomashTrack('in_frame')`);
  expect((await sent('in_frame'))[0]?.pageUrl).toBe(`${site}/framed`);
  expect(await viewed(page)).toEqual(['/framing']);
});

test('the tracker truncates long values and replaces lone surrogates, so that no event is lost', async () => {
  const page = await openPage();
  await page.goto('/');
  await waitForTracker(page);
  await page.evaluate(`
    const items = (count) => Array.from({ length: count }, (_, i) => Object.fromEntries(
      ['item_id', 'item_name', 'item_brand', 'item_category', 'item_variant', 'price', 'quantity', 'index', 'item_list_name', 'coupon']
        .map((key) => [key, key + ' ' + i])));
    for (const count of [1, 20, 30, 200])
      dataLayer.push({ event: 'view_item_list_' + count, ecommerce: { items: items(count) } });
    lomashTrack('half', { title: 'Kitchens \\u{1F600}'.slice(0, 10) });
    lomashTrack('x'.repeat(99) + '\\u{1F600}', { deep: { a: { b: { c: { d: { e: 1 } } } } } });`);
  const readItems = async (count: number) => {
    const [event] = await sent(`view_item_list_${count}`);
    const { ecommerce } = (event?.properties ?? {}) as { ecommerce?: { items: Record<string, string>[] } };
    return ecommerce?.items ?? [];
  };
  expect(await readItems(1)).toHaveLength(1);
  expect(await readItems(20)).toHaveLength(20);
  expect(await readItems(30)).toHaveLength(30);
  const many = await readItems(200);
  expect(many.length).toBeGreaterThan(30);
  for (const item of many) expect(Object.keys(item)).toHaveLength(10);
  expect((await sent('half'))[0]?.properties).toEqual({ title: 'Kitchens \ufffd' });
  expect((await sent('x'.repeat(99)))[0]?.properties).toEqual({ deep: { a: { b: { c: {} } } } });
});

test('a visitor with Global Privacy Control gets no session, and nothing is stored in the browser', async () => {
  const page = await openPage(async (context) => {
    await context.setExtraHTTPHeaders({ 'Sec-GPC': '1' });
    await context.addInitScript(
      `Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })`,
    );
  });
  await page.goto('/kitchens?gclid=secret');
  await waitForTracker(page);
  expect((await sent('page_view'))[0]).toMatchObject({
    ...{ sessionId: null, ipPrefix: null, userId: null, utm: {}, pageUrl: `${site}/kitchens` },
  });
  expect(await page.evaluate('[sessionStorage.length, localStorage.length, document.cookie]')).toEqual([0, 0, '']);
});

test('the tracker’s script is small, cached and revalidated', async () => {
  const answer = await fetch(`${api}/v1/analytics/tracker.js`);
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=3600, stale-while-revalidate=86400');
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(gzipSync(await answer.text()).length).toBeLessThan(3000);
  const again = await fetch(`${api}/v1/analytics/tracker.js`, {
    headers: { 'if-none-match': answer.headers.get('etag') ?? '' },
  });
  expect(again.status).toBe(304);
});
