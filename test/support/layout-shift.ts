import type { BrowserContext, Page } from 'playwright-core';

type LayoutShift = PerformanceEntry & { value: number; hadRecentInput: boolean };
type Measured = { layoutShift: number };

/** Records the Cumulative Layout Shift of each page that is opened from now on. */
export const measureLayoutShift = (visitor: BrowserContext): Promise<unknown> =>
  visitor.addInitScript(() => {
    const measured = window as unknown as Measured;
    measured.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries() as LayoutShift[]) {
        if (!hadRecentInput) measured.layoutShift += value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });

/** A smaller layout shift is good (web.dev/cls). */
export const MAX_LAYOUT_SHIFT = 0.1;

/** Returns the layout shift of the page since it was opened, once the navigation no longer opens or closes. */
export async function readFinalLayoutShift(page: Page): Promise<number> {
  // The navigation opens and closes within 2.5 s.
  await page.waitForFunction(() => performance.now() > 2500);
  return page.evaluate(() => (window as unknown as Measured).layoutShift);
}
