import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { minify } from 'terser';
import { PROPERTY_SIZES } from '../ingest/property-sizes.ts';

/** The tracker as browsers get it, with the tag of this version. */
export type TrackerFile = { code: string; etag: string };

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8');

let made: Promise<TrackerFile> | undefined;

/** The minified tracker, made once a process: the source is what people read. @throws Error when it is no JavaScript */
export function trackerFile(): Promise<TrackerFile> {
  made ??= make().catch((error: unknown) => {
    made = undefined;
    throw error;
  });
  return made;
}

/** The ingest's own function and sizes are put in, so that both sides cut alike. */
async function make(): Promise<TrackerFile> {
  const [tracker, cut] = await Promise.all([read('./tracker.js'), read('../ingest/cut-properties.js')]);
  const source = `(() => { ${cut.replace('export function', 'function')}\n${tracker} })();`;
  const { code = '' } = await minify(source, {
    ecma: 2020,
    compress: { passes: 2, global_defs: { PROPERTY_SIZES } },
    format: { comments: false },
  });
  const hash = createHash('sha256').update(code).digest('base64url').slice(0, 22);
  return { code, etag: `"${hash}"` };
}
