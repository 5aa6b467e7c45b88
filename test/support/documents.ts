import { readFileSync } from 'node:fs';
import GithubSlugger from 'github-slugger';
import MarkdownIt, { type Token } from 'markdown-it';

const markdown = new MarkdownIt();

/** Returns the plain text of inline Markdown, including the content of code spans. */
export const plainText = (inline: Token | undefined): string =>
  (inline?.children ?? []).map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');

/** Returns the tokens of a document, parsed with markdown-it. */
export const parseTokens = (file: string): Token[] => markdown.parse(readFileSync(file, 'utf8'), {});

/** Returns the anchors of a document's headings, as GitHub generates them. */
export function listAnchors(file: string): Set<string> {
  const slugger = new GithubSlugger();
  const tokens = parseTokens(file);
  return new Set(
    tokens.flatMap(({ type }, at) => (type === 'heading_open' ? slugger.slug(plainText(tokens[at + 1])) : [])),
  );
}

/** Returns the targets of a document's links and pictures, as written. */
export const listTargets = (file: string): string[] =>
  parseTokens(file)
    .flatMap(({ children }) => children ?? [])
    .flatMap((token) => token.attrGet('href') ?? token.attrGet('src') ?? [])
    .map(String);

/** The text of a table cell, and its code spans. */
export type Cell = { text: string; codes: string[] };

/** A table and the heading above it. Each row maps column names to cells. */
export type DocumentTable = { heading: string; columns: string[]; rows: Record<string, Cell>[] };

const toCell = (inline: Token | undefined): Cell => ({
  text: plainText(inline).trim(),
  codes: (inline?.children ?? []).filter(({ type }) => type === 'code_inline').map(({ content }) => content),
});

/** Returns all tables of a document, in order. */
export function listTables(file: string): DocumentTable[] {
  const tokens = parseTokens(file);
  const tables: DocumentTable[] = [];
  let heading = '';
  let cells: Cell[] = [];
  for (const [at, { type }] of tokens.entries()) {
    const table = tables.at(-1);
    if (type === 'heading_open') heading = plainText(tokens[at + 1]);
    else if (type === 'table_open') tables.push({ heading, columns: [], rows: [] });
    else if (type === 'tr_open') cells = [];
    else if (type === 'th_open' || type === 'td_open') cells.push(toCell(tokens[at + 1]));
    else if (type === 'tr_close' && table) {
      if (table.columns.length === 0) table.columns = cells.map(({ text }) => text);
      else table.rows.push(Object.fromEntries(table.columns.map((name, index) => [name, cells[index] ?? NO_CELL])));
    }
  }
  return tables;
}

const NO_CELL: Cell = { text: '', codes: [] };

/** Returns all code spans of a document outside of code blocks. */
export const listCodeSpans = (file: string): string[] =>
  parseTokens(file).flatMap((token) => (token.type === 'inline' ? toCell(token).codes : []));

/** Returns the bold names that are followed by a shape in a code span: `**Product** \`{ id, … }\``. */
export const readBoldShapes = (file: string): [name: string, shape: string][] =>
  parseTokens(file).flatMap(({ children }) => {
    const spans = children ?? [];
    return spans.flatMap(({ type }, at) => {
      const [name, end, blank, shape] = spans.slice(at + 1, at + 5);
      const fits = type === 'strong_open' && end?.type === 'strong_close' && blank?.content.trim() === '';
      return fits && shape?.content.startsWith('{') ? [[name?.content ?? '', shape.content] as [string, string]] : [];
    });
  });
