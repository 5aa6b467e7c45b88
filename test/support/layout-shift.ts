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

/** Returns the layout shift of the page so far. Below 0.1 is good (web.dev/cls). */
export const readLayoutShift = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as Measured).layoutShift);
