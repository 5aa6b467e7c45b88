import type { RichTextField, RowField } from 'payload';

/** An article in a place of its own that is high before the editor has come, so that what is below does not move (custom.css). */
export const articleRow = (article: RichTextField): RowField => ({
  type: 'row',
  admin: { className: 'article-row' },
  fields: [article],
});
