import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { until } from './until.ts';

/**
 * How long the tests wait until a screen shows a saved change, in milliseconds. Users see it within 2 s, but a machine with many
 * browsers takes longer. A screen that needs a reload would never show the change.
 */
const MAX_DELAY_MS = 20_000;

export type SavedChange = {
  /** The last click, which saves the change. */
  save: () => Promise<void>;
  /** Whether the server has saved the change. */
  isSaved: () => Promise<unknown>;
  /** The element that shows the saved change. */
  shown: Locator;
};

/** Saves a change and expects the screen to show it without a reload. */
export async function expectShownOnceSaved(page: Page, change: SavedChange): Promise<void> {
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  await change.save();
  await until(change.isSaved, 'the server to save the change', 30_000);
  await change.shown.first().waitFor({ timeout: MAX_DELAY_MS });
  expect(loads).toBe(0);
}
