import type { Inline, Link, Look } from './inline.ts';

/** A node as Lexical stores it. */
export type LexicalNode = { type: string; version: number; [key: string]: unknown };

/** What an article is made of, one below the other. */
export type Block =
  | { kind: 'paragraph' | 'quote'; inlines: Inline[] }
  | { kind: 'heading'; tag: string; inlines: Inline[] }
  | { kind: 'rule' }
  | List;

export type List = { kind: 'list'; ordered: boolean; start: number; items: ListItem[] };

/** A line of a list, or a list within it; `checked` where the list is one to tick off. */
export type ListItem = { inlines: Inline[]; checked?: boolean | undefined } | { list: List };

const element = { version: 1, direction: 'ltr', format: '', indent: 0 };

/** The root of an article of `blocks`. */
export const rootOf = (blocks: readonly Block[]): LexicalNode => ({
  ...element,
  type: 'root',
  children: blocks.map(blockNode),
});

function blockNode(block: Block): LexicalNode {
  switch (block.kind) {
    case 'rule':
      return { type: 'horizontalrule', version: 1 };
    case 'list':
      return listNode(block, 0);
    case 'heading':
      return { ...element, type: 'heading', tag: block.tag, children: inlineNodes(block.inlines) };
    case 'quote':
      return { ...element, type: 'quote', children: inlineNodes(block.inlines) };
    case 'paragraph':
      return { ...element, type: 'paragraph', textFormat: 0, textStyle: '', children: inlineNodes(block.inlines) };
  }
}

function listNode({ ordered, start, items }: List, depth: number): LexicalNode {
  const toTick = items.some((item) => !('list' in item) && item.checked !== undefined);
  let value = start;
  const children = items.map((item) => {
    const node = { ...element, type: 'listitem', indent: depth, value };
    // An item that only holds a list is not counted.
    if ('list' in item) return { ...node, children: [listNode(item.list, depth + 1)] };
    value += 1;
    const checked = toTick ? { checked: item.checked ?? false } : {};
    return { ...node, ...checked, children: inlineNodes(item.inlines) };
  });
  const listType = toTick ? 'check' : ordered ? 'number' : 'bullet';
  return { ...element, type: 'list', tag: ordered && !toTick ? 'ol' : 'ul', listType, start, children };
}

function inlineNodes(inlines: readonly Inline[]): LexicalNode[] {
  const nodes: LexicalNode[] = [];
  let open: { link: Link; children: LexicalNode[] } | undefined;
  // Where a line break stands is known once the text after it is: it may be in the middle of a link.
  let breaks: LexicalNode[] = [];
  for (const inline of inlines) {
    if (inline === 'break') {
      breaks.push({ type: 'linebreak', version: 1 });
      continue;
    }
    const { link } = inline;
    const goesOn = link !== undefined && link === open?.link;
    (goesOn && open ? open.children : nodes).push(...breaks);
    breaks = [];
    if (!goesOn) {
      open = link && { link, children: [] };
      if (open) nodes.push(linkNode(open.link, open.children));
    }
    (open?.children ?? nodes).push(textNode(inline));
  }
  return nodes;
}

const textNode = ({ text, format }: { text: string } & Look): LexicalNode => ({
  ...{ type: 'text', version: 1, text, format },
  ...{ detail: 0, mode: 'normal', style: '' },
});

/** Of version 2, which the editor gives an id when it reads it. */
const linkNode = ({ url }: Link, children: LexicalNode[]): LexicalNode => ({
  ...{ ...element, version: 2, type: 'link', children },
  fields: { linkType: 'custom', newTab: false, url },
});
