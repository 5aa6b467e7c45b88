import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { Problem } from '../../../lib/problem.ts';
import type { ImportReply, ImportRequest } from './import-worker.ts';
import { RefusedSourceError, type SourceFormat } from './source.ts';

/** The code that the worker thread runs. It is a string, because Next.js would bundle a file. */
const WORKER_CODE = `import('${new URL('./import-worker.ts', import.meta.url).href}')`;

/** Maximum milliseconds to parse a text. A typical post takes about 10 ms, and 200,000 characters take 200 ms. */
const MAX_MS = 3000;
const MAX_START_MS = 10_000;
const MAX_QUEUE_MS = 4000;
const MAX_MEMORY_MB = 256;

const queue = pLimit(1);
let worker: Promise<Worker> | undefined;

/**
 * Converts Markdown or HTML to Lexical rich text that preserves the words of the source and the gaps between them. The conversion
 * runs in a worker thread, which is terminated after 3 s, so that a slow text does not block other requests.
 * @throws RefusedSourceError if the text has unsupported content or takes too long
 * @throws Problem unavailable after more than 4 s in the queue, or if the worker does not start
 */
export async function parseSource(format: SourceFormat, source: string): Promise<{ root: object }> {
  const queuedAt = performance.now();
  const reply = await queue(() => {
    if (performance.now() - queuedAt > MAX_QUEUE_MS)
      throw busyProblem('Too many posts are being imported at the moment. Try again in a few seconds.');
    return runInWorker({ format, source });
  });
  if ('refused' in reply) throw new RefusedSourceError(reply.refused);
  return reply;
}

async function runInWorker(request: ImportRequest): Promise<ImportReply> {
  worker ??= startWorker();
  const thread = await worker;
  const timeout = AbortSignal.timeout(MAX_MS);
  try {
    thread.postMessage(request);
    const [reply] = (await once(thread, 'message', { signal: timeout })) as [ImportReply];
    return reply;
  } catch (error) {
    worker = undefined;
    await thread.terminate();
    if (timeout.aborted || isOutOfMemory(error))
      return { refused: 'The text takes too long to convert. Send a shorter text.' };
    throw error;
  }
}

async function startWorker(): Promise<Worker> {
  const thread = new Worker(WORKER_CODE, {
    eval: true,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
  });
  // Forget the ended worker, so that the next request starts a new one.
  const clearWorker = () => {
    worker = undefined;
  };
  thread.once('exit', clearWorker).on('error', clearWorker);
  try {
    await once(thread, 'message', { signal: AbortSignal.timeout(MAX_START_MS) });
  } catch (cause) {
    clearWorker();
    await thread.terminate();
    throw busyProblem('The text could not be converted at the moment. Try again.', cause);
  }
  // An idle worker must not keep the process alive.
  thread.unref();
  return thread;
}

const busyProblem = (detail: string, cause?: unknown) =>
  new Problem('unavailable', detail, { cause, headers: { 'Retry-After': '5' } });

const isOutOfMemory = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
