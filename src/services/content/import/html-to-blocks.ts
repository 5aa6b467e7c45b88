import { type DefaultTreeAdapterMap, parse } from 'parse5';
import {
  applyStyle,
  BLOCK_ELEMENTS,
  ELEMENT_FORMATS,
  findChecked,
  getAttribute,
  HIDDEN_ELEMENTS,
  isHiddenByAttribute,
  PREFORMATTED_ELEMENTS,
  parseInlineStyle,
  preservesWhitespace,
  readInteger,
  startsNewLine,
  type TextLook,
} from './elements.ts';
import { type Block, Line, type List, type ListItem } from './lexical-nodes.ts';
import { findEmoji, refuseAtLine, refuseMedia } from './refuse-media.ts';
import { RefusedSourceError, toSafeAddress } from './source.ts';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** Maximum nesting of elements. The nested tables of mail programs reach about forty levels. */
const MAX_DEPTH = 400;

/**
 * The context of a text: its format and link, whether its whitespace is preserved, its depth in the tree, and the number of
 * quotations around it.
 */
type TextContext = TextLook & { verbatim: boolean; depth: number; quotes: number };

/** Receives text and blocks while the tree is read. */
type BlockSink = {
  line: Line;
  /** Ends the current line. */
  boundary(): void;
  /** Adds a block that cannot be part of a line. */
  block(block: Block): void;
  /** Whether headings and quotations are reduced to plain lines. */
  linesOnly: boolean;
};

/**
 * Converts HTML to blocks of rich text, with the text that a browser would display and the same gaps between words.
 * Unsupported elements are reduced to their text. Each row of a table becomes a line, with gaps between the cells.
 * @throws RefusedSourceError with a line number if the HTML contains a picture, other media or a list that counts down
 * @throws RefusedSourceError if elements are nested deeper than {@link MAX_DEPTH}
 */
export function htmlToBlocks(source: string): Block[] {
  const blocks: Block[] = [];
  const sink = createBlockSink(blocks, (inlines) => ({ kind: 'paragraph', inlines }));
  const document = parse(source, { scriptingEnabled: false, sourceCodeLocationInfo: true });
  readChildren(document, { format: 0, link: undefined, verbatim: false, depth: 0, quotes: 0 }, sink);
  sink.boundary();
  return blocks;
}

type CreateBlock = (inlines: ReturnType<Line['flush']>) => Block;

function createBlockSink(blocks: Block[], createBlock: CreateBlock): BlockSink {
  const line = new Line();
  const boundary = () => {
    const inlines = line.flush();
    if (inlines.length > 0) blocks.push(createBlock(inlines));
  };
  const block = (added: Block) => {
    boundary();
    blocks.push(added);
  };
  return { line, boundary, block, linesOnly: false };
}

function read(node: Node, context: TextContext, sink: BlockSink): void {
  if ('value' in node && node.nodeName === '#text') {
    if (context.verbatim) sink.line.addVerbatim(node.value, context);
    else sink.line.add(node.value, context);
  } else if ('tagName' in node) readElement(node, context, sink);
}

function readChildren(node: Node, context: TextContext, sink: BlockSink): void {
  if (context.depth > MAX_DEPTH) throw new RefusedSourceError(`Elements are nested deeper than ${MAX_DEPTH} levels.`);
  if (!('childNodes' in node)) return;
  const inside = { ...context, depth: context.depth + 1 };
  for (const child of node.childNodes) read(child, inside, sink);
}

function readElement(element: Element, outerContext: TextContext, sink: BlockSink): void {
  const name = element.tagName;
  const style = parseInlineStyle(getAttribute(element, 'style'));
  if (isHiddenByAttribute(element)) return;
  refuseMedia(element);
  if (HIDDEN_ELEMENTS.has(name)) return;
  const context = toTextContext(element, outerContext);
  if (name === 'br') sink.line.break();
  else if (name === 'hr') sink.block({ kind: 'rule' });
  else if (name === 'img') sink.line.add(findEmoji(element) ?? '', context);
  else if (name === 'q') readInlineQuote(element, context, sink);
  else if (name === 'ul' || name === 'ol') readListBlock(element, context, sink);
  else if (name === 'td' || name === 'th') readCell(element, context, sink);
  else if (isHeading(name) || name === 'blockquote') readHeadingOrQuote(element, context, sink);
  else if (BLOCK_ELEMENTS.has(name) || startsNewLine(style)) readBlock(element, context, sink);
  else readChildren(element, context, sink);
}

const isHeading = (name: string): boolean => /^h[1-6]$/.test(name);

