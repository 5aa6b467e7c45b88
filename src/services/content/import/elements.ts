import type { DefaultTreeAdapterMap } from 'parse5';

/** Lexical's bit flags for the format of a text node. */
export const TEXT_FORMAT = {
  ...{ bold: 1, italic: 2, strikethrough: 4, underline: 8 },
  ...{ code: 16, subscript: 32, superscript: 64 },
} as const;

/** A link around text. Each `<a>` has its own object, so that two adjacent links to the same URL stay separate. */
export type Link = { url: string };

/** The format and link of a piece of text. */
export type TextLook = { format: number; link: Link | undefined };

/** Inline content of a block: text or a line break. */
export type Inline = ({ text: string } & TextLook) | 'break';

/** Elements that the default style sheet of the HTML standard displays as blocks. */
export const BLOCK_ELEMENTS: ReadonlySet<string> = new Set([
  ...[
    'address',
    'article',
    'aside',
    'blockquote',
    'body',
    'center',
    'dd',
    'details',
    'dialog',
    'dir',
    'div',
    'dl',
    'dt',
  ],
  ...[
    'fieldset',
    'figcaption',
    'figure',
    'footer',
    'form',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'header',
    'hgroup',
    'hr',
  ],
  ...['legend', 'li', 'listing', 'main', 'menu', 'nav', 'ol', 'optgroup', 'option', 'p', 'plaintext', 'pre', 'search'],
  ...['section', 'summary', 'ul', 'xmp', 'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr'],
]);

/** Elements whose text is not displayed. */
export const HIDDEN_ELEMENTS: ReadonlySet<string> = new Set([
  ...['audio', 'canvas', 'datalist', 'head', 'iframe', 'noembed', 'noframes', 'noscript', 'script', 'style'],
  ...['template', 'title', 'video'],
]);

/** Elements whose text keeps its whitespace and line breaks. */
export const PREFORMATTED_ELEMENTS: ReadonlySet<string> = new Set(['listing', 'plaintext', 'pre', 'textarea', 'xmp']);

/** The text format that an element implies. */
export const ELEMENT_FORMATS: ReadonlyMap<string, number> = new Map([
  ...['b', 'strong', 'th'].map((name) => [name, TEXT_FORMAT.bold] as const),
  ...['i', 'em', 'cite', 'dfn', 'var'].map((name) => [name, TEXT_FORMAT.italic] as const),
  ...['s', 'strike', 'del'].map((name) => [name, TEXT_FORMAT.strikethrough] as const),
  ...['u', 'ins'].map((name) => [name, TEXT_FORMAT.underline] as const),
  ...['code', 'kbd', 'samp', 'tt'].map((name) => [name, TEXT_FORMAT.code] as const),
  ['sub', TEXT_FORMAT.subscript],
  ['sup', TEXT_FORMAT.superscript],
]);

type Style = ReadonlyMap<string, string>;

/** A CSS comment. A comment that is not closed extends to the end of the text. */
const COMMENT = /\/\*.*?(?:\*\/|$)/gs;
const IMPORTANT = /!\s*important$/;

/**
 * Parses the declarations of a `style` attribute, because word processors format text with such attributes instead of with
 * elements. The result is in lower case, without comments and `!important`. The last declaration of a property wins, and an
 * important one wins over all others.
 */
export function parseInlineStyle(attribute: string | undefined): Style {
  const style = new Map<string, string>();
  const important = new Set<string>();
  for (const declaration of (attribute ?? '').toLowerCase().replace(COMMENT, '').split(';')) {
    const colon = declaration.indexOf(':');
    if (colon <= 0) continue;
    const [name, value] = [declaration.slice(0, colon).trim(), declaration.slice(colon + 1).trim()];
    if (IMPORTANT.test(value)) important.add(name);
    else if (important.has(name)) continue;
    style.set(name, value.replace(IMPORTANT, '').trim());
  }
  return style;
}

/** Whether a browser would hide the element. */
export const isHidden = (style: Style): boolean => style.get('display') === 'none';

/** Whether a browser would display the element as a block, on lines of its own. */
export const startsNewLine = (style: Style): boolean =>
  /^(?:block|flex|grid|table|list-item|flow-root|table-(?:row|caption|(?:row|header|footer)-group))\b(?!-)/.test(
    style.get('display') ?? '',
  );

/**
 * Whether the style preserves whitespace and line breaks; undefined if the style has no `white-space`, so the mode is inherited.
 */
export function preservesWhitespace(style: Style): boolean | undefined {
  const value = style.get('white-space');
  return value === undefined ? undefined : /^(?:pre|break-spaces)/.test(value);
}

/** Returns `format` with its bits set and cleared as the style requires. */
export function applyStyle(format: number, style: Style): number {
  let styled = format;
  const weight = style.get('font-weight') ?? '';
  if (/^bold|^[6-9]\d\d$/.test(weight)) styled |= TEXT_FORMAT.bold;
  else if (/^normal|^[1-5]\d\d$/.test(weight)) styled &= ~TEXT_FORMAT.bold;
  const slant = style.get('font-style') ?? '';
  if (/^(?:italic|oblique)/.test(slant)) styled |= TEXT_FORMAT.italic;
  else if (slant.startsWith('normal')) styled &= ~TEXT_FORMAT.italic;
  const decoration = `${style.get('text-decoration') ?? ''} ${style.get('text-decoration-line') ?? ''}`;
  if (decoration.includes('line-through')) styled |= TEXT_FORMAT.strikethrough;
  if (decoration.includes('underline')) styled |= TEXT_FORMAT.underline;
  const raised = style.get('vertical-align') ?? '';
  if (raised.startsWith('sub')) styled |= TEXT_FORMAT.subscript;
  else if (raised.startsWith('super')) styled |= TEXT_FORMAT.superscript;
  return styled;
}

type Element = DefaultTreeAdapterMap['element'];
type Node = DefaultTreeAdapterMap['node'];

/** The value of an attribute; undefined if the element does not have it. */
export const getAttribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((attribute) => attribute.name === name)?.value;

/** Returns the integer at the start of an attribute's value; undefined if there is none. */
export function readInteger(element: Element, name: string): number | undefined {
  const value = Number.parseInt(getAttribute(element, name) ?? '', 10);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Whether the `hidden` or the `style` attribute hides the element. */
export const isHiddenByAttribute = (element: Element): boolean =>
  getAttribute(element, 'hidden') !== undefined || isHidden(parseInlineStyle(getAttribute(element, 'style')));

/** Whether the checkbox at the start of a list item is ticked; undefined if the item does not start with a checkbox. */
export function findChecked(node: Node): boolean | undefined {
  if (!('childNodes' in node)) return undefined;
  for (const child of node.childNodes) {
    if ('value' in child && child.value.trim() === '') continue;
    if (!('tagName' in child)) return undefined;
    if (child.tagName !== 'input') return findChecked(child);
    return getAttribute(child, 'type') === 'checkbox' ? getAttribute(child, 'checked') !== undefined : undefined;
  }
  return undefined;
}
