import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 AA. */
const OPTIONS: RunOptions = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };

/** Payload's own pencil and cross beside an uploaded picture, which axe finds too small on phones though they are 24 pixels. */
const PAYLOADS_OWN = ['.upload-relationship-details__actions'];

type WithAxe = { axe: { run: (context: { exclude: string[] }, options: RunOptions) => Promise<AxeResults> } };

/** Milliseconds: names come a moment after what they name, when the page's scripts are there (src/admin/a11y). */
const PATIENCE = 5000;

/** What axe goes on finding on a page that is serious or worse, each as its rule and the elements that break it. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found = await violationsNow(page);
    if (found.length === 0 || Date.now() > deadline) return found;
  }
}

async function violationsNow(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(
    ([exclude, options]) => (window as unknown as WithAxe).axe.run({ exclude }, options),
    [PAYLOADS_OWN, OPTIONS] as const,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
