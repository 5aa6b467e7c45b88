import type { PayloadRequest } from 'payload';
import { type Article, articleField, editorOf } from './article.ts';
import { checkArticle, refusedArticle } from './check-article.ts';
import { readSource } from './import/read-source.ts';
import { RefusedSource } from './import/refused-source.ts';

/** The formats that a post's text is accepted in. */
export const CONTENT_FORMATS = ['markdown', 'html', 'lexical'] as const;

export type Content =
  | { contentFormat: 'markdown' | 'html'; content: string }
  | { contentFormat: 'lexical'; content: unknown };

/**
 * The text of a request as an article that is still to be checked: Markdown and HTML are read, Lexical stays as it is. Done before the transaction
 * of the post, which it would keep open.
 * @throws Problem validation_failed for what an article can't have, and for what takes too long; unavailable while many wait.
 */
export async function readContent({ contentFormat, content }: Content): Promise<unknown> {
  if (contentFormat === 'lexical') return content;
  try {
    return await readSource(contentFormat, content);
  } catch (error) {
    throw error instanceof RefusedSource ? refusedArticle('content', error.message) : error;
  }
}

/**
 * What {@link readContent} gave as the article that the editor would store.
 * @throws Problem validation_failed for what is no article, holds nothing, or refers to what is not there.
 */
export async function toArticle(req: PayloadRequest, read: unknown): Promise<Article> {
  const field = articleField(req.payload);
  const { editorConfig, validate } = editorOf(field);
  const article = checkArticle(read, editorConfig);
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

type AnyNode = { type: string; text?: string; children?: AnyNode[] };

const holdsSomething = (node: AnyNode): boolean =>
  node.type === 'block' ||
  node.type === 'upload' ||
  Boolean(node.text?.trim()) ||
  Boolean(node.children?.some(holdsSomething));
