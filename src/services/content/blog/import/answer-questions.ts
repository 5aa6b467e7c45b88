import { parentPort } from 'node:worker_threads';
import { htmlToBlocks } from './html-to-blocks.ts';
import { markdownToHtml } from './markdown-to-html.ts';
import { rootOf } from './nodes.ts';
import { RefusedSource } from './refused-source.ts';
import type { SourceFormat } from './source-format.ts';

/** What the thread is asked. */
export type Question = { format: SourceFormat; source: string };

/** What it answers: the root of an article, or why there is none. */
export type Answer = { root: object } | { refused: string };

function answer({ format, source }: Question): Answer {
  try {
    return { root: rootOf(htmlToBlocks(format === 'markdown' ? markdownToHtml(source) : source)) };
  } catch (error) {
    if (error instanceof RefusedSource) return { refused: error.message };
    throw error;
  }
}

parentPort?.on('message', (question: Question) => parentPort?.postMessage(answer(question)));
parentPort?.postMessage('ready');
