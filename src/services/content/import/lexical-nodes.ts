import type { Inline, Link, TextLook } from './elements.ts';

/** A node as Lexical stores it. */
export type LexicalNode = { type: string; version: number; [key: string]: unknown };

/** A top-level block of rich text. */
export type Block =
  | { kind: 'paragraph' | 'quote'; inlines: Inline[] }
  | { kind: 'heading'; tag: string; inlines: Inline[] }
  | { kind: 'rule' }
  | List;

export type List = { kind: 'list'; ordered: boolean; start: number; items: ListItem[] };

/** An item of a list, or a nested list; `checked` is defined for items of a checklist. */
export type ListItem = { inlines: Inline[]; checked?: boolean | undefined } | { list: List };

const element = { version: 1, direction: 'ltr', format: '', indent: 0 };

/** Builds the root node of rich text from `blocks`. */
export const toRoot = (blocks: readonly Block[]): LexicalNode => ({
  ...element,
  type: 'root',
  children: blocks.map(toBlockNode),
});

function toBlockNode(block: Block): LexicalNode {
  switch (block.kind) {
    case 'rule':
      return { type: 'horizontalrule', version: 1 };
    case 'list':
      return toListNode(block, 0);
    case 'heading':
      return { ...element, type: 'heading', tag: block.tag, children: toInlineNodes(block.inlines) };
    case 'quote':
      return { ...element, type: 'quote', children: toInlineNodes(block.inlines) };
    case 'paragraph':
      return { ...element, type: 'paragraph', textFormat: 0, textStyle: '', children: toInlineNodes(block.inlines) };
  }
}

function toListNode({ ordered, start, items }: List, depth: number): LexicalNode {
  const isChecklist = items.some((item) => !('list' in item) && item.checked !== undefined);
  let value = start;
  const children = items.map((item) => {
    const node = { ...element, type: 'listitem', indent: depth, value };
    // An item that holds only a nested list has no number.
    if ('list' in item) return { ...node, children: [toListNode(item.list, depth + 1)] };
    value += 1;
    const checked = isChecklist ? { checked: item.checked ?? false } : {};
    return { ...node, ...checked, children: toInlineNodes(item.inlines) };
  });
  const listType = isChecklist ? 'check' : ordered ? 'number' : 'bullet';
  return { ...element, type: 'list', tag: ordered && !isChecklist ? 'ol' : 'ul', listType, start, children };
}

function toInlineNodes(inlines: readonly Inline[]): LexicalNode[] {
  const nodes: LexicalNode[] = [];
  let open: { link: Link; children: LexicalNode[] } | undefined;
  // Buffer line breaks until the next text shows whether the breaks are inside the same link.
  let breaks: LexicalNode[] = [];
  for (const inline of inlines) {
    if (inline === 'break') {
      breaks.push({ type: 'linebreak', version: 1 });
      continue;
    }
    const { link } = inline;
    const continuesLink = link !== undefined && link === open?.link;
    (continuesLink && open ? open.children : nodes).push(...breaks);
    breaks = [];
    if (!continuesLink) {
      open = link && { link, children: [] };
      if (open) nodes.push(toLinkNode(open.link, open.children));
    }
    (open?.children ?? nodes).push(toTextNode(inline));
  }
  return nodes;
}

const toTextNode = ({ text, format }: { text: string } & TextLook): LexicalNode => ({
  ...{ type: 'text', version: 1, text, format },
  ...{ detail: 0, mode: 'normal', style: '' },
});

/** Builds a link node of version 2, which needs no id. The editor adds an id and upgrades the node to version 3. */
const toLinkNode = ({ url }: Link, children: LexicalNode[]): LexicalNode => ({
  ...{ ...element, version: 2, type: 'link', children },
  fields: { linkType: 'custom', newTab: false, url },
});

const WHITESPACE = /[ \t\n\f\r]+/g;

const isSameLook = (a: TextLook, b: TextLook) => a.format === b.format && a.link === b.link;

/**
 * Collects the inline content of a block while the block is read, and collapses whitespace as a browser does: one space between
 * words, and none at the start or end of the block or of a line.
 */
export class Line {
  readonly #inlines: Inline[] = [];
  #space: TextLook | undefined;
  #breaks = 0;
  #hasText = false;

  /** Adds text with collapsible whitespace. */
  add(text: string, look: TextLook): void {
    const collapsed = text.replace(WHITESPACE, ' ');
    const words = collapsed.replace(/^ | $/g, '');
    if (collapsed.startsWith(' ')) this.gap(look);
    if (words === '') return;
    this.#write(words, look);
    if (collapsed.endsWith(' ')) this.gap(look);
  }

  /** Adds preformatted text, keeping its whitespace and line breaks. */
  addVerbatim(text: string, look: TextLook): void {
    for (const [index, part] of text.split(/\r\n?|\n/).entries()) {
      if (index > 0) this.break();
      if (part !== '') this.#write(part, look);
    }
  }

  /** Inserts a space before the next text. */
  gap(look: TextLook): void {
    this.#space ??= look;
  }

  break(): void {
    this.#space = undefined;
    this.#breaks += 1;
  }

  /** Starts the next text on a new line. */
  endLine(): void {
    this.#space = undefined;
    this.#breaks = Math.max(this.#breaks, 1);
  }

  /** Returns the collected content, and resets the line. The result is empty if the line has no visible text. */
  flush(): Inline[] {
    const inlines = this.#hasText ? this.#inlines.splice(0) : [];
    this.#inlines.length = 0;
    this.#space = undefined;
    this.#breaks = 0;
    this.#hasText = false;
    return inlines;
  }

  #write(text: string, look: TextLook): void {
    if (this.#inlines.length > 0) {
      if (this.#breaks > 0) for (let left = this.#breaks; left > 0; left--) this.#inlines.push('break');
      else if (this.#space) this.#append(' ', this.#space);
    }
    this.#breaks = 0;
    this.#space = undefined;
    this.#append(text, look);
    this.#hasText ||= text.trim() !== '';
  }

  #append(text: string, look: TextLook): void {
    const last = this.#inlines.at(-1);
    if (last && last !== 'break' && isSameLook(last, look)) last.text += text;
    else this.#inlines.push({ text, format: look.format, link: look.link });
  }
}
