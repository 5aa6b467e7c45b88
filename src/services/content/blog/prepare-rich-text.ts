import type { PayloadRequest } from 'payload';
import { parseSource } from '../import/parse-source.ts';
import { RefusedSourceError } from '../import/source.ts';
import { checkRichText, richTextProblem } from './check-rich-text.ts';
import { getContentField, getEditor, type RichText } from './rich-text.ts';

/** The accepted formats of a post's text. */
export const CONTENT_FORMATS = ['markdown', 'html', 'lexical'] as const;

export type ContentInput =
  | { contentFormat: 'markdown' | 'html'; content: string }
  | { contentFormat: 'lexical'; content: unknown };

/**
 * Converts the text of a request to rich text that is not validated yet: parses Markdown and HTML, and returns Lexical unchanged.
 * Call it before the transaction that writes the post begins, because the conversion may take seconds.
 * @throws Problem validation_failed if the content is unsupported or takes too long to convert; unavailable if the text has
 * waited too long for other conversions, or if the converter does not start
 */
export async function readContent({ contentFormat, content }: ContentInput): Promise<unknown> {
  if (contentFormat === 'lexical') return content;
  try {
    return await parseSource(contentFormat, content);
  } catch (error) {
    throw error instanceof RefusedSourceError ? richTextProblem('content', error.message) : error;
  }
}

/**
 * Validates the result of {@link readContent} and returns it as the editor would store it.
 * @throws Problem validation_failed if the rich text is invalid or empty, or references a missing document
 */
export async function prepareRichText(req: PayloadRequest, parsed: unknown): Promise<RichText> {
  const field = getContentField(req.payload);
  const { editorConfig, validate } = getEditor(field);
  const richText = checkRichText(parsed, editorConfig);
  if (!hasContent(richText.root)) throw richTextProblem('content', 'The text must not be empty.');
  const valid = await validate(richText, {
    ...field,
    ...{ req, data: {}, siblingData: {}, operation: 'create', collectionSlug: 'blogs', event: 'submit' },
    preferences: { fields: {} },
    required: true,
  });
  if (valid !== true) throw richTextProblem('content', valid);
  return richText;
}

type AnyNode = { type: string; text?: string; children?: AnyNode[] };

const hasContent = (node: AnyNode): boolean =>
  node.type === 'block' ||
  node.type === 'upload' ||
  Boolean(node.text?.trim()) ||
  Boolean(node.children?.some(hasContent));
