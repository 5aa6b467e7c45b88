import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { lookInFourWays } from './browser.ts';
import { findLasting } from './until.ts';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules for WCAG 2.2, level AA. */
const ALL_RULES: RunOptions = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };

/** The rules about colours. */
const COLOUR_RULES: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

/** Payload's buttons to edit and remove an upload. axe reports them as too small on phones, although they are 24 pixels wide. */
const PAYLOADS_OWN = ['.upload-relationship-details__actions'];

type WithAxe = { axe: { run: (context: { exclude: string[] }, options: RunOptions) => Promise<AxeResults> } };

/**
 * How long the check is repeated, in milliseconds. The admin UI adds accessible names shortly after the controls appear
 * (src/admin/shared/named-controls.tsx).
 */
const TIMEOUT_MS = 5000;

/**
 * Returns the serious and critical violations, each as its rule and the affected elements. Repeats the check until there are no
 * violations or the time is up.
 */
export const findSeriousViolations = (page: Page): Promise<string[]> => findWithRules(page, ALL_RULES);

/**
 * As {@link findSeriousViolations}, on desktop and phone, by day and night. By night it checks only the colours, because nothing
 * else depends on the theme.
 * @param findMore returns further faults of the page in the present look
 */
export const findViolationsInFourLooks = (
  page: Page,
  findMore: (page: Page) => Promise<string[]> = async () => [],
): Promise<string[]> =>
  lookInFourWays(page, async (_, colorScheme) => [
    ...(await findMore(page)),
    ...(await findWithRules(page, colorScheme === 'dark' ? COLOUR_RULES : ALL_RULES)),
  ]);

async function findWithRules(page: Page, options: RunOptions): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  return findLasting(() => findViolations(page, options), TIMEOUT_MS);
}

async function findViolations(page: Page, rules: RunOptions): Promise<string[]> {
  const { violations } = await page.evaluate(
    ([exclude, options]) => (window as unknown as WithAxe).axe.run({ exclude }, options),
    [PAYLOADS_OWN, rules] as const,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
