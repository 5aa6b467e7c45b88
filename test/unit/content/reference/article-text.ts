import type { LexicalNode } from '../../../../src/services/content/blog/import/nodes.ts';

const STACKS = new Set(['root', 'list']);

/** The words of an article with the gaps between them: each block and each line break begins a line. */
export function articleText(node: LexicalNode): string {
  if (node.type === 'text') return String(node.text);
  if (node.type === 'linebreak') return '\n';
  const children = (node.children ?? []) as LexicalNode[];
  return children.map(articleText).join(STACKS.has(node.type) ? '\n' : '');
}

/** `text` with every gap as one space, to compare what different programs show of it. */
export const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();
