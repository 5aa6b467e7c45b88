/** The formats of text that are read into an article. */
export type SourceFormat = 'markdown' | 'html';
