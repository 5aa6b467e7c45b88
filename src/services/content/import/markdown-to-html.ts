import MarkdownIt, { type Token } from 'markdown-it';
import { NO_PICTURES, refuseMediaInHtml } from './refuse-media.ts';
import { isSafeAddress, RefusedSourceError } from './source.ts';

/** Maximum nesting of lists and quotations. */
const MAX_LEVELS = 50;

/** Why a token of Markdown is refused, by the type of the token. */
const UNSUPPORTED: Readonly<Record<string, string>> = {
  image: NO_PICTURES,
  table_open: 'Tables are not supported: use a list instead',
};

// The parser drops text beyond `maxNesting`, so deep nesting is refused well before this limit.
const parser = new MarkdownIt('commonmark', { html: true, maxNesting: 2 * MAX_LEVELS }).enable([
  'strikethrough',
  'table',
]);
// Let the parser accept every link, because it would otherwise turn unsafe links into plain text. Unsafe links are refused below.
parser.validateLink = () => true;

/**
 * Converts Markdown to HTML. The supported Markdown is CommonMark with `~~strikethrough~~`. Embedded HTML is passed
 * through unchanged.
 * @throws RefusedSourceError with the line number and the reason
 */
export function markdownToHtml(markdown: string): string {
  const tokens = parser.parse(markdown, {});
  for (const token of tokens) {
    const line = (token.map?.[0] ?? 0) + 1;
    for (const each of [token, ...(token.children ?? [])]) refuseUnsupported(each, line);
  }
  return parser.renderer.render(tokens, parser.options, {});
}

function refuseUnsupported(token: Token, line: number): void {
  const reason = Object.hasOwn(UNSUPPORTED, token.type) ? UNSUPPORTED[token.type] : undefined;
  if (reason) throw new RefusedSourceError(`Line ${line}: ${reason}.`);
  if (token.type === 'html_block' || token.type === 'html_inline') refuseMediaInHtml(token.content, line);
  if (token.block && token.level > MAX_LEVELS) {
    throw new RefusedSourceError(`Line ${line}: Lists or quotations are nested deeper than ${MAX_LEVELS} levels.`);
  }
  const address = token.type === 'link_open' ? token.attrGet('href') : null;
  if (address !== null && !isSafeAddress(String(address))) {
    throw new RefusedSourceError(`Line ${line}: Only web, e-mail and telephone links are allowed.`);
  }
}
