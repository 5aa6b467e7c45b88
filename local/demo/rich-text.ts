/** A part of a rich text: a paragraph, a heading, a list, or a quote block. */
export type Part = string | { heading: string } | { list: string[] } | { quote: string; by: string };

type Node = { type: string; version: number; [key: string]: unknown };

const text = (value: string): Node => ({
  ...{ type: 'text', version: 1, text: value, detail: 0, format: 0, mode: 'normal', style: '' },
});

const block = (type: string, children: Node[], more: object = {}): Node => ({
  ...{ type, version: 1, children, direction: 'ltr', format: '', indent: 0 },
  ...more,
});

/** @param id a function that returns the id of a block from the index of its part */
function toNode(part: Part, nth: number, id: (nth: number) => string): Node {
  if (typeof part === 'string') return block('paragraph', [text(part)], { textFormat: 0, textStyle: '' });
  if ('heading' in part) return block('heading', [text(part.heading)], { tag: 'h2' });
  if ('list' in part) {
    const items = part.list.map((item, i) => block('listitem', [text(item)], { value: i + 1 }));
    return block('list', items, { listType: 'bullet', tag: 'ul', start: 1 });
  }
  const fields = { id: id(nth), blockName: '', blockType: 'quote', text: part.quote, attribution: part.by };
  return { type: 'block', version: 2, format: '', fields };
}

/** Rich text in the format that Payload's Lexical editor stores. */
export const toRichText = (parts: Part[], id = (nth: number) => `demo-${nth}`) => ({
  root: {
    ...{ type: 'root', version: 1, direction: 'ltr' as const, format: '' as const, indent: 0 },
    children: parts.map((part, nth) => toNode(part, nth, id)),
  },
});
