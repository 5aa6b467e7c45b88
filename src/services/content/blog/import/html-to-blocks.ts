import { type DefaultTreeAdapterMap, parse } from 'parse5';
import { BLOCKS, FORMATS, UNSEEN, VERBATIM } from './elements.ts';
import type { Look } from './inline.ts';
import { isHidden, keepsBlanks, styledFormat, styleOf } from './inline-style.ts';
import { Line } from './line.ts';
import type { Block, List, ListItem } from './nodes.ts';
import { RefusedSource } from './refused-source.ts';
import { safeAddress } from './safe-address.ts';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** How deep elements may lie: the mail programs' tables within tables come to some forty. */
const MAX_DEPTH = 400;

/** What holds for the text that comes. */
type Around = Look & { verbatim: boolean; depth: number };

/** Where what is read goes. */
type Place = {
  line: Line;
  /** Ends the line. */
  boundary(): void;
  /** Takes a block that can't stand in a line. */
  block(block: Block): void;
  /** Whether headings and quotations are only lines here. */
  linesOnly: boolean;
};

/**
 * HTML as the blocks of an article: what a browser would show of it as text, with the gaps it would show between the words.
 * What an article can't have, such as a table, leaves its text, each row or cell where it was.
 * @throws RefusedSource for HTML that is nested deeper than any page.
 */
export function htmlToBlocks(source: string): Block[] {
  const blocks: Block[] = [];
  const place = blockPlace(blocks, (inlines) => ({ kind: 'paragraph', inlines }));
  const document = parse(source, { scriptingEnabled: false });
  readChildren(document, { format: 0, link: undefined, verbatim: false, depth: 0 }, place);
  place.boundary();
  return blocks;
}

type Made = (inlines: ReturnType<Line['take']>) => Block;

function blockPlace(blocks: Block[], made: Made): Place {
  const line = new Line();
  const boundary = () => {
    const inlines = line.take();
    if (inlines.length > 0) blocks.push(made(inlines));
  };
  const block = (one: Block) => {
    boundary();
    blocks.push(one);
  };
  return { line, boundary, block, linesOnly: false };
}

function read(node: Node, around: Around, place: Place): void {
  if ('value' in node && node.nodeName === '#text') {
    if (around.verbatim) place.line.addVerbatim(node.value, around);
    else place.line.add(node.value, around);
  } else if ('tagName' in node) readElement(node, around, place);
}

function readChildren(node: Node, around: Around, place: Place): void {
  if (around.depth > MAX_DEPTH) throw new RefusedSource(`Elements nested deeper than ${MAX_DEPTH}.`);
  if (!('childNodes' in node)) return;
  const inside = { ...around, depth: around.depth + 1 };
  for (const child of node.childNodes) read(child, inside, place);
}

function readElement(element: Element, outside: Around, place: Place): void {
  const name = element.tagName;
  const style = styleOf(attributeOf(element, 'style'));
  if (UNSEEN.has(name) || attributeOf(element, 'hidden') !== undefined || isHidden(style)) return;
  const around = lookOf(element, outside);
  if (name === 'br') place.line.break();
  else if (name === 'hr') place.block({ kind: 'rule' });
  else if (name === 'img') readImage(element, around, place);
  else if (name === 'ul' || name === 'ol') place.block(readList(element, around));
  else if (name === 'td' || name === 'th') readCell(element, around, place);
  else if (isHeading(name) || name === 'blockquote') readTitled(element, around, place);
  else if (BLOCKS.has(name)) readLine(element, around, place);
  else readChildren(element, around, place);
}

const isHeading = (name: string): boolean => /^h[1-6]$/.test(name);

function lookOf(element: Element, { format, link, verbatim, depth }: Around): Around {
  const style = styleOf(attributeOf(element, 'style'));
  const href = element.tagName === 'a' ? attributeOf(element, 'href') : undefined;
  const url = href === undefined ? undefined : safeAddress(href);
  return {
    format: styledFormat(format | (FORMATS.get(element.tagName) ?? 0), style),
    link: url === undefined ? link : { url },
    verbatim: keepsBlanks(style) ?? (verbatim || VERBATIM.has(element.tagName)),
    depth,
  };
}

/** Mail programs send emoji as pictures, with the character as the text for those who don't see them. */
function readImage(element: Element, around: Around, { line }: Place): void {
  const alt = attributeOf(element, 'alt') ?? '';
  if (/^\p{Emoji_Presentation}|^\p{Emoji}\uFE0F/u.test(alt)) line.add(alt, around);
}

function readLine(element: Element, around: Around, place: Place): void {
  place.boundary();
  readChildren(element, around, place);
  place.boundary();
}

function readCell(element: Element, around: Around, place: Place): void {
  place.line.gap(around);
  readChildren(element, around, place);
  place.line.gap(around);
}

/** A heading or quotation. Other blocks in it follow it; in the line of a list it is a line. */
function readTitled(element: Element, around: Around, outside: Place): void {
  if (outside.linesOnly) {
    readLine(element, around, outside);
    return;
  }
  outside.boundary();
  const blocks: Block[] = [];
  const tag = element.tagName;
  const made: Made = (inlines) => (isHeading(tag) ? { kind: 'heading', tag, inlines } : { kind: 'quote', inlines });
  const { line, boundary: end, block } = blockPlace(blocks, made);
  const boundary = () => line.boundary();
  readChildren(element, around, { line, boundary, block, linesOnly: isHeading(tag) });
  end();
  for (const one of blocks) outside.block(one);
}

function readList(element: Element, around: Around): List {
  const items: ListItem[] = [];
  if (around.depth > MAX_DEPTH) throw new RefusedSource(`Elements nested deeper than ${MAX_DEPTH}.`);
  const inside = { ...around, depth: around.depth + 1 };
  for (const child of element.childNodes) {
    const tag = 'tagName' in child ? child.tagName : undefined;
    if ('tagName' in child && (tag === 'ul' || tag === 'ol')) items.push({ list: readList(child, inside) });
    else items.push(...readItem(child, inside));
  }
  const start = Number.parseInt(attributeOf(element, 'start') ?? '1', 10);
  const kept = items.filter((item) => !('list' in item) || item.list.items.length > 0);
  return {
    kind: 'list',
    ordered: element.tagName === 'ol',
    start: Number.isSafeInteger(start) ? start : 1,
    items: kept,
  };
}

/** A line of a list, and the lists in it as lines that follow. */
function readItem(node: Node, around: Around): ListItem[] {
  const items: ListItem[] = [];
  const line = new Line();
  const checked = checkedOf(node);
  const end = () => {
    const inlines = line.take();
    if (inlines.length > 0) items.push({ inlines, checked: items.length === 0 ? checked : undefined });
  };
  const block = (one: Block) => {
    if (one.kind !== 'list') {
      line.boundary();
      return;
    }
    end();
    items.push({ list: one });
  };
  read(node, around, { line, boundary: () => line.boundary(), block, linesOnly: true });
  end();
  return items;
}

/** Whether the box at the start of a list's line is ticked; undefined where there is none. */
function checkedOf(node: Node): boolean | undefined {
  if (!('childNodes' in node)) return undefined;
  for (const child of node.childNodes) {
    if ('value' in child && child.value.trim() === '') continue;
    if (!('tagName' in child)) return undefined;
    if (child.tagName !== 'input') return checkedOf(child);
    return attributeOf(child, 'type') === 'checkbox' ? attributeOf(child, 'checked') !== undefined : undefined;
  }
  return undefined;
}

const attributeOf = (element: Element, name: string): string | undefined =>
  element.attrs.find((attribute) => attribute.name === name)?.value;
