import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { Problem } from '../../../../problem.ts';
import type { Answer, Question } from './answer-questions.ts';
import { RefusedSource } from './refused-source.ts';
import type { SourceFormat } from './source-format.ts';

/** Each thread has to be told how to read TypeScript. A file that says so would be bundled by Next.js, with `tsx` and all. */
const START = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import('${new URL('./answer-questions.ts', import.meta.url).href}');
});`;

/** Milliseconds that a text may take. What people write takes some ten; 200,000 characters take 200. */
const MAX_MS = 3000;
const MAX_START_MS = 10_000;
const MAX_WAIT_MS = 4000;
const MAX_MEMORY_MB = 256;

const oneAtATime = pLimit(1);
let running: Promise<Worker> | undefined;

/**
 * Markdown or HTML as an article of Lexical, with the words of the source and the gaps between them. It is read in a thread of its
 * own, which is stopped when a text takes more than 3 s, so that other requests don't wait for it.
 * @throws RefusedSource for what an article can't have, and for what takes too long.
 * @throws Problem unavailable while many others wait.
 */
export async function readSource(format: SourceFormat, source: string): Promise<{ root: object }> {
  const came = performance.now();
  const answer = await oneAtATime(() => {
    if (performance.now() - came > MAX_WAIT_MS) throw busy('Many posts are being read at this moment.');
    return ask({ format, source });
  });
  if ('refused' in answer) throw new RefusedSource(answer.refused);
  return answer;
}

async function ask(question: Question): Promise<Answer> {
  running ??= startThread();
  const thread = await running;
  const late = AbortSignal.timeout(MAX_MS);
  try {
    thread.postMessage(question);
    const [answer] = (await once(thread, 'message', { signal: late })) as [Answer];
    return answer;
  } catch (error) {
    running = undefined;
    await thread.terminate();
    if (late.aborted || isOutOfMemory(error)) return { refused: 'Takes too long to read. Send it in parts.' };
    throw error;
  }
}

async function startThread(): Promise<Worker> {
  const thread = new Worker(START, {
    eval: true,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
  });
  // The next text starts another one.
  const forget = () => {
    running = undefined;
  };
  thread.once('exit', forget).on('error', forget);
  try {
    await once(thread, 'message', { signal: AbortSignal.timeout(MAX_START_MS) });
  } catch (cause) {
    forget();
    await thread.terminate();
    throw busy('The text could not be read at this moment.', cause);
  }
  // The process may end while it waits for work.
  thread.unref();
  return thread;
}

const busy = (detail: string, cause?: unknown) =>
  new Problem('unavailable', detail, { cause, headers: { 'Retry-After': '5' } });

const isOutOfMemory = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
