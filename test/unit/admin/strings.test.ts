import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { strings } from '../../../src/admin/strings/index.ts';
import { projectFiles } from '../project/project-files.ts';

const sources = projectFiles('src/admin/').filter((file) => /\.tsx?$/.test(file) && !file.includes('/strings/'));

/** Attributes whose text a browser shows or a screen reader reads. */
const SPOKEN = new Set(['aria-label', 'title', 'alt', 'placeholder', 'label', 'note', 'none']);
const WORD = /\p{L}{2}/u;

/** Lists the texts that a component contains itself instead of using `strings`. */
function wordsIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node) && WORD.test(node.text)) found.push(node.text.trim());
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()) && node.initializer) {
      const { initializer } = node;
      if (ts.isStringLiteral(initializer) && WORD.test(initializer.text)) found.push(initializer.text);
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found.map((words) => `${file}: ${words}`);
}

test('components contain no texts of their own', () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(sources.filter((file) => file.endsWith('.tsx')).flatMap(wordsIn)).toEqual([]);
});

test('every text in `strings` is used', () => {
  const all = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
  const made = new Set([...all.matchAll(/`(\w+):\$\{/g)].map(([, domain]) => domain));
  const unused = Object.entries(strings).flatMap(([domain, texts]) =>
    Object.keys(texts)
      .map((key) => key.replace(/_(one|other)$/, ''))
      .filter((key) => !made.has(domain) && !all.includes(`${domain}:${key}'`)),
  );
  expect(unused).toEqual([]);
});
