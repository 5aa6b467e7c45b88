import { getEnabledNodes, type SanitizedServerEditorConfig } from '@payloadcms/richtext-lexical';
import { createHeadlessEditor } from '@payloadcms/richtext-lexical/lexical/headless';
import { Problem } from '../../../problem.ts';
import type { Article } from './article.ts';
import { ELEMENTS, LEAVES } from './article-nodes.ts';

/** Nodes of an article, and how deep they may lie: far beyond any post, and within what the editor can draw. */
const MAX_NODES = 10_000;
const MAX_DEPTH = 60;

type Fields = Record<string, unknown>;
type Place = { node: unknown; path: string; depth: number };

/**
 * Checks that `value` is an article that the editor of `config` can open and that is safe to render, and gives it as the
 * editor would store it. Payload itself stores whatever it is sent.
 * @param name of the field that it is for
 * @throws Problem validation_failed that names the node.
 */
export function checkArticle(value: unknown, config: SanitizedServerEditorConfig, name = 'content'): Article {
  checkNodes(value, name);
  const editor = createHeadlessEditor({
    nodes: getEnabledNodes({ editorConfig: config }),
    // Its default prints the error and goes on with an empty article.
    onError: (error) => {
      throw refusedArticle(name, error.message);
    },
  });
  // It takes the nodes over.
  return editor.parseEditorState(structuredClone(value) as Article).toJSON() as Article;
}

/** A refusal of an article, at `path`, which begins with its field. */
export const refusedArticle = (path: string, message: string): Problem =>
  new Problem('validation_failed', message, { field: path.split('.')[0], errors: [{ path, message }] });

/** Walks the tree without recursion: how deep it is, is the client's choice. */
function checkNodes(value: unknown, name: string): void {
  if (!isObject(value) || !isObject(value.root) || value.root.type !== 'root') {
    throw refusedArticle(name, 'Not a Lexical document: it has a root.');
  }
  const open: Place[] = [{ node: value.root, path: `${name}.root`, depth: 0 }];
  let seen = 0;
  for (let place = open.pop(); place; place = open.pop()) {
    seen += 1;
    if (seen > MAX_NODES) throw refusedArticle(name, `More than ${MAX_NODES} nodes.`);
    open.push(...childrenOf(place));
  }
}

function childrenOf({ node, path, depth }: Place): Place[] {
  if (!isObject(node)) throw refusedArticle(path, 'Not a node.');
  if (depth > MAX_DEPTH) throw refusedArticle(path, `Nested deeper than ${MAX_DEPTH}.`);
  const type = String(node.type);
  const [element, leaf] = [own(ELEMENTS, type), own(LEAVES, type)];
  const schema = element ?? leaf;
  if (!schema) throw refusedArticle(`${path}.type`, 'No node that a text is made of.');
  const { error } = schema.safeParse(node);
  const issue = error?.issues[0];
  if (issue) throw refusedArticle([path, ...issue.path.map(String)].join('.'), issue.message);
  if (leaf) return [];
  if (!Array.isArray(node.children)) throw refusedArticle(`${path}.children`, 'Not a list of nodes.');
  return node.children.map((child, index) => ({ node: child, path: `${path}.children.${index}`, depth: depth + 1 }));
}

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
