import { writeFileSync } from 'node:fs';
import { tests } from 'commonmark-spec';
import { openBrowser } from '../../../support/browser.ts';
import { collapsed } from './article-text.ts';
import { pieces } from './pieces.ts';

/**
 * Writes what a browser shows of the examples of CommonMark and of the pieces in `editors/`, as the tests expect it. To be run when
 * one of them changes: `node --import ./runtime.mjs test/unit/content/reference/take.ts`.
 */
const browser = await openBrowser();
const page = await browser.newPage();

async function shown(html: string): Promise<string> {
  await page.setContent(html);
  // biome-ignore lint/performance/useDomNodeTextContent: the gaps between blocks are what is asked for.
  return collapsed(await page.evaluate(() => document.body.innerText));
}

const examples: string[] = [];
// The specification shows a tab as an arrow.
for (const { html } of tests) examples.push(await shown(html.replaceAll('→', '\t')));
const editors: Record<string, string> = {};
for (const { name, html } of pieces) editors[name] = await shown(html);
await browser.close();

for (const [name, texts] of Object.entries({ commonmark: examples, editors })) {
  writeFileSync(new URL(`./${name}.json`, import.meta.url), `${JSON.stringify(texts, null, 2)}\n`);
}
