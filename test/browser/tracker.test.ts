import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, expect, test } from 'vitest';
import { STREAM } from '../../src/services/analytics/buffer/append-script.ts';
import { startWeb } from '../integration/gateway/web-process.ts';
import { waitingEvents } from '../support/analytics.ts';
import { newVisitor, openBrowser } from '../support/browser.ts';
import { startSite } from '../support/site.ts';
import { until } from '../support/until.ts';

const { redis, environment } = await startSite();

let api = '';
/** The website: every address is the same page, with something in its data layer from the start, and a few have more. */
const BODIES: Record<string, string> = {
  '/framing': '<iframe src="/framed"></iframe>',
};
const website = createServer((req, res) => {
  res.setHeader('content-type', 'text/html');
  res.end(`<!doctype html><title>Kitchens</title>
    <script>window.dataLayer = [{ event: 'gtm.js', 'gtm.start': 1 }, { event: 'offer_seen', offer: 7 }];
    function gtag() { dataLayer.push(arguments); }</script>
    <script async src="${api}/v1/analytics/tracker.js"></script><a href="/next">Next</a>${BODIES[String(req.url)] ?? ''}`);
});
await new Promise<void>((resolve) => website.listen(0, '127.0.0.1', resolve));
const site = `http://127.0.0.1:${(website.address() as AddressInfo).port}`;
const web = await startWeb({ ...environment, CORS_ORIGINS: site });
api = web.base;
const browser = await openBrowser();
const visits: BrowserContext[] = [];

afterEach(async () => {
  for (const visit of visits.splice(0)) await visit.close();
  await redis.del(STREAM);
});
afterAll(async () => {
  await browser.close();
  await web.stop();
  website.closeAllConnections();
  website.close();
});

async function visit(prepare: (context: BrowserContext) => Promise<unknown> = async () => {}): Promise<Page> {
  const context = await newVisitor(browser, site);
  visits.push(context);
  await prepare(context);
  return context.newPage();
}

const sent = (type: string, count = 1) =>
  until(async () => {
    const found = (await waitingEvents(redis)).filter((event) => event.type === type);
    return found.length >= count ? found : undefined;
  }, `${count} events ${type}`);

const ready = (page: Page) => page.waitForFunction('typeof lomashTrack === "function"');

test('page views of a site that changes its address itself, and what the data layer says', async () => {
  const page = await visit();
  await page.goto('/kitchens?utm_source=news');
  await ready(page);
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
  const all = await waitingEvents(redis);
  expect(all.filter(({ type }) => type.startsWith('gtm.'))).toEqual([]);
  expect(new Set(all.map(({ sessionId }) => sessionId)).size).toBe(1);
  expect(all[0]?.sessionId).toBeTruthy();
  for (const { id } of all) expect(id[14]).toBe('7');
});

test('what is still to be sent when the page goes', async () => {
  const page = await visit();
  await page.goto('/');
  await ready(page);
  await sent('page_view');
  // Gone long before the second is over in which events are gathered.
  await page.evaluate(`lomashTrack('left'); location.href = '/next'`);
  expect(await sent('left')).toHaveLength(1);
  expect((await sent('page_view', 2))[1]).toMatchObject({ referrer: `${site}/` });
});

test('events that could not be sent are sent again under the same id, in a batch or alone', async () => {
  const page = await visit();
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
  await ready(page);
  await sent('page_view');
  const ids = bodies.slice(0, 3).map((body) => body.events.map(({ eventId }) => eventId));
  expect(ids[1]?.slice(0, ids[0]?.length)).toEqual(ids[0]);
  expect((await waitingEvents(redis)).map(({ id }) => id)).toEqual(expect.arrayContaining(ids[0] ?? []));

  await page.evaluate(`lomashTrack(''); lomashTrack('good')`);
  expect(await sent('good')).toHaveLength(1);
  expect((await waitingEvents(redis)).filter(({ type }) => type === '')).toEqual([]);
});

test('what cannot be sent of an event takes no other with it, and a data layer that is none takes nothing', async () => {
  const page = await visit((context) =>
    context.addInitScript(`Object.defineProperty(window, 'dataLayer', { value: { other: 'thing' } })`),
  );
  await page.goto('/');
  await ready(page);
  await page.evaluate(`const circle = { value: 1 }; circle.circle = circle;
    lomashTrack('circle', circle); lomashTrack('bigint', { number: 1n }); lomashTrack('good', { event: 'kept' })`);
  expect((await sent('good'))[0]?.properties).toEqual({ event: 'kept' });
  expect((await sent('circle'))[0]?.properties).toEqual({});
  expect((await sent('bigint'))[0]?.properties).toEqual({});
  await page.evaluate(`lomashTrack('last'); location.href = '/next'`);
  expect(await sent('last')).toHaveLength(1);
});

/** The paths that were viewed until now, in their order. */
async function viewed(page: Page): Promise<string[]> {
  marks += 1;
  const mark = `mark-${marks}`;
  await ready(page);
  await page.evaluate(`lomashTrack('${mark}')`);
  await sent(mark);
  const views = (await waitingEvents(redis)).filter(({ type }) => type === 'page_view');
  return views
    .sort((a, b) => a.occurredAt.localeCompare(b.occurredAt) || a.id.localeCompare(b.id))
    .map(({ pageUrl }) => String(pageUrl).slice(site.length));
}
let marks = 0;

