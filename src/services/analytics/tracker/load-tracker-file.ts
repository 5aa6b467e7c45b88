import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import { cacheForms } from '../../../lib/compress.ts';
import { toEtag } from '../../../lib/http.ts';
import { PROPERTY_SIZES } from '../ingest.ts';

/** The tracker as served to browsers, with its ETag. */
export type TrackerFile = { code: Buffer; etag: string };

const readSource = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

let cached: Promise<TrackerFile> | undefined;

/** Returns the minified tracker, which is built once per process. @throws Error if the source is not valid JavaScript */
export function loadTrackerFile(): Promise<TrackerFile> {
  cached ??= buildTrackerFile().catch((error: unknown) => {
    cached = undefined;
    throw error;
  });
  return cached;
}

/** Builds the ingest's `cutProperties` and sizes into the tracker, so that both sides cut properties the same way. */
async function buildTrackerFile(): Promise<TrackerFile> {
  const [tracker, cut] = await Promise.all([readSource('./tracker.js'), readSource('../cut-properties.js')]);
  const sizes = `const PROPERTY_SIZES = ${JSON.stringify(PROPERTY_SIZES)};`;
  const source = `(() => { ${sizes} ${cut.replace('export function', 'function')}\n${tracker} })();`;
  const { code } = await transform(source, { minify: true, target: 'es2020', legalComments: 'none' });
  const bytes = Buffer.from(code);
  cacheForms(bytes);
  return { code: bytes, etag: toEtag(createHash('sha256').update(bytes)) };
}
