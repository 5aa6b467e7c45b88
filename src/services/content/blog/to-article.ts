import { convertHTMLToLexical, convertMarkdownToLexical } from '@payloadcms/richtext-lexical';
import type { PayloadRequest } from 'payload';
import { type Article, articleField, editorOf } from './article.ts';
import { checkArticle, refusedArticle } from './check-article.ts';
import { markdownCost } from './markdown-cost.ts';
import { countElements, safeHtml } from './safe-html.ts';

/** The formats that a post's text is accepted in. */
export const CONTENT_FORMATS = ['markdown', 'html', 'lexical'] as const;

export type Content =
  | { contentFormat: 'markdown' | 'html'; content: string }
  | { contentFormat: 'lexical'; content: unknown };

/** Milliseconds of the one thread, which serves everybody else too. */
const MARKDOWN_MS = 500;
/** The editor's import takes the square of their number: about a second for these. */
const HTML_ELEMENTS = 2000;

/**
 * The article of a request, made by Payload's own converters where it comes as Markdown or HTML.
 * @throws Problem validation_failed for what is no article, holds nothing, or would keep the process busy for long.
 */
export async function toArticle(req: PayloadRequest, sent: Content): Promise<Article> {
  const field = articleField(req.payload);
  const { editorConfig, validate } = editorOf(field);
  const article = checkArticle(await convert(sent, editorConfig), editorConfig);
  if (!holdsSomething(article.root)) throw refusedArticle('content', 'Holds nothing.');
  const valid = await validate(article, {
    ...field,
    ...{ req, data: {}, siblingData: {}, operation: 'create', collectionSlug: 'blogs', event: 'submit' },
    preferences: { fields: {} },
    required: true,
  });
  if (valid !== true) throw refusedArticle('content', valid);
  return article;
}

type Config = Parameters<typeof convertMarkdownToLexical>[0]['editorConfig'];

async function convert({ contentFormat, content }: Content, editorConfig: Config): Promise<unknown> {
  if (contentFormat === 'lexical') return content;
  if (contentFormat === 'markdown') {
    if (markdownCost(content) > MARKDOWN_MS) {
      throw refusedArticle('content', 'Too many formatting characters in a paragraph.');
    }
    return convertMarkdownToLexical({ editorConfig, markdown: content });
  }
  const html = safeHtml(content);
  if (countElements(html) > HTML_ELEMENTS) throw refusedArticle('content', `More than ${HTML_ELEMENTS} elements.`);
  // Large, and used by few requests.
  const { JSDOM } = await import('jsdom');
  return convertHTMLToLexical({ editorConfig, html, JSDOM });
}

type AnyNode = { type: string; text?: string; children?: AnyNode[] };

const holdsSomething = (node: AnyNode): boolean =>
  node.type === 'block' ||
  node.type === 'upload' ||
  Boolean(node.text?.trim()) ||
  Boolean(node.children?.some(holdsSomething));
