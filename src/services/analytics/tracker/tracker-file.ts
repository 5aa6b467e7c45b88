import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { minify } from 'terser';

/** The tracker as browsers get it, with the tag of this version. */
export type TrackerFile = { code: string; etag: string };

const SOURCE = new URL('./tracker.js', import.meta.url);

let made: Promise<TrackerFile> | undefined;

/** The minified tracker, made once a process: the source is what people read. @throws Error when it is no JavaScript */
export function trackerFile(): Promise<TrackerFile> {
  made ??= make().catch((error: unknown) => {
    made = undefined;
    throw error;
  });
  return made;
}

async function make(): Promise<TrackerFile> {
  const source = await readFile(SOURCE, 'utf8');
  const { code = '' } = await minify(source, { ecma: 2020, compress: { passes: 2 }, format: { comments: false } });
  const hash = createHash('sha256').update(code).digest('base64url').slice(0, 22);
  return { code, etag: `"${hash}"` };
}
