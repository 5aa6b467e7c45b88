import type { SanitizedServerEditorConfig } from '@payloadcms/richtext-lexical';
import type { SerializedEditorState } from '@payloadcms/richtext-lexical/lexical';
import type { Payload, RichTextField } from 'payload';

/** Rich text as stored by Lexical. */
export type RichText = SerializedEditorState;

/**
 * The key in `context` under which a caller of the Local API passes rich text that is already checked, so that saving does not
 * check it again.
 */
export const CHECKED_RICH_TEXT = 'checkedRichText';

type Editor = {
  editorConfig: SanitizedServerEditorConfig;
  validate: (value: unknown, options: object) => Promise<string | true> | string | true;
};

/** Returns the editor of a rich text field; available only after Payload has started. */
export const getEditor = (field: Pick<RichTextField, 'editor'>): Editor => field.editor as unknown as Editor;

/** Returns the rich text field of posts. */
export function getContentField(payload: Payload): RichTextField {
  const field = payload.collections.blogs.config.flattenedFields.find(({ name }) => name === 'content');
  if (field?.type !== 'richText') throw new Error('Posts have no rich text field `content`.');
  return field;
}
