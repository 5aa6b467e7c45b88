import { FORMAT } from './inline.ts';

/** Elements that begin and end a line of their own, as in the style sheet that the HTML standard gives browsers. */
export const BLOCKS: ReadonlySet<string> = new Set([
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

/** Elements whose text nobody sees. */
export const UNSEEN: ReadonlySet<string> = new Set([
  ...['audio', 'canvas', 'datalist', 'head', 'iframe', 'noembed', 'noframes', 'noscript', 'script', 'style'],
  ...['template', 'title', 'video'],
]);

/** Elements whose text keeps its blanks and line ends. */
export const VERBATIM: ReadonlySet<string> = new Set(['listing', 'plaintext', 'pre', 'textarea', 'xmp']);

/** What elements make of their text. */
export const FORMATS: ReadonlyMap<string, number> = new Map([
  ...['b', 'strong', 'th'].map((name) => [name, FORMAT.bold] as const),
  ...['i', 'em', 'cite', 'dfn', 'var'].map((name) => [name, FORMAT.italic] as const),
  ...['s', 'strike', 'del'].map((name) => [name, FORMAT.strikethrough] as const),
  ...['u', 'ins'].map((name) => [name, FORMAT.underline] as const),
  ...['code', 'kbd', 'samp', 'tt'].map((name) => [name, FORMAT.code] as const),
  ['sub', FORMAT.subscript],
  ['sup', FORMAT.superscript],
]);
