import MarkdownIt, { type Token } from 'markdown-it';
import { RefusedSource } from './refused-source.ts';
import { isSafeAddress } from './safe-address.ts';

/** Levels of lists and quotations within each other. */
const MAX_LEVELS = 50;

/** What CommonMark or its usual extensions have and a post doesn't, by the name of the token. */
const MISSING: Readonly<Record<string, string>> = {
  image: 'An image: upload it, and put it into the post in the admin UI',
  table_open: 'A table: a post has none, write a list instead',
};

// Beyond `maxNesting` the parser leaves text out; what comes near it is refused.
const parser = new MarkdownIt('commonmark', { html: true, maxNesting: 2 * MAX_LEVELS }).enable([
  'strikethrough',
  'table',
]);
// Addresses that are not safe are refused below; the parser would show them as they were typed.
parser.validateLink = () => true;

/**
 * Markdown as HTML: CommonMark, and `~~struck out~~`. HTML within it stands in the result as it is.
 * @throws RefusedSource that names what a post can't have, and its line.
 */
export function markdownToHtml(markdown: string): string {
  const tokens = parser.parse(markdown, {});
  for (const token of tokens) {
    const line = (token.map?.[0] ?? 0) + 1;
    for (const each of [token, ...(token.children ?? [])]) refuseMissing(each, line);
  }
  return parser.renderer.render(tokens, parser.options, {});
}

function refuseMissing(token: Token, line: number): void {
  const missing = Object.hasOwn(MISSING, token.type) ? MISSING[token.type] : undefined;
  if (missing) throw new RefusedSource(`Line ${line}: ${missing}.`);
  if (token.block && token.level > MAX_LEVELS) {
    throw new RefusedSource(`Line ${line}: Nested deeper than ${MAX_LEVELS}.`);
  }
  const address = token.type === 'link_open' ? token.attrGet('href') : null;
  if (address !== null && !isSafeAddress(String(address))) {
    throw new RefusedSource(`Line ${line}: A link that is none of the web, mail or telephone.`);
  }
}
