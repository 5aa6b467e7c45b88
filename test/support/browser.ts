import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium as playwright } from 'playwright-core';
import { unpackBrowser } from './unpack-browser.ts';

/** With these the browser ends when its first page closes: they suit a serverless function that opens one. */
const ONE_PAGE_ONLY = new Set(['--single-process', '--no-zygote']);

/** The browser that comes inside an npm package, so that nothing has to be installed. */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    ...(await unpackBrowser()),
    args: chromium.args.filter((arg) => !ONE_PAGE_ONLY.has(arg)),
    headless: true,
  });
}

export type Look = {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  /** Where the visitor's clock is; London unless told otherwise. */
  timezoneId?: string;
};

/** What is blurred behind a drawer takes minutes to draw without a graphics card. */
const SHARP = '*, ::before, ::after { backdrop-filter: none !important; }';

export const PHONE: Look = { width: 390, height: 844 };

/** A visitor with cookies of their own, on a desktop screen unless told otherwise. */
export async function newVisitor(browser: Browser, baseURL: string, look: Look = {}): Promise<BrowserContext> {
  const { width = 1440, height = 900, colorScheme = 'light', timezoneId = 'Europe/London' } = look;
  const context = await browser.newContext({
    baseURL,
    colorScheme,
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId,
  });
  await context.addInitScript((rules) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets.push(sheet);
  }, SHARP);
  return context;
}
