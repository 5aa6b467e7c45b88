import { writeFileSync } from 'node:fs';
import { tests } from 'commonmark-spec';
import { openBrowser } from '../../../support/browser.ts';
import { editorSamples } from './editor-samples.ts';
import { collapsed } from './rich-text.ts';

/**
 * Records the texts that the tests expect: the text that a browser displays for each CommonMark example and each sample in
 * `editors/`. Run this file again when the examples or samples have changed: `./runtime.sh
 * test/unit/content/reference/record-references.ts`.
 */
const browser = await openBrowser();
const page = await browser.newPage();

async function readVisibleText(html: string): Promise<string> {
  await page.setContent(html);
  // biome-ignore lint/performance/useDomNodeTextContent: the gaps between blocks are needed.
  return collapsed(await page.evaluate(() => document.body.innerText));
}

const examples: string[] = [];
// The specification shows a tab as an arrow.
for (const { html } of tests) examples.push(await readVisibleText(html.replaceAll('→', '\t')));
const editors: Record<string, string> = {};
for (const { name, html } of editorSamples) editors[name] = await readVisibleText(html);
await browser.close();

for (const [name, texts] of Object.entries({ commonmark: examples, editors })) {
  writeFileSync(new URL(`./${name}.json`, import.meta.url), `${JSON.stringify(texts, null, 2)}\n`);
}
