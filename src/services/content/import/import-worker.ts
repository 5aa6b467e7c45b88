import { parentPort } from 'node:worker_threads';
import { htmlToBlocks } from './html-to-blocks.ts';
import { toRoot } from './lexical-nodes.ts';
import { markdownToHtml } from './markdown-to-html.ts';
import { RefusedSourceError, type SourceFormat } from './source.ts';

/** A message to the worker thread. */
export type ImportRequest = { format: SourceFormat; source: string };

/** The reply of the worker thread: the root of the rich text, or why the source was refused. */
export type ImportReply = { root: object } | { refused: string };

function handleRequest({ format, source }: ImportRequest): ImportReply {
  try {
    return { root: toRoot(htmlToBlocks(format === 'markdown' ? markdownToHtml(source) : source)) };
  } catch (error) {
    if (error instanceof RefusedSourceError) return { refused: error.message };
    throw error;
  }
}

parentPort?.on('message', (request: ImportRequest) => parentPort?.postMessage(handleRequest(request)));
parentPort?.postMessage('ready');
