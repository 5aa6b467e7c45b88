import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium as playwright } from 'playwright-core';
import { unpackBrowser } from './unpack-browser.ts';

/**
 * Arguments that the npm package passes to the browser because serverless functions open a single page. With these arguments, the
 * browser exits when its first page closes.
 */
const ONE_PAGE_ONLY = new Set(['--single-process', '--no-zygote']);

// Render on the processor, without the package's emulated graphics card, which takes four times the processor time.
chromium.setGraphicsMode = false;

/** Opens the browser of an npm package, so that the tests need no installed browser. */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    ...(await unpackBrowser()),
    args: chromium.args.filter((arg) => !ONE_PAGE_ONLY.has(arg)),
    headless: true,
  });
}

export type BrowserLook = {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  /** The visitor's time zone; by default London. */
  timezoneId?: string;
};

/** Removes blurred backdrops, because a browser without a graphics card takes minutes to render one. */
const SHARP = '*, ::before, ::after { backdrop-filter: none !important; }';

export const PHONE: BrowserLook = { width: 390, height: 844 };

/** Opens a browser context with its own cookies, by default with a desktop screen. */
export async function newVisitor(browser: Browser, baseURL: string, look: BrowserLook = {}): Promise<BrowserContext> {
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