/** Makes pages believe that they are in a state of the browser's until `end()` is called in them. */
const pretend = (property: string, value: string, during: string, event: string) => (context: BrowserContext) =>
  context.addInitScript(`let during = true;
    Object.defineProperty(document, '${property}', { get: () => during ? ${during} : ${value}, configurable: true });
    window.end = () => { during = false; document.dispatchEvent(new Event('${event}')); };`);

test('one view each time that somebody sees a page: opened, loaded again, and brought back by the buttons', async () => {
  const page = await visit();
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
  // What a browser says that has kept the page as it was; the one here keeps none.
  await page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
  expect(await viewed(page)).toEqual(['/a', '/a', '/b', '/a', '/b', '/b']);
  await page.evaluate(`history.pushState({}, '', '/c'); history.replaceState({}, '', '/c#part')`);
  await page.evaluate(`location.hash = 'other'`);
  await page.waitForTimeout(50);
  expect((await viewed(page)).slice(6)).toEqual(['/c']);
  const ids = (await waitingEvents(redis)).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a tab behind is viewed when somebody looks at it, once', async () => {
  const page = await visit(pretend('visibilityState', `'visible'`, `'hidden'`, 'visibilitychange'));
  await page.goto('/behind');
  expect(await viewed(page)).toEqual([]);
  await page.evaluate(`history.pushState({}, '', '/behind/2')`);
  await page.waitForTimeout(50);
  await page.evaluate('end(); end()');
  expect(await viewed(page)).toEqual(['/behind/2']);
});

test('a page that a browser prepares sends nothing until it is seen, and then all', async () => {
  const page = await visit(pretend('prerendering', 'false', 'true', 'prerenderingchange'));
  await page.goto('/prepared');
  await ready(page);
  await page.evaluate(`lomashTrack('early', { n: 1 }); dataLayer.push({ event: 'pushed' })`);
  await page.waitForTimeout(1500);
  expect(await waitingEvents(redis)).toEqual([]);
  await page.evaluate('end()');
  expect(await viewed(page)).toEqual(['/prepared']);
  expect((await sent('early'))[0]?.properties).toEqual({ n: 1 });
  expect(await sent('pushed')).toHaveLength(1);
  expect(await sent('offer_seen')).toHaveLength(1);
});

test('a frame is no page of its own; what happens in it counts', async () => {
  const page = await visit();
  await page.goto('/framing');
  const frame = await until(async () => page.frame({ url: /\/framed$/ }) ?? undefined, 'the frame');
  await frame.waitForFunction('typeof lomashTrack === "function"');
  await frame.evaluate(`lomashTrack('in_frame')`);
  expect((await sent('in_frame'))[0]?.pageUrl).toBe(`${site}/framed`);
  expect(await viewed(page)).toEqual(['/framing']);
});

test('what is too large is cut, and half a character replaced: no event is lost', async () => {
  const page = await visit();
  await page.goto('/');
  await ready(page);
  await page.evaluate(`
    const items = (count) => Array.from({ length: count }, (_, i) => Object.fromEntries(
      ['item_id', 'item_name', 'item_brand', 'item_category', 'item_variant', 'price', 'quantity', 'index', 'item_list_name', 'coupon']
        .map((key) => [key, key + ' ' + i])));
    for (const count of [1, 20, 30, 200])
      dataLayer.push({ event: 'view_item_list_' + count, ecommerce: { items: items(count) } });
    lomashTrack('half', { title: 'Kitchens \\u{1F600}'.slice(0, 10) });
    lomashTrack('x'.repeat(99) + '\\u{1F600}', { deep: { a: { b: { c: { d: { e: 1 } } } } } });`);
  const itemsOf = async (count: number) => {
    const [event] = await sent(`view_item_list_${count}`);
    const { ecommerce } = (event?.properties ?? {}) as { ecommerce?: { items: Record<string, string>[] } };
    return ecommerce?.items ?? [];
  };
  expect(await itemsOf(1)).toHaveLength(1);
  expect(await itemsOf(20)).toHaveLength(20);
  expect(await itemsOf(30)).toHaveLength(30);
  const many = await itemsOf(200);
  expect(many.length).toBeGreaterThan(30);
  for (const item of many) expect(Object.keys(item)).toHaveLength(10);
  expect((await sent('half'))[0]?.properties).toEqual({ title: 'Kitchens \ufffd' });
  expect((await sent('x'.repeat(99)))[0]?.properties).toEqual({ deep: { a: { b: { c: {} } } } });
});

test('who asks not to be followed has no session, and nothing is kept in the browser', async () => {
  const page = await visit(async (context) => {
    await context.setExtraHTTPHeaders({ 'Sec-GPC': '1' });
    await context.addInitScript(
      `Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })`,
    );
  });
  await page.goto('/kitchens?gclid=secret');
  await ready(page);
  expect((await sent('page_view'))[0]).toMatchObject({
    ...{ sessionId: null, ipPrefix: null, userId: null, utm: {}, pageUrl: `${site}/kitchens` },
  });
  expect(await page.evaluate('[sessionStorage.length, localStorage.length, document.cookie]')).toEqual([0, 0, '']);
});

test('the script is small, cached and known again', async () => {
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
