import type { SanitizedServerEditorConfig } from '@payloadcms/richtext-lexical';
import type { SerializedEditorState } from '@payloadcms/richtext-lexical/lexical';
import type { Payload, RichTextField } from 'payload';

/** The text of a post as Lexical keeps it. */
export type Article = SerializedEditorState;

type Editor = {
  editorConfig: SanitizedServerEditorConfig;
  validate: (value: unknown, options: object) => Promise<string | true> | string | true;
};

/** The editor of a rich text field, once Payload has started. */
export const editorOf = (field: Pick<RichTextField, 'editor'>): Editor => field.editor as unknown as Editor;

/** The field of posts that holds the article. */
export function articleField(payload: Payload): RichTextField {
  const field = payload.collections.blogs.config.flattenedFields.find(({ name }) => name === 'content');
  if (field?.type !== 'richText') throw new Error('Posts have no rich text field `content`.');
  return field;
}
