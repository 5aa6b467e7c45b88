import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { strings } from '../../../src/admin/strings/index.ts';
import { projectFiles } from '../project/project-files.ts';

const sources = projectFiles('src/admin/').filter((file) => /\.tsx?$/.test(file) && !file.includes('/strings/'));

/** What a browser shows or reads out of an attribute. */
const SPOKEN = new Set(['aria-label', 'title', 'alt', 'placeholder', 'label', 'note', 'none']);
const WORD = /\p{L}{2}/u;

/** Words that stand in a component instead of in `strings`. */
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

test('components have no words of their own', () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((file) => file.endsWith('.tsx')).flatMap(wordsIn)).toEqual([]);
});

test('every text is shown somewhere', () => {
  const all = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
  const made = new Set([...all.matchAll(/`(\w+):\$\{/g)].map(([, domain]) => domain));
  const unused = Object.entries(strings).flatMap(([domain, texts]) =>
    Object.keys(texts)
      .map((key) => key.replace(/_(one|other)$/, ''))
      .filter((key) => !made.has(domain) && !all.includes(`${domain}:${key}'`)),
  );
  expect(unused).toEqual([]);
});
