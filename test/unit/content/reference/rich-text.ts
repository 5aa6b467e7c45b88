import type { LexicalNode } from '../../../../src/services/content/import/lexical-nodes.ts';

const STACKS = new Set(['root', 'list']);

/** Returns the plain text of rich text. Each block and each line break starts a new line. */
export function articleText(node: LexicalNode): string {
  if (node.type === 'text') return String(node.text);
  if (node.type === 'linebreak') return '\n';
  const children = (node.children ?? []) as LexicalNode[];
  return children.map(articleText).join(STACKS.has(node.type) ? '\n' : '');
}

/** Collapses whitespace to single spaces, to compare the output of different programs. */
export const collapsed = (text: string): string => text.replace(/\s+/g, ' ').trim();