function toTextContext(element: Element, { format, link, verbatim, depth, quotes }: TextContext): TextContext {
  const style = parseInlineStyle(getAttribute(element, 'style'));
  const href = element.tagName === 'a' ? getAttribute(element, 'href') : undefined;
  const url = href === undefined ? undefined : toSafeAddress(href);
  return {
    format: applyStyle(format | (ELEMENT_FORMATS.get(element.tagName) ?? 0), style),
    link: url === undefined ? link : { url },
    verbatim: preservesWhitespace(style) ?? (verbatim || PREFORMATTED_ELEMENTS.has(element.tagName)),
    depth,
    quotes,
  };
}

/** Reads a quotation inside a line, with the quotation marks that a browser adds. */
function readInlineQuote(element: Element, context: TextContext, sink: BlockSink): void {
  if (element.childNodes.length === 0) return;
  const [open, close] = context.quotes % 2 === 0 ? (['“', '”'] as const) : (['‘', '’'] as const);
  sink.line.add(open, context);
  readChildren(element, { ...context, quotes: context.quotes + 1 }, sink);
  sink.line.add(close, context);
}

function readBlock(element: Element, context: TextContext, sink: BlockSink): void {
  sink.boundary();
  readChildren(element, context, sink);
  sink.boundary();
}

function readCell(element: Element, context: TextContext, sink: BlockSink): void {
  sink.line.gap(context);
  readChildren(element, context, sink);
  sink.line.gap(context);
}

/**
 * Reads a heading or quotation. A block inside it, such as a list, splits it in two. A heading or quotation inside a list item
 * or another heading becomes a plain line.
 */
function readHeadingOrQuote(element: Element, context: TextContext, outerSink: BlockSink): void {
  if (outerSink.linesOnly) {
    readBlock(element, context, outerSink);
    return;
  }
  outerSink.boundary();
  const blocks: Block[] = [];
  const tag = element.tagName;
  const createBlock: CreateBlock = (inlines) =>
    isHeading(tag) ? { kind: 'heading', tag, inlines } : { kind: 'quote', inlines };
  const { line, boundary: end, block } = createBlockSink(blocks, createBlock);
  const boundary = () => line.endLine();
  readChildren(element, context, { line, boundary, block, linesOnly: isHeading(tag) });
  end();
  for (const added of blocks) outerSink.block(added);
}

function readListBlock(element: Element, context: TextContext, sink: BlockSink): void {
  sink.boundary();
  for (const list of readLists(element, context)) sink.block(list);
}

/**
 * Reads a list. An item whose `value` breaks the numbering starts another list, because the editor numbers the items of a list
 * itself.
 */
function readLists(element: Element, context: TextContext): List[] {
  if (context.depth > MAX_DEPTH) throw new RefusedSourceError(`Elements are nested deeper than ${MAX_DEPTH} levels.`);
  const ordered = element.tagName === 'ol';
  if (ordered && getAttribute(element, 'reversed') !== undefined)
    throw refuseAtLine(element, 'Lists that count down are not supported: write the numbers as text instead');
  const inside = { ...context, depth: context.depth + 1 };
  const start = readInteger(element, 'start') ?? 1;
  const lists: List[] = [{ kind: 'list', ordered, start, items: [] }];
  let next = start;
  for (const child of element.childNodes) {
    const tag = 'tagName' in child ? child.tagName : undefined;
    const number = ordered && 'tagName' in child && tag === 'li' ? readInteger(child, 'value') : undefined;
    if (number !== undefined && number !== next) {
      lists.push({ kind: 'list', ordered, start: number, items: [] });
      next = number;
    }
    const nested = 'tagName' in child && (tag === 'ul' || tag === 'ol');
    const items = nested ? readLists(child, inside).map((list) => ({ list })) : readItem(child, inside);
    lists.at(-1)?.items.push(...items);
    next += items.filter((item) => !('list' in item)).length;
  }
  return lists.filter(({ items }) => items.length > 0);
}

/** Reads a list item. Nested lists become items after it. */
function readItem(node: Node, context: TextContext): ListItem[] {
  const items: ListItem[] = [];
  const line = new Line();
  const checked = findChecked(node);
  const end = () => {
    const inlines = line.flush();
    if (inlines.length > 0) items.push({ inlines, checked: items.length === 0 ? checked : undefined });
  };
  const block = (added: Block) => {
    if (added.kind !== 'list') {
      line.endLine();
      return;
    }
    end();
    items.push({ list: added });
  };
  read(node, context, { line, boundary: () => line.endLine(), block, linesOnly: true });
  end();
  return items;
}
