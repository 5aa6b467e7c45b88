import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { projectFiles } from '../project/project-files.ts';

/** Lists the opening tags of all `Link` elements in a file. */
function listLinks(file: string): ts.JsxOpeningLikeElement[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const links: ts.JsxOpeningLikeElement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxOpeningLikeElement(node) && node.tagName.getText(source) === 'Link') links.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return links;
}

// By default, Next.js prefetches the page of every visible link: it renders the page and runs all its SQL statements.
test('links of the admin UI do not prefetch their pages', () => {
  const links = projectFiles('src/admin')
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => listLinks(file).map((link) => ({ file, text: link.getText() })));
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter(({ text }) => !text.includes('prefetch={false}'))).toEqual([]);
});
