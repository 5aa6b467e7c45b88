/** Lexical's bits for the format of a text. */
export const FORMAT = {
  ...{ bold: 1, italic: 2, strikethrough: 4, underline: 8 },
  ...{ code: 16, subscript: 32, superscript: 64 },
} as const;

/** A link that text is in: one object for each `<a>`, so that two that stand side by side stay two. */
export type Link = { url: string };

/** How a piece of text looks. */
export type Look = { format: number; link: Link | undefined };

/** What a block is made of: text, and line breaks. */
export type Inline = ({ text: string } & Look) | 'break';
