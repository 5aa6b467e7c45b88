import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';
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

const DESKTOP = { width: 1440, height: 900 };

export const PHONE = { width: 390, height: 844 };

/** The four ways in which every page of the admin UI is checked. */
const LOOKS = {
  'a desktop by day': { ...DESKTOP, colorScheme: 'light' },
  'a desktop by night': { ...DESKTOP, colorScheme: 'dark' },
  'a phone by night': { ...PHONE, colorScheme: 'dark' },
  'a phone by day': { ...PHONE, colorScheme: 'light' },
} as const;

/**
 * Shows an open page in four ways, one after the other, without loading it again, and then in its own size by day.
 * @returns what `findFaults` returns, each fault with the name of the look
 */
export async function lookInFourWays(
  page: Page,
  findFaults: (page: Page, colorScheme: 'light' | 'dark') => Promise<string[]>,
): Promise<string[]> {
  const faults: string[] = [];
  const size = page.viewportSize();
  for (const [name, { colorScheme, ...viewport }] of Object.entries(LOOKS)) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    // A colour in transition may have too little contrast.
    await page.waitForFunction(
      (theme) =>
        document.documentElement.dataset.theme === theme &&
        !document.getAnimations().some((one) => one instanceof CSSTransition),
      colorScheme,
    );
    faults.push(...(await findFaults(page, colorScheme)).map((fault) => `on ${name}: ${fault}`));
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (size) await page.setViewportSize(size);
  return faults;
}

/** Opens a browser context with its own cookies, by default with a desktop screen. */
export async function newVisitor(browser: Browser, baseURL: string, look: BrowserLook = {}): Promise<BrowserContext> {
  const { width, height, colorScheme = 'light', timezoneId = 'Europe/London' } = { ...DESKTOP, ...look };
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
