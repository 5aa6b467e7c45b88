import type { BrowserContext, Page } from 'playwright-core';

type LayoutShift = PerformanceEntry & { value: number; hadRecentInput: boolean };
type Measured = { layoutShift: number };

/** Adds up, for each page that is opened from now on, how far its parts move by themselves (Cumulative Layout Shift). */
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

/** The sum up to now: below 0.1 is good (web.dev/cls). */
export const layoutShiftOf = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as Measured).layoutShift);
