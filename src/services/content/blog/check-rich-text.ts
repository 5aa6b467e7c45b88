import { getEnabledNodes, type SanitizedServerEditorConfig } from '@payloadcms/richtext-lexical';
import { createHeadlessEditor } from '@payloadcms/richtext-lexical/lexical/headless';
import { sanitizeUrl } from 'payload/shared';
import { z } from 'zod';
import { Problem } from '../../../lib/problem.ts';
import type { RichText } from './rich-text.ts';

/** The result of `sanitizeUrl` for a scheme that could run code, such as `javascript:`. */
const REFUSED_URL = '#';

const url = z
  .string()
  .max(2000)
  .refine(
    (value) => value.trim() === '#' || sanitizeUrl(value) !== REFUSED_URL,
    'Only web, e-mail and telephone links are allowed.',
  );

const format = z.enum(['', 'left', 'start', 'center', 'right', 'end', 'justify']).optional();

const element = { format, indent: z.int().min(0).max(20).optional() };

const relation = z.union([z.uuid(), z.looseObject({ id: z.uuid() })]);

const link = z.looseObject({
  ...element,
  fields: z.looseObject({
    url: url.nullish(),
    linkType: z.enum(['custom', 'internal']).nullish(),
    newTab: z.boolean().nullish(),
    doc: z.looseObject({ relationTo: z.enum(['blogs', 'products']), value: relation }).nullish(),
  }),
});

/** The node types with children, each with the schema of its other fields. */
export const ELEMENT_NODES: Readonly<Record<string, z.ZodType>> = {
  root: z.looseObject(element),
  paragraph: z.looseObject(element),
  quote: z.looseObject(element),
  heading: z.looseObject({ ...element, tag: z.enum(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']) }),
  list: z.looseObject({
    ...element,
    tag: z.enum(['ul', 'ol']),
    listType: z.enum(['bullet', 'number', 'check']),
    start: z.int().optional(),
  }),
  listitem: z.looseObject({ ...element, value: z.int().optional(), checked: z.boolean().optional() }),
  link,
  autolink: link,
};

const text = z.looseObject({
  text: z.string(),
  format: z.int().min(0).optional(),
  style: z.string().optional(),
});

/** The node types without children. The content of a block is validated by the block's own fields. */
export const LEAF_NODES: Readonly<Record<string, z.ZodType>> = {
  text,
  tab: text,
  linebreak: z.looseObject({}),
  horizontalrule: z.looseObject({}),
  upload: z.looseObject({ format, relationTo: z.literal('media'), value: relation }),
  block: z.looseObject({ format, fields: z.looseObject({ blockType: z.string() }) }),
};

/**
 * The maximum number of nodes in a rich text, and their maximum depth. Real posts stay far below both, and the editor can still
 * render a text of this size. A text with ten thousand links would block all other requests for seconds.
 */
const MAX_NODES = 2500;
const MAX_DEPTH = 60;

type Fields = Record<string, unknown>;
type Options = {
  /** The name of the field. */
  name?: string;
  /**
   * The stored text. A new text with more than {@link MAX_NODES} nodes is accepted if it has no more nodes than the stored text.
   */
  previous?: unknown;
};
type NodePlace = { node: unknown; path: string; depth: number };

/**
 * Validates rich text and returns it as the editor would store it. `value` is valid if the editor of `config` can open
 * it and if it is safe to render. Payload itself validates only some nodes, such as links.
 * @throws Problem validation_failed that names the invalid node
 */
export function checkRichText(
  value: unknown,
  config: SanitizedServerEditorConfig,
  { name = 'content', previous }: Options = {},
): RichText {
  checkNodes(value, name, previous);
  const editor = createHeadlessEditor({
    nodes: getEnabledNodes({ editorConfig: config }),
    // The default handler logs the error and continues with an empty document.
    onError: (error) => {
      throw richTextProblem(name, error.message);
    },
  });
  // Clone the value, because the editor takes ownership of the nodes.
  return editor.parseEditorState(structuredClone(value) as RichText).toJSON() as RichText;
}

/** Returns the Problem for invalid rich text at `path`, which starts with the name of the field. */
export const richTextProblem = (path: string, message: string): Problem =>
  new Problem('validation_failed', message, { field: path.split('.')[0], errors: [{ path, message }] });

/** Walks the tree without recursion, because a client may send a tree that is deeper than the call stack allows. */
function checkNodes(value: unknown, name: string, previous: unknown): void {
  if (!isObject(value) || !isObject(value.root) || value.root.type !== 'root') {
    throw richTextProblem(name, 'This is not a Lexical document: it has no node "root".');
  }
  const pending: NodePlace[] = [{ node: value.root, path: `${name}.root`, depth: 0 }];
  let [count, limit] = [0, MAX_NODES];
  for (let place = pending.pop(); place; place = pending.pop()) {
    count += 1;
    if (count > limit) limit = Math.max(limit, countNodes(previous));
    if (count > limit) throw richTextProblem(name, describeLimit(limit));
    pending.push(...checkNode(place));
  }
}

const describeLimit = (limit: number) =>
  `This text has more than ${limit.toLocaleString('en-GB')} parts (paragraphs, list items, links, pictures, pieces of formatted text). Shorten it, or split it into several texts.`;

function countNodes(text: unknown): number {
  const pending: unknown[] = isObject(text) ? [text.root] : [];
  let count = 0;
  for (let node = pending.pop(); isObject(node); node = pending.pop()) {
    count += 1;
    if (Array.isArray(node.children)) pending.push(...node.children);
  }
  return count;
}

function checkNode({ node, path, depth }: NodePlace): NodePlace[] {
  if (!isObject(node)) throw richTextProblem(path, 'A node must be an object.');
  if (depth > MAX_DEPTH) throw richTextProblem(path, `This node is nested deeper than ${MAX_DEPTH} levels.`);
  const type = String(node.type);
  const [element, leaf] = [getOwn(ELEMENT_NODES, type), getOwn(LEAF_NODES, type)];
  const schema = element ?? leaf;
  if (!schema) throw richTextProblem(`${path}.type`, 'This node type is not supported.');
  const { error } = schema.safeParse(node);
  const issue = error?.issues[0];
  if (issue) throw richTextProblem([path, ...issue.path.map(String)].join('.'), issue.message);
  if (leaf) return [];
  if (!Array.isArray(node.children)) throw richTextProblem(`${path}.children`, 'The children must be a list of nodes.');
  return node.children.map((child, index) => ({ node: child, path: `${path}.children.${index}`, depth: depth + 1 }));
}

const getOwn = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
